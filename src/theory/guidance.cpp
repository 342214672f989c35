#include "theory/guidance.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "base/error.hpp"
#include "theory/normal_starts.hpp"

namespace regimes::theory {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
/// kappa at which P(u < 0), and with it all guidance of positive strength, is e^{-kappa/2} of what it was.
constexpr double settled_kappa = 64;
constexpr double tail = normal_tail;

/// h = (1/2) ln(p/(1 - p)): at u = -h the noised classes are as likely as each other.
double half_log_odds(double prior) { return (std::log(prior) - std::log1p(-prior)) / 2; }

/// What guidance adds to the drift of u = x.m e^{-t}/Gamma on the clock kappa = |m|^2 e^{-2t}/Gamma,
/// w (kappa/Gamma)^{alpha/2} (1 - tanh(u + h))^{1 + alpha}, |F_c - F| = sqrt(kappa/Gamma) (1 - tanh(u + h)).
/// In kappa, 1/Gamma = 1 - (sigma^2 - 1) kappa/|m|^2.  README.md, "Guidance"
class GuidedDrift {
 public:
  GuidedDrift(const GuidedClass& guided, const Guidance& guidance)
      : guided_(guided), guidance_(guidance), shift_(half_log_odds(guided.prior)) {}

  double strength() const { return guidance_.strength; }
  double exponent() const { return guidance_.exponent; }
  double shift() const { return shift_; }
  double end() const { return guided_.mean_norm_squared / guided_.variance; }  ///< kappa at t = 0

  /// w (kappa/Gamma)^{alpha/2}: what stands before the power of 1 - tanh.
  double factor(double kappa) const {
    if (guidance_.exponent == 0) return guidance_.strength;
    const double inverse_gamma = 1 - (guided_.variance - 1) * kappa / guided_.mean_norm_squared;
    return guidance_.strength * std::pow(kappa * inverse_gamma, guidance_.exponent / 2);
  }
  /// (1 - tanh(u + h))^{1 + alpha}, and its derivative in u.
  double of_overlap(double u) const {
    const double rest = 2 / (1 + std::exp(2 * (u + shift_)));
    return guidance_.exponent == 0 ? rest : std::pow(rest, 1 + guidance_.exponent);
  }
  double slope_of_overlap(double u) const {
    const double rest = 2 / (1 + std::exp(2 * (u + shift_)));
    return (1 + guidance_.exponent) * of_overlap(u) * (rest - 2);
  }

 private:
  GuidedClass guided_;
  Guidance guidance_;
  double shift_;
};

/// Moments of a law of x, an excess over the class in standard deviations, as cumulants; with P(x > edge) and
/// its divergence from N(0, 1).
struct Excess {
  std::array<double, 5> values;
  double& mean() { return values[0]; }
  double& variance() { return values[1]; }
  double& third() { return values[2]; }
  double& above() { return values[3]; }
  double& divergence() { return values[4]; }
};

/// x = (u - kappa)/sqrt(kappa) in s = ln kappa: dx = [-x/2 + sqrt(kappa) g(u, kappa)] ds + dB with g the
/// drift that guidance adds, from N(0, 1) at kappa = 0. Its law p(x, s) in cells of one width: fluxes at the
/// faces with central differences, steps of Crank and Nicolson.
Excess excess_on_grid(const GuidedDrift& drift, double end, double width, double step) {
  const double w = drift.strength(), alpha = drift.exponent();
  // Up to here guidance is a shift of all paths by w g_0 kappa^{1 + alpha/2}/(1 + alpha/2), g_0 its value at
  // u = 0; its square is what is left out.
  const double most = std::abs(drift.factor(1)) * drift.of_overlap(0) + 1;
  constexpr double first_shift = 1e-4;
  const double begin = std::min(end / 10, std::pow(first_shift / most, 2 / (1 + alpha)));
  const double first_mean = drift.factor(begin) * drift.of_overlap(0) * std::sqrt(begin) / (1 + alpha / 2);
  // Positive strengths push u up to where w e^{-2(u + h)} kappa is 1, negative ones down to -kappa.
  const double pushed = w > 0 ? 2 * std::sqrt(w * (2 + std::abs(drift.shift()))) : 0;
  const double low = -tail - (w < 0 ? 2 * std::sqrt(end) : 0), high = tail + pushed;
  const auto cells = static_cast<std::size_t>(std::ceil((high - low) / width));
  const auto steps = static_cast<std::size_t>(std::ceil(std::log(end / begin) / step));
  const double ds = std::log(end / begin) / static_cast<double>(steps);
  const auto center = [&](std::size_t i) { return low + (static_cast<double>(i) + 0.5) * width; };

  std::vector<double> p(cells), right(cells), upper(cells), sides(2 * cells), before(2 * cells);
  for (std::size_t i = 0; i < cells; ++i) p[i] = std::exp(log_normal_density(center(i) - first_mean));
  // Flux through the face above cell i: J = a (p_i + p_{i+1})/2 - (p_{i+1} - p_i)/(2 width), as
  // sides[2 i] p_i + sides[2 i + 1] p_{i+1}; none through the ends.
  const auto fill_sides = [&](double kappa, std::vector<double>& into) {
    const double root = std::sqrt(kappa), factor = root * drift.factor(kappa);
    for (std::size_t i = 0; i + 1 < cells; ++i) {
      const double x = low + static_cast<double>(i + 1) * width;
      const double a = -x / 2 + factor * drift.of_overlap(kappa + root * x);
      into[2 * i] = a / 2 + 1 / (2 * width);
      into[2 * i + 1] = a / 2 - 1 / (2 * width);
    }
  };
  const double weight = ds / (2 * width);
  fill_sides(begin, sides);
  for (std::size_t k = 0; k < steps; ++k) {
    std::swap(before, sides);
    fill_sides(begin * std::exp(ds * static_cast<double>(k + 1)), sides);
    double flux_below = 0;
    for (std::size_t i = 0; i < cells; ++i) {
      const double flux = i + 1 < cells ? before[2 * i] * p[i] + before[2 * i + 1] * p[i + 1] : 0;
      right[i] = p[i] - weight * (flux - flux_below);
      flux_below = flux;
    }
    // (1 + weight (flux above - flux below)) p = right, by elimination from below.
    double lower_of_next = 0;
    for (std::size_t i = 0; i < cells; ++i) {
      const bool is_last = i + 1 == cells, is_first = i == 0;
      const double lower = lower_of_next;
      double diagonal = 1 + weight * ((is_last ? 0 : sides[2 * i]) - (is_first ? 0 : sides[2 * i - 1]));
      lower_of_next = is_last ? 0 : -weight * sides[2 * i];
      const double above = is_last ? 0 : weight * sides[2 * i + 1];
      if (!is_first) {
        diagonal -= lower * upper[i - 1];
        right[i] -= lower * right[i - 1];
      }
      upper[i] = above / diagonal;
      right[i] /= diagonal;
    }
    p[cells - 1] = right[cells - 1];
    for (std::size_t i = cells - 1; i-- > 0;) p[i] = right[i] - upper[i] * p[i + 1];
  }

  Excess excess{};
  double mass = 0;
  for (std::size_t i = 0; i < cells; ++i) mass += p[i];
  for (std::size_t i = 0; i < cells; ++i) excess.mean() += p[i] / mass * center(i);
  const double edge = -std::sqrt(end);  // u = 0
  for (std::size_t i = 0; i < cells; ++i) {
    const double share = p[i] / mass, apart = center(i) - excess.mean();
    excess.variance() += share * apart * apart;
    excess.third() += share * apart * apart * apart;
    if (share > 0) excess.divergence() += share * (std::log(share / width) - log_normal_density(center(i)));
  }
  // The distribution function at faces, interpolated by a parabola through the density.
  const double at = std::clamp((edge - low) / width, 0., static_cast<double>(cells));
  const auto cell = std::min(static_cast<std::size_t>(at), cells - 1);
  const double within = at - static_cast<double>(cell);
  double below = 0;
  for (std::size_t i = 0; i < cell; ++i) below += p[i] / mass;
  const double next = cell + 1 < cells ? p[cell + 1] : p[cell], last = cell > 0 ? p[cell - 1] : p[cell];
  below += (p[cell] * within - (next - last) / 4 * within * (1 - within)) / mass;
  excess.above() = 1 - below;
  return excess;
}

/// Errors of the grid are even powers of its widths: the first two are taken out (Richardson).
Excess excess_of_sde(const GuidedDrift& drift, double end) {
  constexpr double coarsest = 0.08;
  constexpr std::size_t levels = 3;
  std::array<Excess, levels> of_level;
  double width = coarsest;
  for (Excess& level : of_level) {
    level = excess_on_grid(drift, end, width, width);
    width /= 2;
  }
  for (std::size_t order = 1; order < levels; ++order)
    for (std::size_t level = levels - 1; level >= order; --level) {
      const double power = std::pow(4., static_cast<double>(order)) - 1;
      for (std::size_t i = 0; i < of_level[level].values.size(); ++i)
        of_level[level].values[i] += (of_level[level].values[i] - of_level[level - 1].values[i]) / power;
    }
  return of_level.back();
}

/// KL of a law from N(0, 1) by its cumulants: the Gaussian part, and the first term beyond.
double divergence_of_cumulants(double mean, double variance, double third) {
  constexpr double third_weight = 12;
  return (mean * mean + variance - 1 - std::log(variance)) / 2 +
         third * third / (third_weight * variance * variance * variance);
}

/// Whether points end in both classes, too far apart for more than their shares.
bool is_divided(const GuidedDrift& drift) {
  return drift.strength() < 0 && drift.end() > most_divided_separation * most_divided_separation;
}

/// Without guidance the law is that of the class.
GuidedLaw unguided(double end) { return {0, 1, normal_above(std::sqrt(end)), 0}; }

}  // namespace

void check_guided(const GuidedClass& guided, const Guidance& guidance) {
  const auto positive = [](const char* what, double value) {
    if (!(value > 0 && std::isfinite(value)))
      throw UsageError(fmt::format("{} is {}: give a finite number above 0", what, value));
  };
  positive("the squared norm of the mean", guided.mean_norm_squared);
  positive("the variance", guided.variance);
  positive("the prior of the class", guided.prior);
  if (!(guided.prior < 1))
    throw UsageError(fmt::format("the prior of the class is {}: give a number below 1", guided.prior));
  if (!(guidance.strength >= -1 && std::isfinite(guidance.strength)))
    throw UsageError(fmt::format("the strength of guidance is {}: give -1 or above", guidance.strength));
  if (!(guidance.exponent > -1 && std::isfinite(guidance.exponent)))
    throw UsageError(
        fmt::format("the exponent of guidance is {}: give a number above -1", guidance.exponent));
}

double GuidedClass::separation() const { return std::sqrt(mean_norm_squared / variance); }

// Beyond kappa = 64 guidance is over, and u - kappa goes on as the class does: cumulants of u keep their
// excess.  README.md, "Guidance"
GuidedLaw guided_by_sde(const GuidedClass& guided, const Guidance& guidance) {
  check_guided(guided, guidance);
  const GuidedDrift drift(guided, guidance);
  const double end = drift.end();
  if (guidance.strength == 0) return unguided(end);
  if (guidance.strength < 0) {
    if (is_divided(drift)) {
      const double share =
          guidance.exponent == 0 ? guided_class_probability(guidance.strength, guided.prior) : not_a_number;
      return {not_a_number, not_a_number, share, not_a_number};
    }
    Excess excess = excess_of_sde(drift, end);
    return {excess.mean(), excess.variance(), std::min(1., excess.above()), excess.divergence()};
  }
  const double settled = std::min(end, settled_kappa);
  Excess excess = excess_of_sde(drift, settled);
  if (settled == end)
    return {excess.mean(), excess.variance(), std::min(1., excess.above()), excess.divergence()};
  const double shrink = std::sqrt(settled / end);
  const double mean = excess.mean() * shrink, variance = 1 + (excess.variance() - 1) * shrink * shrink,
               third = excess.third() * shrink * shrink * shrink;
  return {mean, variance, normal_above((std::sqrt(end) + mean) / std::sqrt(variance)),
          divergence_of_cumulants(mean, variance, third)};
}

namespace {

/// z and dz/dz_0 at the end of the probability flow dz/dr = 1 + g(r z, r^2), r = sqrt(kappa), from z_0 at
/// r = 0, with g the drift that guidance adds on the clock kappa. Classical steps of Runge and Kutta, short
/// where tanh(r z) is steep.
struct Flowed {
  double z, log_slope;
};
Flowed flow(const GuidedDrift& drift, double start, double end) {
  const auto velocity = [&](double r, const Flowed& at) -> Flowed {
    const double factor = drift.factor(r * r), u = r * at.z;
    return {1 + factor * drift.of_overlap(u), factor * drift.slope_of_overlap(u) * r};
  };
  constexpr double longest = 0.05, largest_change = 0.1;
  Flowed at{start, 0};
  double r = 0;
  while (r < end) {
    const Flowed first = velocity(r, at);
    const double rate = std::abs(first.log_slope) + std::abs(first.z - 1) * r;
    double dr = std::min({longest, largest_change / (largest_change + rate), end - r});
    if (end - r - dr < 1e-12 * end) dr = end - r;
    const auto moved = [&](const Flowed& by, double part) {
      return Flowed{at.z + part * dr * by.z, at.log_slope + part * dr * by.log_slope};
    };
    const Flowed second = velocity(r + dr / 2, moved(first, 0.5));
    const Flowed third = velocity(r + dr / 2, moved(second, 0.5));
    const Flowed fourth = velocity(r + dr, moved(third, 1));
    constexpr double sixth = 1. / 6;
    at.z += dr * sixth * (first.z + 2 * second.z + 2 * third.z + fourth.z);
    at.log_slope +=
        dr * sixth * (first.log_slope + 2 * second.log_slope + 2 * third.log_slope + fourth.log_slope);
    r += dr;
  }
  return at;
}

double dividing_start_of(const GuidedDrift& drift, double end) {
  return dividing_start([&](double start) { return flow(drift, start, end).z; });
}

}  // namespace

// Paths are a function of their start z_0 ~ N(0, 1), so averages are integrals over it, and the density of
// the ends is N(z_0)/(dz/dz_0).  README.md, "Guidance"
GuidedLaw guided_by_ode(const GuidedClass& guided, const Guidance& guidance) {
  check_guided(guided, guidance);
  const GuidedDrift drift(guided, guidance);
  if (guidance.strength == 0) return unguided(drift.end());
  // Where strengths are not negative, all of N(0, 1) up to `tail` is settled at r = 16.
  constexpr double settled_root = 16;
  const double rho = std::sqrt(drift.end());
  if (is_divided(drift)) {
    const double start = dividing_start_of(drift, most_divided_separation);
    return {not_a_number, not_a_number, normal_above(-start), not_a_number};
  }
  const double end = guidance.strength < 0 ? rho : std::min(rho, settled_root);
  const double divide = dividing_start_of(drift, end);
  const auto [mass, first, second, divergence] =
      average_over_starts<4>(divide, [&](double start) -> std::array<double, 4> {
        const Flowed at = flow(drift, start, end);
        const double x = at.z - end;
        return {1, x, x * x, log_normal_density(start) - at.log_slope - log_normal_density(x)};
      });
  const double mean = first / mass;
  const double above = rho > end ? 1 : normal_above(-divide);
  return {mean, second / mass - mean * mean, above, divergence / mass};
}

// README.md, "Guidance"
GuidanceConstants guidance_constants(double strength, double prior) {
  if (strength < 0) return {not_a_number, not_a_number};
  const GuidedClass guided{settled_kappa, 1, prior};
  const Guidance guidance{strength, 0};
  check_guided(guided, guidance);
  Excess excess = excess_of_sde(GuidedDrift(guided, guidance), settled_kappa);
  return {excess.mean() * std::sqrt(settled_kappa), (1 - excess.variance()) * settled_kappa};
}

// A(w) = (w/n) [int_1^R (1 - r^{-n})/(r - 1) dr + (R^n - 1) int_R^inf r^{-n}/(r - 1) dr], n = 2w + 1 and
// R = 1/p; in the second r = R e^y.  README.md, "Guidance"
double overshoot_constant(double strength, double prior) {
  if (!(strength > -0.5)) return not_a_number;
  check_guided({1, 1, prior}, {strength, 0});
  const double n = 2 * strength + 1, log_start = -std::log(prior);
  const double near = boost::math::quadrature::gauss_kronrod<double, 31>::integrate(
      [n](double y) { return y == 0 ? n : std::expm1(-n * y) / std::expm1(-y); }, 0., log_start, 15, 1e-13);
  boost::math::quadrature::exp_sinh<double> to_infinity;
  const double far =
      to_infinity.integrate([=](double y) { return std::exp(-n * y) / (1 - prior * std::exp(-y)); }, 1e-13);
  return strength / n * (near - std::expm1(-n * log_start) * far);
}

// R = 1/pi_c is a martingale as R^{2w + 1}, from 1/p to 1, where the path is in the class, or without end.
// README.md, "Guidance"
double guided_class_probability(double strength, double prior) {
  check_guided({1, 1, prior}, {strength, 0});
  return strength >= -0.5 ? 1 : std::pow(prior, -1 - 2 * strength);
}

}  // namespace regimes::theory
