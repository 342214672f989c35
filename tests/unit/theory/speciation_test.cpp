#include "theory/speciation.hpp"

#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <initializer_list>
#include <numbers>

#include "base/error.hpp"
#include "base/process.hpp"
#include "theory/mixture.hpp"

namespace regimes::theory {
namespace {

TEST(SpeciationTime, OfKnownCases) {
  EXPECT_NEAR(speciation_time_of_eigenvalue(25.9043), 1.6272, 5e-5);  // Fashion-MNIST, classes 1 and 7
  EXPECT_NEAR(speciation_time_of_curvature(1024, 1), std::log(2048.) / 2, 1e-14);
  EXPECT_NEAR((TwoVariances{1.5, 0.5, 1024}.speciation_time()), 1.2130, 5e-5);
  EXPECT_NEAR((TwoVariances{1.5, 0.5, 1024}.speciation_time_of_agreement()), 1.2132, 5e-5);
}

TEST(SpeciationTime, IsNotWhereClassesAreHiddenFromTheBeginning) {
  EXPECT_TRUE(std::isnan(speciation_time_of_eigenvalue(0.9)));
  EXPECT_TRUE(std::isnan(speciation_time_two_means(0.5, 1)));
  EXPECT_TRUE(std::isnan(speciation_time_of_curvature(0.1, 1.2)));
  EXPECT_TRUE(std::isnan((TwoVariances{1.01, 1, 4}.speciation_time())));
  EXPECT_TRUE(std::isnan((TwoVariances{1.01, 1, 4}.speciation_time_of_agreement())));
  EXPECT_THROW(speciation_time_of_eigenvalue(-1), UsageError);
  EXPECT_THROW(speciation_time_two_means(1, std::nan("")), UsageError);
}

TEST(SpeciationTime, SolvesItsEquation) {
  for (const double variance : {0.3, 1.0, 2.5}) {
    const double norm = 40;
    EXPECT_NEAR(kappa_two_means(norm, variance, speciation_time_two_means(norm, variance)), 2, 1e-12);
    const double t = speciation_time_of_curvature(norm, variance), signal = std::exp(-2 * t);
    const double gamma = noise_variance(t) + variance * signal;
    EXPECT_NEAR(2 / gamma - 1, 2 * norm * signal / (gamma * gamma), 1e-12);
  }
  const TwoVariances variances{2, 0.25, 300};
  EXPECT_NEAR(variances.kappa(variances.speciation_time()), 2, 1e-12);
  EXPECT_NEAR(variances.agreement(variances.speciation_time_of_agreement()), two_class_agreement(2), 1e-12);
  const TwoIsingChains chains{0.2, 0.9, 500};
  EXPECT_NEAR(chains.kappa(chains.speciation_time()), 2, 1e-12);
}

// 1 - phi = int p1 p2/(p1 + p2), over r = |x|^2 by another quadrature.
TEST(TwoVariances, AgreementIsItsDefinition) {
  for (const double dimension : {2.0, 7.0, 64.0})
    for (const double t : {0.05, 0.4, 1.5}) {
      const double signal = std::exp(-2 * t), gamma1 = 1 + 0.8 * signal, gamma2 = 1 - 0.6 * signal;
      const auto density = [dimension](double r, double gamma) {
        return std::exp((dimension / 2 - 1) * std::log(r) - r / (2 * gamma) -
                        dimension / 2 * std::log(2 * gamma) - std::lgamma(dimension / 2));
      };
      const auto integrand = [&](double r) {
        const double p1 = density(r, gamma1), p2 = density(r, gamma2);
        return p1 + p2 > 0 ? p1 * p2 / (p1 + p2) : 0;
      };
      const double missing = boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
          integrand, 1e-12, 20 * dimension + 200, 15, 1e-12);
      EXPECT_NEAR((TwoVariances{1.8, 0.4, dimension}.agreement(t)), 1 - missing, 1e-9)
          << dimension << " " << t;
    }
}

TEST(TwoVariances, AgreementTendsToItsLargeTimeForm) {
  const TwoVariances classes{1.5, 0.5, 1e6};
  for (const double t : {2.8, 3.0, 3.4})
    EXPECT_NEAR(classes.agreement(t), two_class_agreement(classes.kappa(t)), 1e-3);
}

// (1/4) tr (C1 - C2)^2 / d from the correlations T^|i - j| of long open chains.
TEST(TwoIsingChains, ConstantIsThatOfTheirCorrelations) {
  for (const auto& [first, second] : {std::pair(0.3, 0.8), std::pair(-0.5, 0.5), std::pair(0.0, 1.0)}) {
    double sum = 0;
    for (int k = 1; k < 400; ++k)
      sum += std::pow(std::pow(std::tanh(first), k) - std::pow(std::tanh(second), k), 2) / 2;
    EXPECT_NEAR((TwoIsingChains{first, second, 100}.constant()), sum, 1e-12);
  }
}

}  // namespace
}  // namespace regimes::theory
