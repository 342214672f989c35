#include "parallel/placement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace {

using namespace regimes;

TEST(AllowedCpus, AreSomeInAscendingOrder) {
  const std::vector<int> cpus = parallel::allowed_cpus();
  ASSERT_FALSE(cpus.empty());
  EXPECT_TRUE(std::is_sorted(cpus.begin(), cpus.end()));
  EXPECT_GE(cpus.front(), 0);
}

TEST(CpuList, JoinsNeighbours) {
  EXPECT_EQ(parallel::cpu_list({0, 1, 2, 3, 8, 10, 11}), "0-3,8,10-11");
  EXPECT_EQ(parallel::cpu_list({5}), "5");
  EXPECT_EQ(parallel::cpu_list({}), "");
}

TEST(SharedDevices, AreThoseOfRanksOnOneHost) {
  const auto on = [](const std::string& host, const std::string& device) {
    return parallel::Placement{host, {}, 1, device};
  };
  EXPECT_TRUE(parallel::shared_devices({on("a", ""), on("a", "")}).empty());
  EXPECT_TRUE(parallel::shared_devices({on("a", "GPU-1"), on("a", "GPU-2"), on("b", "GPU-1")}).empty());
  EXPECT_EQ(
      parallel::shared_devices({on("a", "GPU-1"), on("b", "GPU-1"), on("a", "GPU-1"), on("a", "GPU-1")}),
      std::vector<std::string>{"ranks 0,2-3 share device GPU-1 of a"});
}

TEST(Placements, ComeToRootInTheOrderOfRanks) {
  const parallel::Communicator communicator;
  const int rank = communicator.rank();
  const auto all = parallel::gather_placements(
      {"host " + std::to_string(rank), {rank, rank + 2}, rank + 1, rank % 2 == 0 ? "" : "0 (a)"},
      communicator);
  ASSERT_EQ(all.size(), communicator.is_root() ? static_cast<std::size_t>(communicator.size()) : 0);
  for (int r = 0; r < static_cast<int>(all.size()); ++r) {
    EXPECT_EQ(all[r].host, "host " + std::to_string(r));
    EXPECT_EQ(all[r].cpus, (std::vector<int>{r, r + 2}));
    EXPECT_EQ(all[r].threads, r + 1);
    EXPECT_EQ(all[r].device, r % 2 == 0 ? "" : "0 (a)");
  }
}

TEST(Allreduce, TakesAMomentThatAllAgreeOn) {
  const parallel::Communicator communicator;
  const double seconds = parallel::allreduce_seconds(communicator);
  EXPECT_GT(seconds, 0);
  EXPECT_LT(seconds, 1);
  EXPECT_EQ(communicator.maximum(seconds), seconds);
}

}  // namespace
