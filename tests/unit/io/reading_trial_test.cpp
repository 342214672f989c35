// What ends or holds up a reader ends a child process instead, and its fate becomes a sentence.
#include "io/reading_trial.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>

#include "base/error.hpp"
#include "io/result_file.hpp"
#include "sample_document.hpp"
#include "temporary_folder.hpp"

namespace regimes {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string fate(const std::function<void()>& read) {
  return test::message_of<DataError>([&] { io::try_reading("no file", "'points.h5'", read); });
}

TEST(ReadingTrial, ASignalBecomesASentence) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGKILL})
    EXPECT_THAT(fate([=] { raise(signal); }),
                AllOf(HasSubstr("'points.h5' cannot be read"),
                      HasSubstr("by signal " + std::to_string(signal)), HasSubstr("another copy")));
  EXPECT_THAT(fate([] { _exit(7); }), HasSubstr("gave up"));
}

TEST(ReadingTrial, WhatDoesNotComeToAnEndIsEnded) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(fate([] {
                for (volatile bool always = true; always;) continue;
              }),
              HasSubstr("did not come to an end"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(90));
}

TEST(ReadingTrial, WhatIsReadOrRefusedInWordsIsLeftToTheReader) {
  int here = 0;
  EXPECT_NO_THROW(io::try_reading("no file", "it", [&] { here = 1; }));
  EXPECT_EQ(here, 0);  // it happened elsewhere
  EXPECT_NO_THROW(io::try_reading("no file", "it", [] { throw DataError("refused"); }));
  EXPECT_NO_THROW(io::try_reading("no file", "it", [] { throw std::bad_alloc(); }));
}

TEST(ReadingTrial, TheChildSaysNothing) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  io::try_reading("no file", "it", [] {
    std::fputs("free(): invalid pointer", stderr);
    std::puts("half a table");
    std::fflush(stdout);
  });
  EXPECT_EQ(testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr(), "");
}

TEST(ReadingTrial, SoundFilesAndOthersPass) {
  const test::TemporaryFolder folder;
  const std::string result = folder.file("result.h5"), text = folder.file("text.h5");
  io::write_document(result, test::sample_document());
  std::ofstream(text) << "no HDF5";
  for (const std::string& path : {result, text, folder.file("nowhere.h5")}) {
    EXPECT_NO_THROW(io::try_document(path));
    EXPECT_NO_THROW(io::try_document_without_slabs(path));
    EXPECT_NO_THROW(io::try_dataset(path, "/nothing", path));
    EXPECT_NO_THROW(io::try_dataset(path, "", path));
  }
}

}  // namespace
}  // namespace regimes
