// Densities from the sums of a few points, beside the definition of rho_h.
#include "observables/density_observables.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/compact.hpp"

namespace regimes::observables {
namespace {

constexpr double dimension = 3, norm_squared = 5;
const std::vector<double> distances_squared = {.3, 2, 4.5};

kernels::Posterior sums(DensityKernel kernel, double h) {
  kernels::Posterior all;
  for (std::size_t i = 0; i < distances_squared.size(); ++i) {
    const double r = distances_squared[i], logit = (norm_squared - r) / (2 * h * h);
    if (kernel == DensityKernel::gaussian) {
      all.add(logit, static_cast<std::int64_t>(i));
      continue;
    }
    kernels::CompactSums one;
    if (r <= h * h) one.add(kernels::compact_kernel(kernel, r, h * h));
    all.merge(one.posterior(logit, static_cast<std::int64_t>(i)));
  }
  return all;
}

TEST(DensityObservables, AreThoseOfTheDefinition) {
  const double ball = 4 * M_PI / 3, h = 1.7, volume = h * h * h;
  double gaussian = 0, inside = 0, parabolic = 0;
  for (const double r : distances_squared) {
    gaussian += std::exp(-r / (2 * h * h)) / std::pow(2 * M_PI, 1.5) / volume / 3;
    if (r > h * h) continue;
    inside += 1;
    parabolic += (1 - r / (h * h)) / (ball * 2 / 5) / volume / 3;
  }
  const auto density = [&](DensityKernel kernel) {
    return std::exp(log_kernel_density(sums(kernel, h), {kernel, dimension, h, 3}, norm_squared));
  };
  EXPECT_NEAR(density(DensityKernel::gaussian), gaussian, 1e-13);
  EXPECT_NEAR(density(DensityKernel::ball), inside / ball / volume / 3, 1e-13);
  EXPECT_NEAR(density(DensityKernel::epanechnikov), parabolic, 1e-13);
  EXPECT_EQ(support_count(sums(DensityKernel::ball, h)), inside);
  EXPECT_NEAR(nearest_distance_squared(sums(DensityKernel::ball, h), h, norm_squared), .3, 1e-12);
  EXPECT_DOUBLE_EQ(density_participation_ratio(sums(DensityKernel::ball, h)), 1 / inside);
}

TEST(DensityObservables, SpreadIsTheSlope) {
  constexpr double h = 1.7, step = 1e-5;  // of ln h
  for (const DensityKernel kernel : {DensityKernel::gaussian, DensityKernel::epanechnikov}) {
    const auto density = [&](double at) {
      return log_kernel_density(sums(kernel, at), {kernel, dimension, at, 3}, norm_squared);
    };
    const double slope = (density(h * std::exp(step)) - density(h * std::exp(-step))) / (2 * step);
    const double spread = density_spread(sums(kernel, h), {kernel, dimension, h, 3}, norm_squared);
    EXPECT_NEAR(spread, 1 + slope / dimension, 1e-8) << name_of(kernel);
  }
  EXPECT_TRUE(
      std::isnan(density_spread(sums(DensityKernel::ball, h), {DensityKernel::ball, dimension, h, 3}, 5)));
}

TEST(DensityObservables, OfAnEmptyBallAreMinusInfinityAndUnknown) {
  const auto none = sums(DensityKernel::ball, .1);
  EXPECT_EQ(log_kernel_density(none, {DensityKernel::ball, dimension, .1, 3}, norm_squared), -HUGE_VAL);
  EXPECT_TRUE(std::isnan(density_participation_ratio(none)));
  EXPECT_EQ(support_count(none), 0);
  EXPECT_NEAR(nearest_distance_squared(none, .1, norm_squared), .3, 1e-9);
}

}  // namespace
}  // namespace regimes::observables
