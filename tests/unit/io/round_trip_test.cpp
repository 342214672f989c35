// What write_document() writes, read_document() gives back exactly.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "io/result_file.hpp"
#include "sample_document.hpp"
#include "temporary_folder.hpp"

namespace regimes {
namespace {

void expect_round_trip(const io::Document& document) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("result.h5");
  io::write_document(path, document);
  EXPECT_EQ(folder.names(), std::set<std::string>{"result.h5"}) << "files aside must not stay";
  test::expect_same(io::read_document(path), document);
}

TEST(RoundTrip, EverythingTheFormatHas) { expect_round_trip(test::sample_document()); }

TEST(RoundTrip, EmptyDocument) { expect_round_trip({}); }

TEST(RoundTrip, ManyVariablesOverOneDimension) {
  io::Document document;
  document.dimensions["time"] = 2;
  for (int i = 0; i < 300; ++i)
    document.variables.push_back(
        {fmt::format("v{}", i), {"time"}, std::vector<double>{1.0 * i, 2.0 * i}, {}});
  expect_round_trip(document);
}

TEST(RoundTrip, ManyTexts) {
  io::Document document;
  document.dimensions["option"] = 5000;
  std::vector<std::string> texts;
  for (int i = 0; i < 5000; ++i) texts.push_back(fmt::format("option number {}", i));
  document.variables.push_back({"name", {"option"}, texts, {}});
  expect_round_trip(document);
}

TEST(RoundTrip, SubgroupMayHideADimensionOfItsParent) {
  io::Document document;
  document.dimensions["time"] = 2;
  io::Group child{"child", {{"time", 3}}, {{"v", {"time"}, std::vector<double>{1, 2, 3}, {}}}, {}, {}};
  document.groups = {child};
  document.variables = {{"v", {"time"}, std::vector<double>{1, 2}, {}}};
  expect_round_trip(document);
}

TEST(RoundTrip, LargeArraysAreCompressed) {
  const test::TemporaryFolder folder;
  io::Document document;
  constexpr std::int64_t count = 1 << 20;
  document.dimensions["i"] = count;
  document.variables = {{"zeros", {"i"}, std::vector<double>(count, 0), {}}};
  io::write_document(folder.file("zeros.h5"), document);
  EXPECT_LT(std::filesystem::file_size(folder.file("zeros.h5")),
            100000U);  // of 8 MB; deflate reaches 1000 : 1
  test::expect_same(io::read_document(folder.file("zeros.h5")), document);
}

}  // namespace
}  // namespace regimes
