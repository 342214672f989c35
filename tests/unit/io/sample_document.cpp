#include "sample_document.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace regimes::test {
namespace {

using io::Group;
using io::Variable;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Group make_state() {
  constexpr std::int64_t rows = 700, columns = 301;  // 1.7 MB: two chunks, the second one ragged
  std::vector<double> large;
  std::vector<std::int64_t> counts;
  for (std::int64_t i = 0; i < rows * columns; ++i) {
    large.push_back(static_cast<double>(i) / 7);
    counts.push_back(3 * i);
  }
  std::vector<std::int64_t> indices(3 * 5);
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<std::int64_t>(i) - 7;
  Group inner{"inner", {}, {{"sum", {"points", "row"}, std::vector<double>(3 * rows, 0.5), {}}}, {}, {}};
  return {
      "state",
      {{"row", rows}, {"column", columns}},
      {{"nearest_index", {"points", "query"}, indices, {}},
       {"large", {"row", "column"}, large, {}},
       {"counts", {"row", "column"}, counts, {}},
       {"next_block", {}, std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::max()}, {}},
       {"time", {"time"}, std::vector<double>{4, 3, 2, 1}, {}}},  // a parent's dimension, no coordinate here
      {inner},
      {{"complete", std::int64_t{1}}}};
}

void expect_same_values(const io::Values& found, const io::Values& expected, const std::string& where) {
  ASSERT_EQ(found.index(), expected.index()) << where;
  if (const auto* numbers = std::get_if<std::vector<double>>(&expected)) {
    const auto& others = std::get<std::vector<double>>(found);
    ASSERT_EQ(others.size(), numbers->size()) << where;
    const std::size_t bytes = numbers->size() * sizeof(double);
    EXPECT_TRUE(bytes == 0 || std::memcmp(others.data(), numbers->data(), bytes) == 0)
        << where << ": not bit for bit";
  } else {
    EXPECT_TRUE(found == expected) << where;
  }
}

void expect_same_attributes(const io::Attributes& found, const io::Attributes& expected,
                            const std::string& where) {
  ASSERT_EQ(found.size(), expected.size()) << where;
  for (const auto& [name, value] : expected) {
    ASSERT_EQ(found.count(name), 1U) << where << "@" << name;
    EXPECT_TRUE(found.at(name) == value) << where << "@" << name;
  }
}

}  // namespace

io::Document sample_document() {
  io::Document document;
  document.dimensions = {{"points", 3}, {"time", 4}, {"query", 5}, {"nothing", 0}};
  document.attributes = {{"title", std::string("collapse of ±m — 日本")},
                         {"empty", std::string()},
                         {"long", std::string(100000, 'x')},
                         {"version", std::int64_t{-3}},
                         {"third", 1.0 / 3},
                         {"row", std::vector<double>{1, infinity, -0.0}},
                         {"one", std::vector<double>{2.5}},
                         {"none", std::vector<double>{}}};
  for (int i = 0; i < 20; ++i) document.attributes[fmt::format("many_{}", i)] = std::int64_t{i};
  const io::Attributes described = {{"units", std::string("1")}, {"symbol", std::string("$f^e/\\alpha$")}};
  document.variables = {
      {"zeta",
       {"points", "time"},
       std::vector<double>{0, nan, 2, -0.0, 4, 5, 6, infinity, 8, 9, 10, -infinity},
       described},
      {"time", {"time"}, std::vector<double>{.1, .2, .4, .8}, {{"long_name", std::string("diffusion time")}}},
      {"alpha", {}, std::vector<double>{.25}, {}},
      {"points", {"points"}, std::vector<std::int64_t>{10, 100, std::int64_t{1} << 60}, described},
      {"label",
       {"query"},
       std::vector<std::string>{"a", "", "ß\n\"quoted\"", "a", std::string(5000, 'y')},
       {}},
      {"law", {}, std::vector<std::string>{"gaussian"}, {}},
      {"nothing_here", {"points", "nothing"}, std::vector<double>{}, {}},
      {"no_text", {"nothing"}, std::vector<std::string>{}, {}},
      {"no_count", {"nothing"}, std::vector<std::int64_t>{}, {}},
      {"by_query", {"query"}, std::vector<double>{1, 2, 3, 4, 5}, {}}};
  document.groups = {make_state(), {"empty_group", {}, {}, {}, {}}};
  return document;
}

void expect_same(const io::Group& found, const io::Group& expected, const std::string& path) {
  EXPECT_EQ(found.name, expected.name);
  EXPECT_EQ(found.dimensions, expected.dimensions) << path;
  expect_same_attributes(found.attributes, expected.attributes, path);
  ASSERT_EQ(found.variables.size(), expected.variables.size()) << path;
  for (std::size_t i = 0; i < expected.variables.size(); ++i) {
    const Variable& variable = found.variables[i];
    const std::string where = path + expected.variables[i].name;
    EXPECT_EQ(variable.name, expected.variables[i].name) << path;
    EXPECT_EQ(variable.dimensions, expected.variables[i].dimensions) << where;
    expect_same_values(variable.values, expected.variables[i].values, where);
    expect_same_attributes(variable.attributes, expected.variables[i].attributes, where);
  }
  ASSERT_EQ(found.groups.size(), expected.groups.size()) << path;
  for (std::size_t i = 0; i < expected.groups.size(); ++i)
    expect_same(found.groups[i], expected.groups[i], path + expected.groups[i].name + "/");
}

}  // namespace regimes::test
