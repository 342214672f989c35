// Runs on several ranks: a file that one rank cannot read stops all of them.
#include <gmock/gmock.h>

#include "datasets/stored_shard.hpp"
#include "expect_error.hpp"
#include "idx_files.hpp"

namespace regimes::datasets {
namespace {

TEST(CollectiveReading, FailsOnAllRanksIfItFailsOnOne) {
  const TemporaryFolder folder;  // every rank has its own
  const parallel::Communicator world;
  FileSource source;
  source.train_file = folder.plain("points", idx({2, 2}, {1, 2, 3, 4}));
  const kernels::Partition partition{world.size(), world.rank()};
  EXPECT_EQ(read_file_set(source, 1, 0, partition, world).points, 2);
  if (world.rank() == world.size() - 1) source.train_file = folder.path("missing");
  expect_error(ExitCode::input_output, {"missing' cannot be opened"},
               [&] { read_file_set(source, 1, 0, partition, world); });
}

}  // namespace
}  // namespace regimes::datasets
