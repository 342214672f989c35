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
  EXPECT_EQ(after_pieces.agree(), KeptRun::Wish::nothing);
  std::this_thread::sleep_for(std::chrono::seconds(3));
  EXPECT_EQ(after_pieces.agree(), KeptRun::Wish::stop);
  EXPECT_EQ(after_preparation.agree(), KeptRun::Wish::nothing);
}

}  // namespace
}  // namespace regimes::experiments
