#include "experiments/run/kept_run.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "../unit/io/temporary_folder.hpp"

namespace regimes::experiments {
namespace {

/// A limit of 6 s has a margin of 1 s.
TEST(KeptRun, StopsWhereAnotherPieceOfWorkWouldExceedTheTimeLimit) {
  const parallel::Communicator communicator;
  const test::TemporaryFolder folder;
  Observer observer;
  const CheckpointOptions options{60, 6};
  KeptRun after_pieces(folder.file("pieces.h5"), options, communicator, observer);
  KeptRun after_preparation(folder.file("preparation.h5"), options, communicator, observer);
  EXPECT_EQ(after_pieces.agree({7}).wish, KeptRun::Wish::nothing);
  std::this_thread::sleep_for(std::chrono::seconds(3));
  EXPECT_EQ(after_pieces.agree({7}).wish, KeptRun::Wish::stop);
  EXPECT_EQ(after_preparation.agree({7}).wish, KeptRun::Wish::nothing);
}

/// Root's size is everybody's, beside a checkpoint or not.
TEST(KeptRun, AgreesOnTheSizeOfTheNextPieceAndOnCheckpoints) {
  const parallel::Communicator communicator;
  const test::TemporaryFolder folder;
  Observer observer;
  KeptRun run(folder.file("sizes.h5"), CheckpointOptions{0, 0}, communicator, observer);
  const std::int64_t size = communicator.is_root() ? 1234567 : 1;
  EXPECT_EQ(run.agree({size}).size, 1234567);
  run.checkpointer().has_news(false);
  const KeptRun::Agreement agreed = run.agree({size});
  EXPECT_EQ(agreed.wish, KeptRun::Wish::checkpoint);
  EXPECT_EQ(agreed.size, 1234567);
}

}  // namespace
}  // namespace regimes::experiments
