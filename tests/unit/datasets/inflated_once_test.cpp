#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "datasets/readers/byte_source.hpp"
#include "datasets/readers/gzip_bytes.hpp"
#include "idx_files.hpp"
#include "parallel/once_per_node.hpp"

namespace regimes::datasets {
namespace {

/// What this process has read so far, whatever from; below 0 where the system does not say.
std::int64_t bytes_read() {
  std::ifstream file("/proc/self/io");
  std::string name;
  std::int64_t bytes = -1;
  return file >> name >> bytes && name == "rchar:" ? bytes : -1;
}

/// One folder for all ranks, made by root.
class InflatedOnce : public testing::Test {
 protected:
  InflatedOnce() {
    if (ranks_.is_root()) folder_ = std::make_unique<TemporaryFolder>();
    path_ = ranks_.broadcast(ranks_.is_root() ? folder_->path("file.gz") : std::string());
  }
  ~InflatedOnce() override {
    forget_inflated_files();
    ranks_.barrier();
  }
  void write(const Bytes& bytes) {
    if (ranks_.is_root()) folder_->gzip("file.gz", bytes);
    ranks_.barrier();
  }

  parallel::Communicator ranks_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::string path_;
};

/// Random bytes do not shrink: whoever inflates them has read them.
Bytes noise(std::size_t count) {
  std::mt19937_64 random(3);
  Bytes bytes(count);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

TEST_F(InflatedOnce, IsReadByOneRank) {
  const Bytes bytes = noise(3 << 20);
  write(bytes);
  const std::int64_t before = bytes_read();
  inflate_once_per_node({path_, path_ + ".missing"}, ranks_);
  const auto source = open_bytes(path_, "--train-file");
  EXPECT_EQ(source->size_up_to(most_inflated_bytes), std::ssize(bytes));
  Bytes found(bytes.size());
  source->read(0, found);
  EXPECT_EQ(found, bytes);
  ASSERT_GE(before, 0) << "the system does not say in /proc/self/io what was read";
  const bool reads = bytes_read() - before >= std::ssize(bytes);
  EXPECT_EQ(ranks_.sum(std::vector<std::int64_t>{reads}).front(), 1);
}

/// A file that has changed since is another one.
TEST_F(InflatedOnce, IsThatStateOfTheFile) {
  write(noise(100));
  inflate_once_per_node({path_}, ranks_);
  ranks_.barrier();
  const Bytes later = {1, 2, 3};
  write(later);
  Bytes found(later.size());
  const auto source = open_bytes(path_, "--train-file");
  EXPECT_EQ(source->size_up_to(most_inflated_bytes), std::ssize(later));
  source->read(0, found);
  EXPECT_EQ(found, later);
}

/// What cannot be inflated is left to the readers, on every rank.
TEST_F(InflatedOnce, LeavesErrorsToTheReaders) {
  write(noise(1000));
  if (ranks_.is_root()) std::filesystem::resize_file(path_, 900);
  ranks_.barrier();
  EXPECT_NO_THROW(inflate_once_per_node({path_}, ranks_));
  EXPECT_THROW(open_bytes(path_, "--train-file")->size_up_to(most_inflated_bytes), std::exception);
}

TEST(OncePerNode, GivesAllWhatOneHasMade) {
  const parallel::Communicator ranks;
  int calls = 0;
  const auto make = [&calls] {
    ++calls;
    return std::make_shared<const Bytes>(Bytes{7, 8});
  };
  const parallel::MadeBytes bytes = parallel::once_per_node(ranks, make);
  EXPECT_EQ(ranks.sum(std::vector<std::int64_t>{calls}).front(), ranks.size() > 1 ? 1 : 0);
  ASSERT_EQ(bytes != nullptr, ranks.size() > 1);
  if (bytes) {
    EXPECT_EQ(*bytes, (Bytes{7, 8}));
  }
  EXPECT_EQ(parallel::once_per_node(ranks, []() -> parallel::MadeBytes { throw std::bad_alloc(); }), nullptr);
}

}  // namespace
}  // namespace regimes::datasets
