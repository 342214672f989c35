#include <gtest/gtest.h>

#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <cmath>
#include <initializer_list>
#include <numbers>
#include <vector>

#include "base/error.hpp"
#include "theory/distance_integrals.hpp"
#include "theory/distance_law.hpp"

namespace regimes::theory {
namespace {

using boost::math::non_central_chi_squared;

const double dimensions[] = {1, 2, 3, 8, 48, 700};
const double noncentralities[] = {0.01, 1, 50, 3000};

double square_at(const DistanceLaw& law, double s) { return law.noncentrality() * std::exp(2 * s); }

std::vector<double> grid(double begin, double end, double step) {
  std::vector<double> values;
  for (double x = begin; x <= end; x += step) values.push_back(x);
  return values;
}

TEST(DistanceLaw, IsNoncentralChiSquared) {
  for (const double dimension : dimensions)
    for (const double noncentrality : noncentralities) {
      const DistanceLaw law(dimension, noncentrality);
      const non_central_chi_squared squares(dimension, noncentrality);
      for (const double offset : {-1.0, -0.3, 0.0, 0.2}) {
        const double s = law.typical() + offset, square = square_at(law, s);
        const double expected = boost::math::pdf(squares, square) * 2 * square;
        if (expected > 1e-250) {
          EXPECT_NEAR(law.log_density(s), std::log(expected), 1e-7)
              << dimension << " " << noncentrality << " " << s;
        }
      }
    }
}

TEST(DistanceLaw, OfOneDimensionIsTwoNormalDensities) {
  // |x - a| at distance rho from both sides: 2 rho' d rho; far in the tails, where no library goes.
  for (const double norm : {0.5, 40.0, 1e6})
    for (const double distance : {1e-12, 1e-3, 0.7}) {
      const double rho = distance * norm, s = std::log(distance);
      const double near = -(rho - norm) * (rho - norm) / 2, far = -(rho + norm) * (rho + norm) / 2;
      const double expected =
          std::log(rho / std::sqrt(2 * std::numbers::pi)) + near + std::log1p(std::exp(far - near));
      EXPECT_NEAR(DistanceLaw(1, norm * norm).log_density(s), expected, 1e-7 + 1e-14 * std::abs(expected));
    }
}

TEST(DistanceLaw, DensityFallsToALevelWithinTwoNats) {
  for (const double dimension : dimensions)
    for (const double level : {-10.0, -90.0}) {
      const DistanceLaw law(dimension, 20);
      const double s = law.where_density_falls_to(level);
      EXPECT_LT(s, law.typical());
      EXPECT_LE(law.log_density(s), level);
      EXPECT_GE(law.log_density(s), level - 2);
    }
}

TEST(LowerQuantiles, AreThoseOfNoncentralChiSquared) {
  const std::vector<double> wanted = grid(-20, -0.2, 0.37);
  for (const double dimension : dimensions)
    for (const double noncentrality : noncentralities) {
      const DistanceLaw law(dimension, noncentrality);
      const non_central_chi_squared squares(dimension, noncentrality);
      const std::vector<double> s = LowerQuantiles(law, wanted.front(), wanted.back())(wanted);
      for (std::size_t i = 0; i < wanted.size(); ++i)
        EXPECT_NEAR(std::log(boost::math::cdf(squares, square_at(law, s[i]))), wanted[i], 5e-5)
            << dimension << " " << noncentrality;
    }
}

TEST(LowerQuantiles, FarInTheTailFollowThePowerLaw) {
  // ln P = (d/2) ln q + constant where q is small against everything: P = f q/(d/2) with the density f of q.
  const DistanceLaw law(6, 4);
  const std::vector<double> wanted = grid(-110, -60, 1);
  const std::vector<double> s = LowerQuantiles(law, wanted.front(), wanted.back())(wanted);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const double square = square_at(law, s[i]);
    const double expected =
        3 * std::log(square / 2) - 2 - std::lgamma(4);  // (q/2)^{d/2} e^{-lambda/2} / Gamma(d/2 + 1)
    EXPECT_NEAR(wanted[i], expected, 1e-5 + square);
  }
}

TEST(LowerQuantiles, RefuseWhatTheyWereNotMadeFor) {
  const DistanceLaw law(8, 5);
  const LowerQuantiles quantiles(law, -5, -2);
  EXPECT_THROW(quantiles({-0.1}), ContractError);
  EXPECT_THROW(quantiles({-80}), ContractError);
  EXPECT_THROW(LowerQuantiles(law, -2, -5), ContractError);
  EXPECT_THROW(DistanceLaw(0.5, 1), ContractError);
  EXPECT_THROW(DistanceLaw(3, 0), ContractError);
}

// Weighted by e^{-h rho^2} a noncentral chi-squared law is one again, with 1 + 2h times smaller squares:
// E[e^{-h q}; q > c] = (1 + 2h)^{-d/2} e^{-lambda h/(1 + 2h)} P(q' > (1 + 2h) c), q' of noncentrality
// lambda/(1 + 2h).
TEST(WeightedTail, IsATailOfTheTiltedLaw) {
  for (const double dimension : {1.0, 4.0, 48.0})
    for (const double half_signal : {0.01, 0.5, 6.0})
      for (const double begin : {-0.8, 0.0, 0.3}) {
        const double noncentrality = 30;
        const DistanceLaw law(dimension, noncentrality);
        const double cut = noncentrality * std::exp(2 * begin);
        const auto tilted = [&](double degrees, double h) {
          const double factor = 1 + 2 * h;
          const double mass = std::exp(-dimension / 2 * std::log(factor) - noncentrality * h / factor);
          const non_central_chi_squared squares(degrees, noncentrality / factor);
          return mass * boost::math::cdf(boost::math::complement(squares, factor * cut));
        };
        const double reference = half_signal * noncentrality;  // an energy that the tail is relative to
        const double scale = std::exp(reference), h = half_signal, factor = 1 + 2 * h;
        const double sum = scale * tilted(dimension, h);
        const double square_sum = scale * scale * tilted(dimension, 2 * h);
        // E[q; q > c] = d P_{d+2}(q > c) + lambda P_{d+4}(q > c)
        const double squares =
            (dimension * tilted(dimension + 2, h) + noncentrality / factor * tilted(dimension + 4, h)) /
            factor;
        const double energy_sum = scale * h * squares - reference * sum;
        const WeightedTail tail = weighted_tail(law, begin, reference, reference);
        EXPECT_NEAR(tail.sum / sum, 1, 1e-6) << dimension << " " << h << " " << begin;
        EXPECT_NEAR(tail.square_sum / square_sum, 1, 1e-6) << dimension << " " << h << " " << begin;
        EXPECT_NEAR(tail.energy_sum, energy_sum, 1e-6 * (std::abs(energy_sum) + (1 + reference) * sum))
            << dimension << " " << h << " " << begin;
      }
}

}  // namespace
}  // namespace regimes::theory
