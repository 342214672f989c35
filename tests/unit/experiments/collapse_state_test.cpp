#include "experiments/collapse/collapse_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "find_variable.hpp"
#include "sample_result.hpp"

namespace regimes::experiments {
namespace {

TEST(StateGroup, HoldsEveryStateAtItsPlace) {
  const SampleShape shape{.replicas = 2, .queries = 5, .classes = 3, .times = 4};
  const CollapseResult result = sample_result(shape);
  const io::Group group = state_group(result);
  EXPECT_THAT(variable(group, "sum").dimensions, testing::ElementsAre("replica", "points", "query", "time"));
  EXPECT_THAT(variable(group, "class_sum").dimensions,
              testing::ElementsAre("replica", "points", "query", "time", "class"));
  EXPECT_THAT(integers(group, "class"), testing::ElementsAre(10, 11, 12));
  std::size_t at = 0;
  for (const ReplicaStates& replica : result.replicas) {
    for (const kernels::PosteriorStates& states : replica.snapshots) {
      for (std::size_t i = 0; i < states.posterior.size(); ++i, ++at) {
        const kernels::Posterior& posterior = states.posterior[i];
        EXPECT_EQ(doubles(group, "reference")[at], posterior.reference);
        EXPECT_EQ(doubles(group, "sum")[at], posterior.sum);
        EXPECT_EQ(doubles(group, "logit_sum")[at], posterior.logit_sum);
        EXPECT_EQ(doubles(group, "square_sum")[at], posterior.square_sum);
        EXPECT_EQ(doubles(group, "nearest_logit")[at], posterior.nearest_logit);
        EXPECT_EQ(integers(group, "nearest_index")[at], posterior.nearest_index);
        for (int c = 0; c < shape.classes; ++c) {
          EXPECT_EQ(doubles(group, "class_reference")[at * shape.classes + c],
                    states.class_sums[i * shape.classes + c].reference);
          EXPECT_EQ(doubles(group, "class_sum")[at * shape.classes + c],
                    states.class_sums[i * shape.classes + c].sum);
        }
      }
    }
  }
  EXPECT_EQ(at, doubles(group, "sum").size());
  EXPECT_THAT(integers(group, "source_index"), testing::ElementsAre(0, 1, 2, 3, 4, 0, 1, 2, 3, 4));
  EXPECT_THAT(integers(group, "source_class"), testing::ElementsAre(0, 1, 2, 0, 1, 0, 1, 2, 0, 1));
  EXPECT_THAT(integers(group, "snapshots_done"), testing::ElementsAre(2, 2));
  EXPECT_THAT(integers(group, "next_block"), testing::ElementsAre(3, 3));
}

TEST(StateGroup, WhatIsNotDoneIsMissing) {
  CollapseResult result = sample_result({.replicas = 2, .queries = 3, .times = 2});
  result.options.replicas = 1000;           // no others were started: they take no room
  result.replicas[1].snapshots.pop_back();  // the second did one snapshot
  const io::Group group = state_group(result);
  const auto& sums = doubles(group, "sum");
  const auto& nearest = integers(group, "nearest_index");
  constexpr std::size_t per_snapshot = 6;
  ASSERT_EQ(sums.size(), 2 * 2 * per_snapshot);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const bool done = i < 3 * per_snapshot;
    EXPECT_EQ(std::isnan(sums[i]), !done) << i;
    EXPECT_EQ(nearest[i] == -1, !done) << i;
  }
  EXPECT_THAT(integers(group, "snapshots_done"), testing::ElementsAre(2, 1));
  EXPECT_THAT(integers(group, "source_index"), testing::ElementsAre(0, 1, 2, 0, 1, 2));
  EXPECT_EQ(doubles(group, "noise_norm_squared").size(), 6);
  EXPECT_EQ(find_variable(group, "class_sum"), nullptr);
}

TEST(StateGroup, RefusesArraysThatDoNotFit) {
  const CollapseResult whole = sample_result({.replicas = 2, .classes = 2});
  const auto refuses = [&](auto damage) {
    CollapseResult result = whole;
    damage(result);
    EXPECT_THROW(state_group(result), ContractError);
  };
  refuses([](CollapseResult& r) { r.options.replicas = 1; });
  refuses([](CollapseResult& r) { r.snapshots.pop_back(); });
  refuses([](CollapseResult& r) { r.grid.pop_back(); });
  refuses([](CollapseResult& r) { r.class_values.push_back(3); });
  refuses([](CollapseResult& r) { r.queries[1].source_index.pop_back(); });
  refuses([](CollapseResult& r) { r.queries[1].source_class.clear(); });
}

}  // namespace
}  // namespace regimes::experiments
