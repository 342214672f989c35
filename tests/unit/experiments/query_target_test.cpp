#include "experiments/collapse/query_target.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t many = 1'000'000;

std::int64_t needed(double target, const ErrorParts& error, std::int64_t queries) {
  const TargetDecision decision = decide(target, error, queries, {many});
  EXPECT_EQ(decision.end, TargetEnd::open);
  return decision.queries;
}

TEST(QueryTarget, VariancesFallAsOneOverTheNumber) {
  // (.04/.01)^2 128 with the margin of a tenth: 2252.8, in steps of 32.
  EXPECT_EQ(needed(.01, {.04, 0, 0}, 128), 2272);
  // What the grid and the training sets leave of it: .01^2 - .006^2 - .004^2 = .48 .01^2.
  EXPECT_EQ(needed(.01, {.04, .004, .006}, 128), 4704);
  for (const double grid : {0., .003, .008}) {
    const std::int64_t queries = needed(.01, {.05, 0, grid}, 200);
    const double then = std::hypot(.05 * std::sqrt(200. / static_cast<double>(queries)), grid);
    EXPECT_LT(then, .01);
    EXPECT_GT(then, .9 * .01);
  }
}

TEST(QueryTarget, ABatchIsNeverEmpty) {
  EXPECT_EQ(needed(.01, {.010001, 0, 0}, 4096), 4512);
  EXPECT_EQ(needed(.01, {.008, 0, .0083}, 32), 96);
  // As few as the step, where the parts that do not fall are nearly all of it.
  EXPECT_EQ(needed(.01, {.0051, 0, .0088}, 32), 64);
}

TEST(QueryTarget, SaysWhyItEnds) {
  const auto end = [](const ErrorParts& error, const TargetLimits& limits = {many}) {
    return decide(.01, error, 128, limits).end;
  };
  EXPECT_EQ(end({.01, 0, 0}), TargetEnd::reached);
  EXPECT_EQ(end({.006, 0, .008}), TargetEnd::reached);  // .01 together
  EXPECT_EQ(end({.001, 0, .02}), TargetEnd::times);
  EXPECT_EQ(end({.001, .02, 0}), TargetEnd::training_sets);
  EXPECT_EQ(end({.02, .007, .007}), TargetEnd::training_sets);  // neither alone, but both
  EXPECT_EQ(end({not_a_number, 0, 0}), TargetEnd::no_error);
  EXPECT_EQ(end({.04, 0, 0}, {128}), TargetEnd::most_queries);
  EXPECT_EQ(end({.04, 0, 0}, {129}), TargetEnd::most_queries);  // pairs are whole
  EXPECT_EQ(end({.04, 0, 0}, {128, TargetEnd::memory}), TargetEnd::memory);
  EXPECT_EQ(end({.04, 0, 0}, {many, TargetEnd::most_queries, 0}), TargetEnd::batches);
}

TEST(QueryTarget, TakesNoMoreThanItMay) {
  EXPECT_EQ(decide(.01, {.04, 0, 0}, 128, {1001}).queries, 1000);
  EXPECT_EQ(decide(1e-6, {1e300, 0, 0}, 128, {many}).queries, many);
}

TEST(QueryTarget, TheLowestLimitIsTheReason) {
  TargetLimits limits{1000};
  limits.lower_to(2000, TargetEnd::memory);
  EXPECT_EQ(limits.reason, TargetEnd::most_queries);
  limits.lower_to(500, TargetEnd::sources);
  EXPECT_EQ(limits.queries, 500);
  EXPECT_EQ(limits.reason, TargetEnd::sources);
}

TEST(QueryTarget, TellsQueriesFromTrainingSets) {
  const ErrorParts alone = error_parts({.4, .05, "", .03}, {});
  EXPECT_DOUBLE_EQ(alone.of_queries, .04);
  EXPECT_DOUBLE_EQ(alone.of_grid, .03);
  EXPECT_DOUBLE_EQ(alone.of_training_sets, 0);
  // Four replicas of .06 each make .03 of queries; the scatter is .05, so that .04 is that of the sets.
  const observables::Estimate one{.4, .1, "", .08};
  const ErrorParts parts = error_parts({.4, std::hypot(.05, .08), "", .08}, {one, one, one, one});
  EXPECT_NEAR(parts.of_queries, .03, 1e-12);
  EXPECT_NEAR(parts.of_training_sets, .04, 1e-12);
  EXPECT_NEAR(parts.sum(), std::hypot(.05, .08), 1e-12);
  // A scatter that happens to be smaller than the errors has all of it from queries.
  EXPECT_DOUBLE_EQ(error_parts({.4, .02, "", 0}, {one, one, one, one}).of_queries, .02);
}

TEST(QueryTarget, ATimeThatIsMissingHasNoError) {
  const observables::Estimate none{not_a_number, not_a_number, "phi_C stays above it"};
  EXPECT_EQ(decide(.01, error_parts(none, {}), 128, {many}).end, TargetEnd::no_error);
  EXPECT_EQ(decide(.01, error_parts(none, {none, none, none, none}), 128, {many}).end, TargetEnd::no_error);
}

TEST(QueryTarget, SaysWhatToDo) {
  const std::vector<double> times = {.1, .2, .8, 1};
  QueryTarget state{{128, 2464}, TargetEnd::reached, {.412, .0095, "", .001}, {.0094, 0, .001}};
  EXPECT_EQ(ending_text(state, .01, 2000, times),
            "target error 0.01: reached, t_C(n = 2000) = 0.412 +- 0.0095 with 2464 queries");
  EXPECT_EQ(decision_text(state, .01, 2000),
            "t_C(n = 2000) = 0.412 +- 0.0095 with 128 queries; 2464 for the target error 0.01");
  state.end = TargetEnd::times;
  state.time.standard_error = state.time.grid_error = state.error.of_grid = .3;
  EXPECT_NE(ending_text(state, .01, 2000, times).find("add times such as linspace(0.2,0.8,"),
            std::string::npos);
  state.end = TargetEnd::no_error;
  state.time = {not_a_number, not_a_number, "phi_C stays above it"};
  EXPECT_EQ(ending_text(state, .01, 2000, times),
            "target error 0.01: t_C(n = 2000) has no error: phi_C stays above it");
}

}  // namespace
}  // namespace regimes::experiments
