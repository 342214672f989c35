// What is not finite in a result says what it means, or is warned of.
#include "io/finite_values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace regimes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

io::Variable row(const std::string& name, std::vector<double> values, io::Attributes attributes = {}) {
  return {name, {"time"}, std::move(values), std::move(attributes)};
}

std::string meaning(const io::Document& document, std::size_t variable) {
  return std::get<std::string>(document.variables[variable].attributes.at(io::not_finite_attribute));
}

TEST(FiniteValues, WhatIsNotKnownToBeMissingIsMarkedAndWarnedOf) {
  io::Document document;
  document.variables = {row("phi", {.5, nan, -infinity}), row("fine", {1, 2, 3})};
  EXPECT_THAT(io::mark_not_finite(document),
              ElementsAre(HasSubstr("'phi': 2 of 3 values are NaN or infinite")));
  EXPECT_THAT(meaning(document, 0), HasSubstr("2 of 3"));
  EXPECT_TRUE(document.variables[1].attributes.empty());
}

TEST(FiniteValues, WhatSaysWhyIsLeft) {
  io::Document document;
  document.variables = {row("t_C", {nan, 1, 2}, {{io::not_finite_attribute, std::string("not reached")}})};
  EXPECT_TRUE(io::mark_not_finite(document).empty());
  EXPECT_EQ(meaning(document, 0), "not reached");
}

TEST(FiniteValues, ErrorsOfValuesMayBeMissing) {
  io::Document document;
  document.variables = {row("phi", {.5, 1, 0}), row("phi_stderr", {.1, nan, nan}),
                        row("psi_stderr", {nan, 1, 1})};
  EXPECT_THAT(io::mark_not_finite(document), ElementsAre(HasSubstr("'psi_stderr'")));  // of no variable
  EXPECT_THAT(meaning(document, 1), HasSubstr("too few cases"));
}

TEST(FiniteValues, GroupsAndIntegersAreNotLookedAt) {
  io::Document document;
  document.variables = {{"n", {"time"}, std::vector<std::int64_t>{-1, 2, 3}, {}}};
  document.groups.push_back({"state", {}, {row("x", {nan, nan, nan})}, {}, {}});
  EXPECT_TRUE(io::mark_not_finite(document).empty());
}

}  // namespace
}  // namespace regimes
