// What `regimes doctor` measures, on any number of ranks.
#include "experiments/calibration/self_check.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>

#include "base/error.hpp"
#include "io/parallel_file_check.hpp"

namespace {

using namespace regimes;

/// A folder of all ranks, made and removed by root.
class SharedFolder {
 public:
  SharedFolder() {
    std::string name = testing::TempDir() + "/regimes-check-XXXXXX";
    if (communicator.is_root() && mkdtemp(name.data()) == nullptr) name.clear();
    path = communicator.broadcast(name);
  }
  ~SharedFolder() {
    communicator.barrier();
    if (communicator.is_root()) std::filesystem::remove_all(path);
  }

  parallel::Communicator communicator;
  std::string path;
};

TEST(ParallelFile, IsWrittenReadAndRemoved) {
  const SharedFolder folder;
  const auto found = io::check_parallel_file(folder.path, folder.communicator);
  EXPECT_EQ(found.bytes, std::int64_t{1 << 20} * folder.communicator.size());
  EXPECT_GT(found.write_seconds, 0);
  EXPECT_GT(found.read_seconds, 0);
  folder.communicator.barrier();
  EXPECT_TRUE(std::filesystem::is_empty(folder.path));
}

TEST(ParallelFile, NeedsAFolderAndSaysSoOnAllRanks) {
  const parallel::Communicator communicator;
  try {
    io::check_parallel_file("/nowhere/at/all", communicator);
    FAIL() << "no error";
  } catch (const InputOutputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("rank 0 on "));
    EXPECT_THAT(error.what(), testing::HasSubstr("cannot make a file in '/nowhere/at/all': No such file"));
  }
}

TEST(SweepAgreement, HoldsAndIsNotIdle) {
  const parallel::Communicator communicator;
  const auto agreement = experiments::compare_with_reference(communicator);
  if (!communicator.is_root()) return;
  EXPECT_GT(agreement.deviation, 0);  // float beside double
  EXPECT_LE(agreement.deviation, agreement.bound);
  EXPECT_LT(agreement.bound, 1e-2);
  EXPECT_TRUE(agreement.holds());
}

TEST(SweepRate, IsTheSumOverRanks) {
  const parallel::Communicator communicator;
  const auto rate = experiments::measure_rate(communicator);
  if (!communicator.is_root()) return;
  EXPECT_GT(rate.slowest, 0);
  EXPECT_GE(rate.terms_per_second, rate.slowest * communicator.size() * (1 - 1e-12));
  EXPECT_LE(rate.terms_per_second, rate.fastest * communicator.size() * (1 + 1e-12));
  EXPECT_FALSE(rate.slowest_rank.empty());
  EXPECT_DOUBLE_EQ(rate.seconds() * rate.terms_per_second, 1e9 * 256 * 12);
}

}  // namespace
