// Refusals before work is done, errors with path and cause, and the convention for unfinished outputs.
#include "io/result_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "sample_document.hpp"
#include "temporary_folder.hpp"

namespace regimes {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ResultFile : public testing::Test {
 protected:
  std::string refused_output(const std::string& path) const {
    const std::string by_check = test::message_of<InputOutputError>([&] { io::check_output(path, true); });
    const std::string by_write = test::message_of<InputOutputError>([&] { io::write_document(path, {}); });
    EXPECT_EQ(by_check, by_write);
    return by_check;
  }
  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.file("result.h5");
};

TEST_F(ResultFile, NewOutputIsAccepted) {
  io::check_output(path_, false);
  EXPECT_TRUE(folder_.names().empty()) << "the check must leave nothing behind";
}

TEST_F(ResultFile, ExistingOutputNeedsForce) {
  test::write_bytes(path_, "precious");
  const std::string message = test::message_of<UsageError>([&] { io::check_output(path_, false); });
  EXPECT_THAT(message, AllOf(HasSubstr("--output"), HasSubstr(path_), HasSubstr("--force")));
  io::check_output(path_, true);
  EXPECT_EQ(test::read_bytes(path_), "precious");
}

TEST_F(ResultFile, EmptyNameIsAUsageError) {
  EXPECT_THAT(test::message_of<UsageError>([] { io::check_output("", true); }),
              HasSubstr("--output is empty"));
}

TEST_F(ResultFile, MissingFolder) {
  const std::string message = refused_output(folder_.file("no/such/result.h5"));
  EXPECT_THAT(message, HasSubstr("folder '" + folder_.file("no/such") +
                                 "' does not exist; create it or choose another --output"));
}

TEST_F(ResultFile, FolderThatIsAFile) {
  test::write_bytes(path_, "precious");
  EXPECT_THAT(refused_output(path_ + "/result.h5"), HasSubstr("'" + path_ + "' is not a folder"));
  EXPECT_THAT(refused_output(path_ + "/deeper/result.h5"), HasSubstr("Not a directory"));
  EXPECT_EQ(test::read_bytes(path_), "precious");
}

TEST_F(ResultFile, FolderThatTakesNoFiles) {  // permission bits do not stop root; /sys stops everyone
  EXPECT_THAT(refused_output("/sys/result.h5"), HasSubstr("cannot create a file in folder '/sys'"));
}

TEST_F(ResultFile, OnlyRegularFilesAreReplaced) {
  EXPECT_THAT(refused_output(folder_.file("")), HasSubstr("it exists and is a folder"));
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(refused_output(path_), HasSubstr("not a regular file"));
}

TEST_F(ResultFile, PartialOfAnInterruptedRunNeedsForce) {
  test::write_bytes(path_ + ".partial", "precious");
  const std::string message = test::message_of<UsageError>([&] { io::check_output(path_, false); });
  EXPECT_THAT(message, AllOf(HasSubstr("--output"), HasSubstr("'" + path_ + ".partial'"), HasSubstr("rename"),
                             HasSubstr("--force")));
  io::check_output(path_, true);
  EXPECT_EQ(test::read_bytes(path_ + ".partial"), "precious");
}

TEST_F(ResultFile, UnusablePartialIsFoundBeforeTheWork) {
  std::filesystem::create_directory(path_ + ".partial");
  EXPECT_THAT(test::message_of<InputOutputError>([&] { io::check_output(path_, false); }),
              HasSubstr("result.h5.partial"));
}

TEST_F(ResultFile, PartialIsReplacedAndFinallyRemoved) {
  const io::ResultWriter writer(path_);
  io::Document document;
  for (int snapshot = 0; snapshot < 3; ++snapshot) {
    document.attributes["snapshots"] = std::int64_t{snapshot};
    writer.write_partial(document);
    EXPECT_EQ(folder_.names().count("result.h5.partial"), 1U);
    test::expect_same(io::read_document(writer.partial_path()), document);
  }
  writer.finish(test::sample_document());
  EXPECT_EQ(folder_.names(), std::set<std::string>{"result.h5"});
  test::expect_same(io::read_document(path_), test::sample_document());
}

TEST_F(ResultFile, PartialStaysWithoutFinish) {
  { io::ResultWriter(path_).write_partial({}); }
  EXPECT_EQ(folder_.names(), std::set<std::string>{"result.h5.partial"});
}

TEST_F(ResultFile, FinishWithoutPartial) {
  io::ResultWriter(path_).finish({});
  EXPECT_EQ(folder_.names(), std::set<std::string>{"result.h5"});
}

TEST_F(ResultFile, MissingInput) {
  const std::string message = test::message_of<InputOutputError>([&] { io::read_document(path_); });
  EXPECT_THAT(message, AllOf(HasSubstr(path_), HasSubstr("No such file")));
  EXPECT_THAT(test::message_of<InputOutputError>([&] { io::read_document(folder_.file("")); }),
              HasSubstr("not a regular file"));
}

TEST_F(ResultFile, EqualDocumentsAreEqualFiles) {
  io::write_document(path_, test::sample_document());
  const std::string first = test::read_bytes(path_);
  sleep(1);  // HDF5 would otherwise put times of one second's resolution into the file
  io::write_document(path_, test::sample_document());
  EXPECT_TRUE(test::read_bytes(path_) == first);
}

TEST_F(ResultFile, FilesOfOtherProgramsAreRefused) {
  test::write_bytes(path_, "a text that is longer than the checksum's line");
  const std::string message = test::message_of<DataError>([&] { io::read_document(path_); });
  EXPECT_THAT(message, AllOf(HasSubstr(path_), HasSubstr("does not end in the checksum")));
}

TEST_F(ResultFile, NothingIsPrinted) {
  test::write_sealed(path_, "this is not HDF5");
  testing::internal::CaptureStderr();
  const std::string message = test::message_of<DataError>([&] { io::read_document(path_); });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_THAT(message, AllOf(HasSubstr(path_), HasSubstr("HDF5 says 'file signature not found'")))
      << "its innermost words";
}

}  // namespace
}  // namespace regimes
