// The posterior state is a monoid: identity, any order, any change of reference.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/posterior_states.hpp"

namespace regimes::kernels {
namespace {

Posterior state_of(const std::vector<double>& logits, std::int64_t first_index) {
  Posterior state;
  for (std::size_t i = 0; i < logits.size(); ++i)
    state.add(logits[i], first_index + static_cast<std::int64_t>(i));
  return state;
}

void expect_same_meaning(const Posterior& a, const Posterior& b) {
  ASSERT_EQ(a.empty(), b.empty());
  EXPECT_EQ(a.nearest_index, b.nearest_index);
  if (a.empty()) return;
  EXPECT_EQ(a.nearest_logit, b.nearest_logit);
  EXPECT_NEAR(a.reference + std::log(a.sum), b.reference + std::log(b.sum),
              1e-12 * (1 + std::abs(b.reference)));
  EXPECT_NEAR(std::log(a.sum) - a.logit_sum / a.sum, std::log(b.sum) - b.logit_sum / b.sum, 1e-11);
  EXPECT_NEAR(a.square_sum / (a.sum * a.sum), b.square_sum / (b.sum * b.sum), 1e-12);
}

TEST(Posterior, OfExplicitWeights) {
  const Posterior state = state_of({std::log(1.), std::log(2.), std::log(5.)}, 10);
  EXPECT_NEAR(state.reference + std::log(state.sum), std::log(8.), 1e-14);
  EXPECT_NEAR(state.square_sum / (state.sum * state.sum), 30. / 64, 1e-14);
  const double entropy = -(std::log(1. / 8) / 8 + 2 * std::log(2. / 8) / 8 + 5 * std::log(5. / 8) / 8);
  EXPECT_NEAR(std::log(state.sum) - state.logit_sum / state.sum, entropy, 1e-14);
  EXPECT_EQ(state.nearest_index, 12);
}

TEST(Posterior, EmptyStateIsTheIdentity) {
  const Posterior state = state_of({-3, 700, 2}, 0);
  Posterior left = state, right;
  left.merge({});
  right.merge(state);
  expect_same_meaning(left, state);
  expect_same_meaning(right, state);
  Posterior both;
  both.merge({});
  EXPECT_TRUE(both.empty());
  EXPECT_EQ(both.nearest_index, -1);
  EXPECT_FALSE(std::isnan(both.sum + both.logit_sum + both.square_sum));
}

TEST(Posterior, AnyOrderOfMergesAgrees) {
  std::mt19937_64 generator(1);
  std::normal_distribution<double> logit(0, 300);
  std::vector<double> logits(1000);
  for (auto& l : logits) l = logit(generator);
  const Posterior whole = state_of(logits, 0);
  for (int trial = 0; trial < 50; ++trial) {
    const std::size_t i = generator() % 1000, j = i + generator() % (1000 - i);
    const auto part = [&](std::size_t from, std::size_t to) {
      return state_of({logits.begin() + from, logits.begin() + to}, static_cast<std::int64_t>(from));
    };
    Posterior left = part(0, i), right = part(j, 1000);
    left.merge(part(i, j));
    left.merge(right);
    expect_same_meaning(left, whole);
    Posterior inner = part(i, j);
    inner.merge(part(0, i));
    right.merge(inner);
    expect_same_meaning(right, whole);
  }
}

TEST(Posterior, TiesGoToTheLowestIndex) {
  Posterior a = state_of({1., 1.}, 5), b = state_of({1.}, 2);
  EXPECT_EQ(a.nearest_index, 5);
  a.merge(b);
  EXPECT_EQ(a.nearest_index, 2);
}

TEST(Posterior, RebasingChangesNothing) {
  Posterior state = state_of({1., 2., 3.}, 0);
  const Posterior before = state;
  state.rebase(-20);
  expect_same_meaning(state, before);
  state.rebase(40);
  expect_same_meaning(state, before);
}

TEST(LogSum, MergesAndSurvivesHugeGaps) {
  LogSum sum;
  sum.add(-5000);
  sum.add(5000);
  sum.merge({});
  EXPECT_NEAR(sum.reference + std::log(sum.sum), 5000, 1e-12);
  sum.add(5000);
  EXPECT_NEAR(sum.reference + std::log(sum.sum), 5000 + std::log(2.), 1e-12);
}

}  // namespace
}  // namespace regimes::kernels
