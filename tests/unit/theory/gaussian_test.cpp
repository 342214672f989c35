#include "theory/gaussian.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <limits>

#include "base/error.hpp"
#include "base/process.hpp"

namespace regimes::theory {
namespace {

const double infinity = std::numeric_limits<double>::infinity();
const double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct KnownCollapse {
  double points, dimension, variance, time, tolerance;
};

/// Evaluated apart from this code, from (1/2) ln(1 + sigma^2 / (n^{2/d} - 1)); tolerance: half the last digit
/// given.
const KnownCollapse known_collapses[] = {
    {20000, 256, 1, 1.298790, 5e-7}, {20000, 1024, 1, 1.977547, 5e-7}, {20000, 4096, 1, 2.667074, 5e-7},
    {5000, 48, 4, 1.1703914, 5e-8},  {1e6, 24, 1, .1900652, 5e-8},     {2981, 32, 1, .4664, 5e-5},
    {500, 64, 1, .8672, 5e-5},       {2981, 16, 1, .2293, 5e-5},       {1e9, 48, 1, .2738, 5e-5},
};

TEST(CollapseTime, KnownValuesFromTheRootAndInClosedForm) {
  for (const auto& known : known_collapses) {
    const double log_points = std::log(known.points);
    EXPECT_NEAR(collapse_time(isotropic(known.variance, known.dimension), log_points), known.time,
                known.tolerance);
    EXPECT_NEAR(collapse_time_isotropic(known.variance, known.dimension, log_points), known.time,
                known.tolerance);
  }
}

TEST(CollapseTime, RootAgreesWithClosedFormOverThirtyDecadesOfPoints) {
  for (double log10_points : {0.31, 1.0, 3.0, 9.0, 30.0})
    for (double dimension : {1.0, 3.0, 32.0, 1024.0, 1e6})
      for (double variance : {1e-6, 1.0, 1e4}) {
        const double log_points = log10_points * std::log(10.0);
        const double exact = collapse_time_isotropic(variance, dimension, log_points);
        EXPECT_NEAR(collapse_time(isotropic(variance, dimension), log_points) / exact, 1, 1e-12)
            << "ln n = " << log_points << ", d = " << dimension << ", variance = " << variance;
      }
}

TEST(CollapseTime, RootAgreesWithClosedFormForVariancesOfAllSizes) {
  for (int decade = -30; decade <= 17; ++decade)
    for (const double dimension : {1.0, 32.0, 1e6})
      for (const double points : {2., 1e6, 4e18}) {
        const double variance = std::pow(10., decade), log_points = std::log(points);
        const double exact = collapse_time_isotropic(variance, dimension, log_points);
        EXPECT_NEAR(collapse_time(isotropic(variance, dimension), log_points) / exact, 1, 1e-12)
            << "variance " << variance << ", d = " << dimension << ", n = " << points;
      }
}

TEST(CollapseTime, InvertsTheInformationOfAPowerLawSpectrum) {
  Spectrum power_law;
  for (int k = 1; k <= 784; ++k) {
    power_law.eigenvalue.push_back(26 * std::pow(k, -1.5));
    power_law.multiplicity.push_back(1);
  }
  for (double t : {1e-8, 1e-4, 0.01, 0.3, 1.0, 4.0, 20.0}) {
    const double log_points = information(power_law, t);
    EXPECT_NEAR(collapse_time(power_law, log_points) / t, 1, 1e-10) << "t = " << t;
  }
}

TEST(CollapseTime, FallsWithPointsAndRisesWithDimensionAndVariance) {
  const Spectrum reference = isotropic(1, 32);
  EXPECT_LT(collapse_time(reference, 9), collapse_time(reference, 8));
  EXPECT_GT(collapse_time(isotropic(1, 33), 8), collapse_time(reference, 8));
  EXPECT_GT(collapse_time(isotropic(1.1, 32), 8), collapse_time(reference, 8));
}

TEST(CollapseTime, UnchangedByConstantDirectionsAndByHowEqualOnesAreListed) {
  const double expected = collapse_time(isotropic(2, 48), 8);
  EXPECT_EQ(collapse_time({{2, 0}, {48, 1000}}, 8), expected);
  EXPECT_NEAR(collapse_time({{2, 2, 2}, {40, 7, 1}}, 8), expected, 1e-14);
}

TEST(CollapseTime, ErrorsOnWhatHasNoCollapse) {
  EXPECT_THROW(collapse_time(isotropic(1, 32), 0), UsageError);  // n = 1
  EXPECT_THROW(collapse_time(isotropic(1, 32), -1), UsageError);
  EXPECT_THROW(collapse_time(isotropic(1, 32), not_a_number), UsageError);
  EXPECT_THROW(collapse_time(isotropic(0, 32), 8), UsageError);
  EXPECT_THROW(collapse_time(isotropic(1, 0), 8), UsageError);
  EXPECT_THROW(collapse_time({}, 8), UsageError);
  EXPECT_THROW(collapse_time(isotropic(-1, 32), 8), UsageError);
  EXPECT_THROW(collapse_time(isotropic(not_a_number, 32), 8), UsageError);
  EXPECT_THROW(collapse_time({{1, 2}, {1}}, 8), ContractError);
  EXPECT_THROW(collapse_time_isotropic(0, 32, 8), UsageError);
  EXPECT_THROW(collapse_time_isotropic(1, not_a_number, 8), UsageError);
  EXPECT_THROW(collapse_time_isotropic(1, 32, 0), UsageError);
}

TEST(Information, DerivativeInSnrIsHalfTheDenoisingErrorAndGivesTheVariance) {
  const Spectrum spectrum{{3, 1, 0.2}, {2, 5, 11}};
  const double t = 0.4, step = 1e-5;
  const double slope = (information(spectrum, t + step) - information(spectrum, t - step)) /
                       (signal_to_noise(t + step) - signal_to_noise(t - step));
  double error = 0;  // E|a - D|^2 of a Gaussian: sum of lambda / (1 + lambda snr)
  for (int k = 0; k < 3; ++k)
    error +=
        spectrum.multiplicity[k] * spectrum.eigenvalue[k] / (1 + spectrum.eigenvalue[k] * signal_to_noise(t));
  EXPECT_NEAR(slope, error / 2, 1e-7 * error);
  EXPECT_NEAR(information_variance(spectrum, t), 2 * signal_to_noise(t) * slope, 1e-6);
}

TEST(Information, VarianceOfTheDensityHasItsLimits) {
  const Spectrum spectrum = isotropic(1, 32);
  EXPECT_NEAR(information_variance(spectrum, 1e-12), 32, 1e-9);  // all directions resolved
  EXPECT_NEAR(information_variance(spectrum, 15) / information(spectrum, 15), 2, 1e-9);  // snr -> 0: V = 2 I
  EXPECT_DOUBLE_EQ(information_variance(spectrum, std::log(2) / 2), 16);                 // snr = 1
  EXPECT_DOUBLE_EQ(information(spectrum, std::log(2) / 2), 16 * std::log(2));
}

TEST(Information, FiniteAtEveryPositiveTime) {
  const Spectrum spectrum{{4, 0}, {10, 3}};
  for (double t : {1e-300, 1e-8, 20.0, 400.0, infinity}) {
    EXPECT_TRUE(std::isfinite(information(spectrum, t))) << "t = " << t;
    EXPECT_TRUE(std::isfinite(information_variance(spectrum, t))) << "t = " << t;
  }
  EXPECT_THROW(information(spectrum, 0), ContractError);
  EXPECT_THROW(information_variance(spectrum, not_a_number), ContractError);
}

}  // namespace
}  // namespace regimes::theory
