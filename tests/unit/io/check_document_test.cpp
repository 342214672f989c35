// A document that breaks the rules is a bug of the caller: it is named, and nothing is written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "io/result_file.hpp"
#include "temporary_folder.hpp"

namespace regimes {
namespace {

using testing::HasSubstr;

std::string complaint_about(const io::Document& document) {
  const test::TemporaryFolder folder;
  const std::string message =
      test::message_of<ContractError>([&] { io::write_document(folder.file("bad.h5"), document); });
  EXPECT_TRUE(folder.names().empty());
  return message;
}

io::Document with(const io::Variable& variable) {
  io::Document document;
  document.dimensions = {{"time", 2}, {"query", 3}};
  document.variables = {variable};
  return document;
}

TEST(CheckDocument, ValuesMustFillTheDimensions) {
  const std::string message = complaint_about(with({"v", {"time", "query"}, std::vector<double>(5), {}}));
  EXPECT_THAT(message, HasSubstr("variable /v: 5 values for dimensions (time, query), which hold 6"));
}

TEST(CheckDocument, DimensionsMustBeDeclared) {
  EXPECT_THAT(complaint_about(with({"v", {"snapshot"}, std::vector<double>(5), {}})),
              HasSubstr("dimension 'snapshot' is not declared"));
  io::Document document;
  document.groups = {{"first", {{"inner", 1}}, {}, {}, {}},
                     {"second", {}, {{"v", {"inner"}, std::vector<double>(1), {}}}, {}, {}}};
  EXPECT_THAT(complaint_about(document), HasSubstr("variable /second/v: dimension 'inner'"));
}

TEST(CheckDocument, NamesMustBeUsableAndUnique) {
  EXPECT_THAT(complaint_about(with({"", {}, std::vector<double>(1), {}})), HasSubstr("cannot be a name"));
  EXPECT_THAT(complaint_about(with({"a/b", {}, std::vector<double>(1), {}})), HasSubstr("'a/b'"));
  EXPECT_THAT(complaint_about(with({".", {}, std::vector<double>(1), {}})), HasSubstr("'.'"));
  io::Document twice = with({"v", {}, std::vector<double>(1), {}});
  twice.groups = {{"v", {}, {}, {}, {}}};
  EXPECT_THAT(complaint_about(twice), HasSubstr("'v' appears twice"));
  io::Document two_coordinates = with({"time", {"time"}, std::vector<double>(2), {}});
  two_coordinates.variables.push_back(two_coordinates.variables[0]);
  EXPECT_THAT(complaint_about(two_coordinates), HasSubstr("'time' appears twice"));
}

TEST(CheckDocument, ADimensionsNameIsItsCoordinates) {
  EXPECT_THAT(complaint_about(with({"time", {"query"}, std::vector<double>(3), {}})),
              HasSubstr("not its coordinate"));
  EXPECT_THAT(complaint_about(with({"time", {}, std::vector<double>(1), {}})),
              HasSubstr("not its coordinate"));
}

TEST(CheckDocument, LengthsMustMakeSense) {
  io::Document negative;
  negative.dimensions["time"] = -1;
  EXPECT_THAT(complaint_about(negative), HasSubstr("length -1"));
  io::Document huge;
  huge.dimensions["time"] = std::int64_t{1} << 40;
  huge.variables = {{"v", {"time", "time"}, std::vector<double>(1), {}}};
  EXPECT_THAT(complaint_about(huge), HasSubstr("overflows"));
}

TEST(CheckDocument, TextsAndAttributes) {
  const std::string with_nul("a\0b", 3);
  EXPECT_THAT(complaint_about(with({"v", {}, std::vector<std::string>{with_nul}, {}})), HasSubstr("NUL"));
  EXPECT_THAT(complaint_about(with({"v", {}, std::vector<double>(1), {{"units", with_nul}}})),
              HasSubstr("NUL"));
  EXPECT_THAT(complaint_about(with({"v", {}, std::vector<double>(1), {{"CLASS", 1.0}}})),
              HasSubstr("reserved"));
}

}  // namespace
}  // namespace regimes
