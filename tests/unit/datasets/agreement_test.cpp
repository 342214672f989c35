// Runs on several ranks: a file that one rank cannot read stops all of them.
#include <gmock/gmock.h>

#include "base/error.hpp"
#include "datasets/stored_shard.hpp"
#include "idx_files.hpp"

namespace regimes::datasets {
namespace {

TEST(CollectiveReading, FailsOnAllRanksIfItFailsOnOne) {
  const TemporaryFolder folder;  // every rank has its own
  const parallel::Communicator world;
  IdxSource source;
  source.train_file = folder.plain("points", idx({2, 2}, {1, 2, 3, 4}));
  const kernels::Deal deal{world.size(), world.rank()};
  EXPECT_EQ(read_idx_set(source, 1, 0, deal, world).points, 2);
  if (world.rank() == world.size() - 1) source.train_file = folder.path("missing");
  EXPECT_THROW(read_idx_set(source, 1, 0, deal, world), InputOutputError);
}

}  // namespace
}  // namespace regimes::datasets
