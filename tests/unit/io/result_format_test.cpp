// What a file of another format is told, and what can be done with a result whose state was left out.
#include "io/result_format.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "io/result_file.hpp"
#include "io/result_state.hpp"
#include "sample_document.hpp"
#include "temporary_folder.hpp"

namespace regimes {
namespace {

using testing::HasSubstr;

io::Document in_format(const std::string& format) {
  io::Document document;
  document.attributes[io::format_attribute] = format;
  document.groups = {{"provenance", {}, {}, {}, {{"regimes_version", std::string("7.8.9")}}}};
  return document;
}

TEST(ResultFormat, ANewerOneIsRefusedWithTheVersionToUse) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("new.h5");
  for (const char* format :
       {"regimes-result-2", "regimes-result-10", "regimes-result-", "regimes-result-1b"}) {
    io::write_document(path, in_format(format));
    const std::string message = test::message_of<DataError>([&] { io::read_document(path); });
    EXPECT_THAT(message, HasSubstr(path + "' was made by a newer regimes: format " + format +
                                   "; this version reads regimes-result-1; use regimes 7.8.9"));
  }
}

TEST(ResultFormat, OlderOnesAndOtherFilesAreRead) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("old.h5");
  for (const char* format : {"regimes-result-0", "regimes-result-1", "regimes-curves-2", ""}) {
    io::write_document(path, in_format(format));
    test::expect_same(io::read_document(path), in_format(format));
  }
}

TEST(ResultFormat, AStateGoesOnInItsOwnFormat) {
  EXPECT_NO_THROW(io::require_format_of_state(in_format(io::result_format)));
  EXPECT_NO_THROW(io::require_format_of_state({}));  // of version 0.1.0
  EXPECT_THAT(
      test::message_of<DataError>([] { io::require_format_of_state(in_format("regimes-result-0")); }),
      HasSubstr(
          "format regimes-result-0, and this version goes on from regimes-result-1; use regimes 7.8.9"));
}

TEST(ResultState, IsLeftOutAndNothingElse) {
  const io::Document whole = test::sample_document();
  ASSERT_TRUE(io::has_state(whole));
  io::Document stripped = io::without_state(whole);
  EXPECT_FALSE(io::has_state(stripped));
  EXPECT_THAT(test::message_of<DataError>([&] { io::require_state_was_kept(stripped); }),
              HasSubstr("its state was left out"));
  EXPECT_EQ(stripped.attributes.erase("state"), 1U);
  stripped.groups.insert(stripped.groups.begin(), whole.groups.front());
  test::expect_same(stripped, whole);
}

TEST(ResultState, IsNotMissedWhereThereWasNone) {
  const io::Document plain = in_format(io::result_format);
  test::expect_same(io::without_state(plain), plain);
  EXPECT_NO_THROW(io::require_state_was_kept(plain));
}

TEST(ResultState, IsKeptInCheckpointsAndLeftOutAtTheEnd) {
  const test::TemporaryFolder folder;
  const io::ResultWriter writer(folder.file("r.h5"));
  writer.write_partial(test::sample_document(), io::Replaced::is_foreign);
  EXPECT_TRUE(io::has_state(io::read_document(writer.partial_path())));
  writer.finish(test::sample_document(), io::KeptState::none);
  test::expect_same(io::read_document(writer.path()), io::without_state(test::sample_document()));
  writer.finish(test::sample_document());
  EXPECT_TRUE(io::has_state(io::read_document(writer.path())));
}

}  // namespace
}  // namespace regimes
