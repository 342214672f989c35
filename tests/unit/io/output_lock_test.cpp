// One run per output, whatever becomes of it.
#include "io/output_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "base/error.hpp"
#include "temporary_folder.hpp"

namespace regimes {
namespace {

class OutputLock : public testing::Test {
 protected:
  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.file("result.h5");
};

TEST_F(OutputLock, IsHeldOnceAndLeavesNothing) {
  std::optional<io::OutputLock> lock(path_);
  const std::string message = test::message_of<UsageError>([&] { io::OutputLock second(path_); });
  EXPECT_THAT(message, testing::HasSubstr("process " + std::to_string(getpid())));
  io::OutputLock other(folder_.file("other.h5"));
  lock.reset();
  EXPECT_NO_THROW(io::OutputLock again(path_));
  EXPECT_THAT(folder_.names(), testing::ElementsAre("other.h5.lock"));
}

TEST_F(OutputLock, MovesToAnotherOwner) {
  io::OutputLock first(path_), second;
  second = std::move(first);
  EXPECT_THROW(io::OutputLock third(path_), UsageError);
  second = io::OutputLock();
  EXPECT_NO_THROW(io::OutputLock third(path_));
}

TEST_F(OutputLock, EndsWithAKilledProcess) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const io::OutputLock lock(path_);
    if (write(ready[1], "x", 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char letter = 0;
  ASSERT_EQ(read(ready[0], &letter, 1), 1);
  EXPECT_THROW(io::OutputLock mine(path_), UsageError);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(folder_.names().count("result.h5.lock"), 1u);  // it stays behind
  EXPECT_NO_THROW(io::OutputLock mine(path_));
}

TEST_F(OutputLock, NamesTheFolderThatCannotHoldIt) {
  EXPECT_THROW(io::OutputLock(folder_.file("missing/result.h5")), InputOutputError);
}

}  // namespace
}  // namespace regimes
