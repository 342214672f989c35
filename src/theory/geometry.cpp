#include "theory/geometry.hpp"

#include <boost/math/constants/constants.hpp>
#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>

#include "base/process.hpp"
#include "theory/arguments.hpp"
#include "theory/collapse_root.hpp"
#include "theory/gaussian.hpp"

namespace regimes::theory {
namespace {

using boost::math::double_constants::one_div_root_two;
using boost::math::double_constants::root_two_div_pi;

/// s^2 (m_g/m) (1 -+ sqrt(d_g/m_g))^2 of m_g directions that have d_g coordinates for themselves.
Edges marchenko_pastur(double variance, double directions, double all_directions, double coordinates) {
  const double scale = variance * directions / all_directions, ratio = std::sqrt(coordinates / directions);
  return {scale * (1 - ratio) * (1 - ratio), scale * (1 + ratio) * (1 + ratio)};
}

}  // namespace

// m = lambda snr/(1 + lambda snr).  src/theory/README.md, "Geometry"
double liquid_eigenvalue(double eigenvalue, double t) {
  require_time(t);
  require_not_negative("an eigenvalue of the covariance", eigenvalue);
  return eigenvalue / (eigenvalue + noise_to_signal(t));
}

// The hump lies around t_C, above it for all but the fewest points: the largest of a grid in ln t, then
// Brent's method between its neighbours.
LargestDimension largest_effective_dimension(const DataLaw& law, double log_points) {
  constexpr double first = -3, last = 3, step = .02;  // in ln(t/t_C)
  constexpr int digits = 40;                          // of ln t, in bits
  const double middle = std::log(law.collapse_time(log_points));
  const auto height = [&](double log_time) {
    return law.effective_dimension(std::exp(log_time), log_points);
  };
  double top = middle + first;
  for (double x = middle + first; x < middle + last; x += step)
    if (height(x) > height(top)) top = x;
  const auto [log_time, negative] = boost::math::tools::brent_find_minima(
      [&](double x) { return -height(x); }, top - step, top + step, digits);
  return {-negative, std::exp(log_time)};
}

// ln n < sum_i (1/2) [ln(1 + g_i) + g_i/(1 + g_i)], g_i = lambda_i snr.  src/theory/README.md, "Geometry"
double retrieval_information(const Spectrum& spectrum, double t) {
  return information(spectrum, t) + information_variance(spectrum, t) / 2;
}

double retrieval_time(const Spectrum& spectrum, double log_points) {
  return time_of_information([&](double t) { return retrieval_information(spectrum, t); }, log_points);
}

// m/(1 + h^2) + |y|^2 h^2/(1 + h^2)^2.  src/theory/README.md, "Geometry"
double annealed_intrinsic_dimension(double directions, double norm_squared, double bandwidth) {
  require_not_negative("the bandwidth h", bandwidth);
  require_not_negative("the squared norm of a point", norm_squared);
  const double squared = bandwidth * bandwidth, total = 1 + squared;
  return directions / total + norm_squared * squared / (total * total);
}

// gamma_-+(1) = s_1^2 (m_1/m) (1 -+ sqrt(d/m_1))^2, gamma_-+(2) = s_2^2 (m_2/m) (1 -+ sqrt((d - m_1)/m_2))^2.
// src/theory/README.md, "Geometry"
Edges ManifoldPlane::edges(std::size_t group) const {
  double all = 0;
  for (const double count : directions) all += count;
  const double coordinates = group == 0 ? dimension : dimension - directions[0];
  return marchenko_pastur(variances[group], directions[group], all, coordinates);
}

double ManifoldPlane::gap_across(double t) const {
  return liquid_eigenvalue(edges(directions.size() - 1).smallest, t);
}

double ManifoldPlane::gap_between(double t) const {
  return liquid_eigenvalue(edges(0).smallest, t) - liquid_eigenvalue(edges(1).largest, t);
}

// snr* = (gamma_-(1) gamma_+(2))^{-1/2}: there the two liquid eigenvalues add up to 1.
double ManifoldPlane::widest_snr() const { return 1 / std::sqrt(edges(0).smallest * edges(1).largest); }

// (sqrt R - 1)/(sqrt R + 1), R = gamma_-(1)/gamma_+(2).
double ManifoldPlane::widest_gap() const {
  const double root = std::sqrt(edges(0).smallest / edges(1).largest);
  return (root - 1) / (root + 1);
}

double critical_smoothing() { return root_two_div_pi; }

// y = erf(y/(h sqrt 2)): between the middle, which repels for h < sqrt(2/pi), and the point 1.
// src/theory/README.md, "Geometry"
double smoothed_fixed_point(double smoothing) {
  require_not_negative("the smoothing h", smoothing);
  if (smoothing == 0) return 1;
  const auto surplus = [smoothing](double y) { return std::erf(y * one_div_root_two / smoothing) - y; };
  constexpr double nearest_to_middle = 1e-7;
  if (smoothing >= critical_smoothing() || !(surplus(nearest_to_middle) > 0)) return 0;
  if (!(surplus(1) < 0)) return 1;  // erf is 1 to the last digit
  std::uintmax_t steps = 100;
  const auto [low, high] = boost::math::tools::toms748_solve(
      surplus, nearest_to_middle, 1., boost::math::tools::eps_tolerance<double>(), steps);
  return (low + high) / 2;
}

}  // namespace regimes::theory
