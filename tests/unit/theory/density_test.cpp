// Regimes and moments of density estimates: published thresholds, limits, and averages by sampling.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "base/error.hpp"
#include "theory/density_moments.hpp"
#include "theory/density_regimes.hpp"

namespace regimes::theory {
namespace {

struct Published {
  double alpha, central_limit, condensation, kullback_leibler;
};

TEST(DensityRegimes, ThresholdsAreThoseOfTheEquations) {
  for (const Published& known : {Published{.1, 1.93858, 1.37078, 1.03857},
                                 {.2, 1.47878, 1.04565, .89169},
                                 {.5, .92227, .65215, .62244}}) {
    const BandwidthThresholds h = bandwidth_thresholds(known.alpha);
    EXPECT_NEAR(h.central_limit, known.central_limit, 1e-4);
    EXPECT_NEAR(h.condensation, known.condensation, 1e-4);
    EXPECT_NEAR(h.kullback_leibler, known.kullback_leibler, 1e-4);
  }
}

TEST(DensityRegimes, ThresholdsSolveTheirEquationFarOut) {
  for (const double alpha : {1e-6, 1e-3, 3., 40.}) {
    const double squared = std::pow(bandwidth_thresholds(alpha).condensation, 2), u = squared / (1 + squared);
    EXPECT_NEAR(-std::log(u) / 2 - u * (1 - u) / 2, alpha, 1e-9 * (1 + alpha));
  }
  for (const double alpha : {0., -1., std::nan(""), HUGE_VAL})
    EXPECT_THROW(bandwidth_thresholds(alpha), UsageError);
}

TEST(DensityRegimes, AreToldByTheStableIndex) {
  const DensityRegimes at(.2);
  const double condensation = at.thresholds().condensation;
  EXPECT_EQ(at.regime(.99 * condensation), DensityRegime::extremes);
  EXPECT_EQ(at.regime(1.01 * condensation), DensityRegime::stable);
  EXPECT_EQ(at.regime(1.01 * at.thresholds().central_limit), DensityRegime::central_limit);
  EXPECT_NEAR(at.stable_index(condensation), 1, 1e-12);
  EXPECT_NEAR(at.inverse_participation_ratio(condensation / 2), .75, 1e-12);
  EXPECT_EQ(at.inverse_participation_ratio(2 * condensation), 0);
  EXPECT_THROW(at.stable_index(0), UsageError);
}

TEST(DensityRegimes, TypicalDensityIsContinuousAndBestAtItsBandwidth) {
  const DensityRegimes at(.2);
  const auto [condensation, central_limit, best] = at.thresholds();
  EXPECT_NEAR(at.log_density_per_dimension(condensation * (1 - 1e-9)),
              at.log_density_per_dimension(condensation * (1 + 1e-9)), 1e-8);
  for (const double factor : {.9, .99, 1.01, 1.1})
    EXPECT_GT(at.divergence_per_dimension(best * factor), at.divergence_per_dimension(best));
  EXPECT_GT(at.divergence_per_dimension(best), 0);
  // h -> infinity: rho_h is flat, h^{-d}.
  EXPECT_NEAR(at.log_density_per_dimension(1e4), -std::log(2 * M_PI * 1e8) / 2, 1e-7);
}

/// Means over sampled points, within 4.5 standard errors.
TEST(DensityMoments, AreAveragesOverPoints) {
  constexpr int dimension = 4, samples = 400'000;
  constexpr double variance = 1.5, errors = 4.5;
  const double x[dimension] = {1, -.5, .2, 1.1};
  double distance_squared = 0;
  for (const double value : x) distance_squared += value * value;
  for (const auto kernel : {DensityKernel::gaussian, DensityKernel::ball, DensityKernel::epanechnikov}) {
    const double bandwidth = kernel == DensityKernel::gaussian ? .9 : 2.2;
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal(0, std::sqrt(variance));
    double sum = 0, squares = 0, fourth = 0;
    for (int i = 0; i < samples; ++i) {
      double r = 0;
      for (const double value : x) r += std::pow((value - normal(random)) / bandwidth, 2);
      const double k = kernel == DensityKernel::gaussian ? std::exp(-r / 2)
                       : r > 1                           ? 0
                       : kernel == DensityKernel::ball   ? 1
                                                         : 1 - r;
      sum += k / samples;
      squares += k * k / samples;
      fourth += k * k * k * k / samples;
    }
    const double scale = -log_kernel_integral(kernel, dimension) - dimension * std::log(bandwidth);
    const DensityMoments moments{kernel, dimension, variance, bandwidth};
    const double error = std::sqrt((squares / (sum * sum) - 1) / samples),
                 error_of_square = std::sqrt((fourth / (squares * squares) - 1) / samples);
    EXPECT_NEAR(moments.log_mean(distance_squared), std::log(sum) + scale, errors * error) << name_of(kernel);
    EXPECT_NEAR(moments.log_mean_square(distance_squared), std::log(squares) + 2 * scale,
                errors * error_of_square)
        << name_of(kernel);
    EXPECT_NEAR(moments.relative_variance(distance_squared, 7), (squares / (sum * sum) - 1) / 7,
                errors * (error_of_square + 2 * error) * squares / (sum * sum) / 7);
  }
}

TEST(DensityMoments, SmallBandwidthsGiveTheDensityItself) {
  for (const auto kernel : {DensityKernel::gaussian, DensityKernel::ball, DensityKernel::epanechnikov}) {
    const DensityMoments moments{kernel, 3, .7, 1e-3};
    EXPECT_NEAR(moments.log_mean(2), log_gaussian_density(3, .7, 2), 1e-5);
  }
  EXPECT_THROW((DensityMoments{DensityKernel::ball, 3, 0, 1}.log_mean(1)), UsageError);
  EXPECT_THROW((DensityMoments{DensityKernel::gaussian, 3, 1, -1}.log_mean(1)), UsageError);
}

}  // namespace
}  // namespace regimes::theory
