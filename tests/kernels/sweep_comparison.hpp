#pragma once
/// Whether states are those of the reference twin, within the rounding of a precision.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/sweep.hpp"

namespace regimes::kernels::test {

struct Tolerance {
  double log_sum;   ///< absolute, of ln Z
  double relative;  ///< of sums
};

/// Rounding of products of length d ~ 100 and logits of order 100: 1e-4 in float; in double far less. What is
/// skipped adds 1e-7.
inline constexpr Tolerance float_tolerance{2e-4, 5e-4}, double_tolerance{2e-7, 2e-7};

inline Tolerance tolerance_of(Precision precision) {
  return precision == Precision::fp32 ? float_tolerance : double_tolerance;
}

inline void expect_equal(const Posterior& state, const Posterior& expected, Tolerance tolerance) {
  ASSERT_EQ(state.empty(), expected.empty());
  if (expected.empty()) return;
  EXPECT_NEAR(state.reference + std::log(state.sum), expected.reference + std::log(expected.sum),
              tolerance.log_sum);
  const double entropy = std::log(state.sum) - state.logit_sum / state.sum;
  const double expected_entropy = std::log(expected.sum) - expected.logit_sum / expected.sum;
  EXPECT_NEAR(entropy, expected_entropy, tolerance.log_sum);
  EXPECT_NEAR(state.square_sum / (state.sum * state.sum), expected.square_sum / (expected.sum * expected.sum),
              tolerance.relative);
  EXPECT_NEAR(state.nearest_logit, expected.nearest_logit, tolerance.log_sum);
  EXPECT_EQ(state.nearest_index, expected.nearest_index);
}

inline void expect_equal(const PosteriorStates& states, const PosteriorStates& expected,
                         Tolerance tolerance) {
  ASSERT_EQ(states.posterior.size(), expected.posterior.size());
  ASSERT_EQ(states.class_sums.size(), expected.class_sums.size());
  for (std::size_t i = 0; i < states.posterior.size(); ++i) {
    SCOPED_TRACE(testing::Message() << "query " << i / states.times << ", time " << i % states.times);
    expect_equal(states.posterior[i], expected.posterior[i], tolerance);
    double total = 0;
    for (int c = 0; c < states.classes; ++c) {
      const LogSum &sum = states.class_sums[i * states.classes + c],
                   &reference = expected.class_sums[i * states.classes + c];
      const double weight = sum.sum * std::exp(sum.reference - expected.posterior[i].reference);
      const double expected_weight =
          reference.sum * std::exp(reference.reference - expected.posterior[i].reference);
      EXPECT_NEAR(weight, expected_weight, tolerance.relative * expected.posterior[i].sum);
      total += weight;
    }
    if (states.classes > 0) {
      EXPECT_NEAR(total, expected.posterior[i].sum, tolerance.relative * expected.posterior[i].sum);
    }
  }
}

inline const std::vector<double> all_times{0.05, 0.3, 0.8, 3.};

}  // namespace regimes::kernels::test
