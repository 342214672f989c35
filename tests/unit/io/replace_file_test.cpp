// A file is replaced whole or not at all: when the process dies in between, and when the disk is full.
#include "io/replace_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "base/error.hpp"
#include "io/file_aside.hpp"
#include "io/result_file.hpp"
#include "temporary_folder.hpp"

namespace regimes {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// While alive, files cannot grow beyond `bytes`: writing fails with EFBIG as it does with ENOSPC on a full
/// disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_);
    signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_{};
  sighandler_t old_handler_;
};

io::Document marked(double mark) {
  constexpr std::int64_t count = 1 << 16;
  io::Document document;
  document.dimensions["i"] = count;
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(mark + 1.0 / static_cast<double>(i + 1));
  document.variables = {{"v", {"i"}, values, {}}};
  document.attributes["mark"] = mark;
  return document;
}

double mark_of(const std::string& path) {
  const io::Document document = io::read_document(path);
  const double mark = std::get<double>(document.attributes.at("mark"));
  EXPECT_EQ(std::get<std::vector<double>>(document.variables.at(0).values).front(), mark + 1);
  return mark;
}

TEST(ReplaceFile, FullDiskKeepsTheOldFileAndLeavesNothing) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("result.h5");
  io::write_document(path, marked(1));
  const std::string before = test::read_bytes(path);
  std::string message;
  {
    const FileSizeLimit limit(4096);
    message = test::message_of<InputOutputError>([&] { io::write_document(path, marked(2)); });
  }
  EXPECT_THAT(message, AllOf(HasSubstr(path), HasSubstr("File too large")));
  EXPECT_EQ(folder.names(), std::set<std::string>{"result.h5"});
  EXPECT_EQ(test::read_bytes(path), before);
  io::write_document(path, marked(3));  // and the next attempt works
  EXPECT_EQ(mark_of(path), 3);
}

TEST(ReplaceFile, TellsWhyAWriteFails) {
  constexpr std::size_t limit_bytes = 3 << 20;
  const test::TemporaryFolder folder;
  const std::string path = folder.file("result.h5");
  const FileSizeLimit limit(limit_bytes);
  EXPECT_EQ(io::why_not_written(path, limit_bytes), "");
  EXPECT_THAT(io::why_not_written(path, limit_bytes + 1),
              AllOf(HasSubstr(path), HasSubstr("File too large; choose another --output")));
  EXPECT_TRUE(folder.names().empty());
  EXPECT_EQ(io::write_failure(ENOSPC),
            "No space left on device; make room there, or choose another --output");
  EXPECT_EQ(io::write_failure(EIO), "Input/output error");
}

TEST(ReplaceFile, FullDiskWithoutOldFileLeavesNothing) {
  const test::TemporaryFolder folder;
  const FileSizeLimit limit(0);
  EXPECT_THROW(io::write_document(folder.file("result.h5"), marked(1)), InputOutputError);
  EXPECT_TRUE(folder.names().empty());
}

/// A child that rewrites the file for ever is killed at many moments. Whatever the moment, a whole file must
/// be there.
TEST(ReplaceFile, KilledWriterLeavesAWholeFile) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("result.h5");
  io::write_document(path, marked(0));
  constexpr int kills = 25;
  constexpr int microseconds_between = 1700;
  int interrupted_between_create_and_rename = 0;
  for (int k = 0; k < kills; ++k) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const std::vector<std::byte> bytes = [&] {
        const std::string text = test::read_bytes(path);
        const auto* data = reinterpret_cast<const std::byte*>(text.data());
        return std::vector<std::byte>(data, data + text.size());
      }();
      while (true) io::replace_file(path, bytes);
    }
    usleep(static_cast<useconds_t>((k + 3) * microseconds_between));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    EXPECT_EQ(mark_of(path), 0);
    for (const std::string& name : folder.names())
      if (name != "result.h5") {
        EXPECT_THAT(name, HasSubstr("result.h5.writing-"));
        ++interrupted_between_create_and_rename;
        std::filesystem::remove(folder.file(name));
      }
  }
  EXPECT_GT(interrupted_between_create_and_rename, 0)
      << "no kill came in the middle of a write: the test saw nothing";
}

TEST(ReplaceFile, AFileLeftAsideIsNotInTheWay) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("result.h5");
  const std::string stale = path + ".writing-" + std::to_string(getpid()) + "-0";
  test::write_bytes(stale, "left by a killed process of the same number");
  io::write_document(path, marked(4));
  EXPECT_EQ(mark_of(path), 4);
  EXPECT_TRUE(std::filesystem::exists(stale)) << "it may belong to a process on another machine";
}

}  // namespace
}  // namespace regimes
