// A state that a run of clones and U-turns cannot have is refused before anything is made of it.
#include "experiments/trajectories/trajectories_state.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace regimes::experiments {
namespace {

using Kind = TrajectoriesPart::Kind;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t points = 50, classes = 2;
const std::vector<TrajectoriesPart> parts = {
    {Kind::trunk, 0, 0, 4}, {Kind::clone, 0, 4, 10}, {Kind::clone, 1, 4, 10}};
const TrajectoriesShape shape{3, 2, 1, points, classes};

/// In the second clone.
const TrajectoriesState whole{
    2,          5,        std::vector<double>(6, 0.5), std::vector<double>(6, 1.5), {0, points - 1, -1},
    {0, 1, -1}, {7, 8, 9}};

void expect_fits(const TrajectoriesState& state) { require_fits(state, part_of(state, parts), shape); }

TEST(TrajectoriesState, OfThisRunFits) { EXPECT_NO_THROW(expect_fits(whole)); }

TEST(TrajectoriesState, InNoPartIsRefused) {
  for (const std::int64_t part :
       {std::int64_t{-1}, std::int64_t{3}, std::numeric_limits<std::int64_t>::max()}) {
    TrajectoriesState state = whole;
    state.part = part;
    EXPECT_THAT([&] { part_of(state, parts); },
                testing::ThrowsMessage<DataError>(testing::HasSubstr(fmt::format("in part {},", part))));
  }
  for (const std::int64_t steps : {-1, 0, 7}) {
    TrajectoriesState state = whole;
    state.steps_done = steps;
    EXPECT_THROW(part_of(state, parts), DataError) << steps;
  }
}

template <class Value>
void expect_refused(std::vector<Value> TrajectoriesState::*values, Value wrong) {
  TrajectoriesState state = whole;
  (state.*values).back() = wrong;
  EXPECT_THROW(expect_fits(state), DataError) << wrong;
  state = whole;
  (state.*values).pop_back();
  EXPECT_THROW(expect_fits(state), DataError) << "one is missing";
}

TEST(TrajectoriesState, OfNoPlaceIsRefused) {
  for (const double wrong : {not_a_number, HUGE_VAL, -HUGE_VAL}) {
    expect_refused(&TrajectoriesState::x, wrong);
    expect_refused(&TrajectoriesState::trunk, wrong);
  }
}

TEST(TrajectoriesState, OfPointsAndClassesThatAreNotThereIsRefused) {
  for (const std::int64_t wrong : {std::int64_t{-2}, points}) {
    expect_refused(&TrajectoriesState::twin_index, wrong);
    expect_refused(&TrajectoriesState::nearest, wrong);
  }
  for (const std::int64_t wrong : {std::int64_t{-2}, classes})
    expect_refused(&TrajectoriesState::twin_label, wrong);
}

}  // namespace
}  // namespace regimes::experiments
