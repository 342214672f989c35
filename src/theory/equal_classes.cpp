#include "theory/equal_classes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

#include "base/error.hpp"
#include "theory/normal_starts.hpp"

namespace regimes::theory {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
/// kappa of orthogonal means, twice that of opposite ones, at which all guidance of positive strength is
/// over.
constexpr double settled_kappa = 64, settled_flow_kappa = 512;

void check(const EqualClasses& equal, const Guidance& guidance) {
  if (!(equal.classes >= 2 && equal.classes <= most_equal_classes))
    throw UsageError(
        fmt::format("the number of classes is {}: give 2 to {}", equal.classes, most_equal_classes));
  check_guided({equal.mean_norm_squared, equal.variance, 1. / equal.classes}, guidance);
}

/// g = C/(C - 1), the squared length of e_c less the mean of the other unit vectors.
double spread_of(int classes) { return classes / (classes - 1.); }

/// Times from 0, small against 1/(1 + |w|), in equal ratios to `last`, and `mark` among them where it is
/// before.
std::vector<double> times_to(double last, double mark, double strength) {
  constexpr int steps = 64;
  constexpr double first_kick = 0.02;
  const double first = std::min(first_kick / (1 + std::abs(strength)), last / steps);
  std::vector<double> times = {0};
  for (int k = 0; k < steps; ++k) times.push_back(first * std::pow(last / first, k / (steps - 1.)));
  times.back() = last;
  const auto place = std::lower_bound(times.begin(), times.end(), mark);
  if (mark < last && *place != mark) times.insert(place, mark);
  return times;
}

/// Normal numbers of one path after another: the first, which are to have the most weight, spread evenly by
/// Sobol's sequence, shifted; the rest are pseudo-random. The same at every call.
class EvenNormals {
 public:
  explicit EvenNormals(std::size_t count) : even_(std::min(count, most_even)), values_(count) {}

  const std::vector<double>& next() {
    constexpr double range = 18446744073709551616.0, half = 0.5;
    for (std::size_t j = 0; j < values_.size(); ++j) {
      if (j >= even_) {
        values_[j] = normal_(engine_);
        continue;
      }
      const double shift = std::fmod(static_cast<double>(j + 1) * std::numbers::phi, 1);
      const double place = std::fmod((static_cast<double>(sequence_()) + half) / range + shift, 1);
      constexpr double closest = 1e-17;
      values_[j] = -std::numbers::sqrt2 * boost::math::erfc_inv(2 * std::clamp(place, closest, 1 - 1e-16));
    }
    return values_;
  }

 private:
  static constexpr std::size_t most_even = 128;
  std::size_t even_;
  std::vector<double> values_;
  boost::random::sobol sequence_{std::max<std::size_t>(even_, 1)};
  boost::random::mt19937_64 engine_;
  boost::random::normal_distribution<double> normal_;
};

/// Brownian motions of all classes at given times from normal numbers, from the last time to ever shorter
/// intervals (Levy's bridge), so that the first numbers say the most.
class Bridge {
 public:
  explicit Bridge(const std::vector<double>& times) : times_(times) {
    const std::size_t last = times.size() - 1;
    std::vector<std::array<std::size_t, 2>> open = {{0, last}};
    for (std::size_t i = 0; i < open.size(); ++i) {
      const auto [low, high] = open[i];
      if (high - low < 2) continue;
      const std::size_t middle = (low + high) / 2;
      halvings_.push_back({low, middle, high});
      open.push_back({low, middle});
      open.push_back({middle, high});
    }
  }

  /// normals: [level][class]; path: [time][class].
  void build(const std::vector<double>& normals, std::size_t classes, std::vector<double>& path) const {
    const std::size_t last = times_.size() - 1;
    const double* z = normals.data();
    for (std::size_t c = 0; c < classes; ++c) {
      path[c] = 0;
      path[last * classes + c] = std::sqrt(times_[last]) * *z++;
    }
    for (const auto& [low, middle, high] : halvings_) {
      const double part = (times_[middle] - times_[low]) / (times_[high] - times_[low]);
      const double deviation = std::sqrt((times_[high] - times_[middle]) * part);
      for (std::size_t c = 0; c < classes; ++c)
        path[middle * classes + c] =
            (1 - part) * path[low * classes + c] + part * path[high * classes + c] + deviation * *z++;
    }
  }

 private:
  const std::vector<double>& times_;
  std::vector<std::array<std::size_t, 3>> halvings_;
};

/// pi = softmax(factor v), and what guidance to class 0 makes of it.
class ClassWeights {
 public:
  explicit ClassWeights(std::size_t classes) : pi_(classes) {}

  void set(const double* v, double factor) {
    double largest = v[0];
    for (std::size_t c = 1; c < pi_.size(); ++c) largest = std::max(largest, v[c]);
    double sum = 0;
    for (std::size_t c = 0; c < pi_.size(); ++c) sum += pi_[c] = std::exp(factor * (v[c] - largest));
    rest_ = squares_ = 0;
    for (std::size_t c = 0; c < pi_.size(); ++c) {
      pi_[c] /= sum;
      if (c == 0) continue;
      rest_ += pi_[c];
      squares_ += pi_[c] * pi_[c];
    }
  }

  /// e_0 - pi, and its squared length.
  double toward(std::size_t c) const { return c == 0 ? rest_ : -pi_[c]; }
  double squared() const { return rest_ * rest_ + squares_; }
  double rest() const { return rest_; }

 private:
  std::vector<double> pi_;
  double rest_ = 0, squares_ = 0;
};

/// w |F_c - F|^alpha at the clock kappa, with F_c - F = sqrt(kappa/Gamma) (e_c - pi) in an orthonormal frame.
class GuidanceFactor {
 public:
  GuidanceFactor(const EqualClasses& equal, const Guidance& guidance) : equal_(equal), guidance_(guidance) {}

  double operator()(double kappa, double squared) const {
    if (guidance_.exponent == 0) return guidance_.strength;
    if (squared == 0) return 0;
    const double inverse_gamma = 1 - (equal_.variance - 1) * kappa / equal_.mean_norm_squared;
    return guidance_.strength * std::pow(kappa * inverse_gamma * squared, guidance_.exponent / 2);
  }

 private:
  EqualClasses equal_;
  Guidance guidance_;
};

/// Many classes even each other out: as many numbers for any of them.
std::size_t paths_of(int classes) {
  constexpr std::size_t numbers = 1 << 15, fewest = 512, most = 8192;
  std::size_t paths = most;
  while (paths > fewest && paths * static_cast<std::size_t>(classes) > numbers) paths /= 2;
  return paths;
}

/// Sums over paths of numbers, their squares and products.
class Averages {
 public:
  void add(double x, double y) {
    ++count_;
    x_ += x, y_ += y, xx_ += x * x, xy_ += x * y, yy_ += y * y;
  }
  double mean() const { return x_ / count_; }
  double mean_of_other() const { return y_ / count_; }
  double variance() const { return xx_ / count_ - mean() * mean(); }
  double covariance() const { return xy_ / count_ - mean() * mean_of_other(); }
  /// The mean of x where that of y is known.
  double mean_given(double mean_of_y) const {
    const double spread = yy_ / count_ - mean_of_other() * mean_of_other();
    return spread > 0 ? mean() - covariance() / spread * (mean_of_other() - mean_of_y) : mean();
  }

 private:
  double count_ = 0, x_ = 0, y_ = 0, xx_ = 0, xy_ = 0, yy_ = 0;
};

bool first_is_largest(const double* v, std::size_t classes) { return std::max_element(v, v + classes) == v; }

/// P(mean 0 is the nearest) without guidance: one normal number beside C - 1 others.
double unguided_probability(int classes, double kappa) {
  const double shift = std::sqrt(kappa);
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
      [=](double z) {
        return std::exp(log_normal_density(z) + (classes - 1) * std::log(normal_above(z + shift)));
      },
      -normal_tail, normal_tail, 10, 1e-12);
}

/// What paths come to: excesses I of v_0 (or of z_0) over the class, with their covariance with the noise
/// along the direction, and P(class).
struct Outcome {
  double mean, variance, with_noise, probability;
};

// dv = [e_0 + w |F_c - F|^alpha (e_0 - pi)] dkappa + dB in Heun's steps. With R = 1/pi_0, S = R - 1 and Q the
// sum of (pi_c/pi_0)^2 over the others, dR = (S^2 + Q) (-w/R) dkappa + sqrt(S^2 + Q) dB: so J, the integral
// of w (S/R) (1 + Q/S^2), has a mean in closed form, and is nearly the excess, the integral of w S/R.
// README.md, "Guidance among several classes"
Outcome by_sde(const EqualClasses& equal, const Guidance& guidance, double end) {
  const auto classes = static_cast<std::size_t>(equal.classes);
  const double w = guidance.strength;
  const bool has_known_mean = w > 0 && guidance.exponent == 0;
  const std::vector<double> times = times_to(has_known_mean ? std::max(end, settled_kappa) : end, end, w);
  const std::size_t steps = times.size() - 1;
  const GuidanceFactor factor(equal, guidance);
  const Bridge bridge(times);
  EvenNormals normals(steps * classes);
  std::vector<double> noise(times.size() * classes), v(classes), predicted(classes), drift(classes);
  ClassWeights before(classes), after(classes);
  Averages excesses, firsts;
  double all_with_noise = 0;
  const std::size_t paths = paths_of(equal.classes);
  for (std::size_t path = 0; path < paths; ++path) {
    bridge.build(normals.next(), classes, noise);
    const auto along = [&](const double* b) {
      double others = 0;
      for (std::size_t c = 1; c < classes; ++c) others += b[c];
      return b[0] - others / (equal.classes - 1.);
    };
    std::fill(v.begin(), v.end(), 0.);
    double excess = 0, with_noise = 0, known = 0;
    double excess_at_end = 0, with_noise_at_end = 0;
    before.set(v.data(), 1);
    for (std::size_t k = 0; k < steps; ++k) {
      const double step = times[k + 1] - times[k];
      const double *from = &noise[k * classes], *to = &noise[(k + 1) * classes];
      const double pull = factor(times[k], before.squared());
      for (std::size_t c = 0; c < classes; ++c) {
        drift[c] = (c == 0 ? 1 : 0) + pull * before.toward(c);
        predicted[c] = v[c] + step * drift[c] + (to[c] - from[c]);
      }
      after.set(predicted.data(), 1);
      const double next_pull = factor(times[k + 1], after.squared());
      for (std::size_t c = 0; c < classes; ++c)
        v[c] += step / 2 * (drift[c] + (c == 0 ? 1 : 0) + next_pull * after.toward(c)) + (to[c] - from[c]);
      const double first = step / 2 * pull, second = step / 2 * next_pull;
      excess += first * before.rest() + second * after.rest();
      with_noise += first * before.rest() * along(from) + second * after.rest() * along(to);
      if (has_known_mean)
        for (const auto& [part, at] : {std::pair(first, &before), std::pair(second, &after)})
          if (at->rest() > 0) known += part * at->squared() / at->rest();
      before.set(v.data(), 1);
      if (times[k + 1] != end) continue;
      excess_at_end = excess;
      with_noise_at_end = with_noise;
      for (std::size_t c = 0; c < classes; ++c) drift[c] = to[c] + (c == 0 ? end : 0);
      firsts.add(first_is_largest(v.data(), classes), first_is_largest(drift.data(), classes));
    }
    excesses.add(excess_at_end, known);
    all_with_noise += with_noise_at_end;
  }
  const double mean =
      has_known_mean ? excesses.mean_given(2 * overshoot_constant(w, 1. / equal.classes)) : excesses.mean();
  return {mean, excesses.variance(), all_with_noise / static_cast<double>(paths),
          firsts.mean_given(unguided_probability(equal.classes, end))};
}

// dz/dr = e_0 + w |F_c - F|^alpha (e_0 - pi), pi = softmax(r z), from N(0, I), by the steps of Runge and
// Kutta of fourth order.  README.md, "Guidance among several classes"
Outcome by_ode(const EqualClasses& equal, const Guidance& guidance, double end) {
  const auto classes = static_cast<std::size_t>(equal.classes);
  const double last = guidance.strength > 0 ? std::min(end, settled_flow_kappa) : end;
  const std::vector<double> times = times_to(last, last, guidance.strength);
  const GuidanceFactor factor(equal, guidance);
  EvenNormals normals(classes);
  ClassWeights weights(classes);
  std::vector<double> excess(classes), at(classes), total(classes);
  std::array<std::vector<double>, 4> slopes;
  Averages excesses, firsts;
  const std::size_t paths = paths_of(equal.classes);
  for (std::size_t path = 0; path < paths; ++path) {
    const std::vector<double>& start = normals.next();
    std::fill(excess.begin(), excess.end(), 0.);
    const auto slope = [&](double r, double moved, const std::vector<double>* by) {
      for (std::size_t c = 0; c < classes; ++c)
        at[c] = start[c] + (c == 0 ? r : 0) + excess[c] + (by ? moved * (*by)[c] : 0);
      weights.set(at.data(), r);
      const double pull = factor(r * r, weights.squared());
      std::vector<double> result(classes);
      for (std::size_t c = 0; c < classes; ++c) result[c] = pull * weights.toward(c);
      return result;
    };
    for (std::size_t k = 0; k + 1 < times.size(); ++k) {
      const double r = std::sqrt(times[k]), step = std::sqrt(times[k + 1]) - r;
      slopes[0] = slope(r, 0, nullptr);
      slopes[1] = slope(r + step / 2, step / 2, &slopes[0]);
      slopes[2] = slope(r + step / 2, step / 2, &slopes[1]);
      slopes[3] = slope(r + step, step, &slopes[2]);
      for (std::size_t c = 0; c < classes; ++c)
        excess[c] += step / 6 * (slopes[0][c] + 2 * slopes[1][c] + 2 * slopes[2][c] + slopes[3][c]);
    }
    double others = 0;
    for (std::size_t c = 1; c < classes; ++c) others += start[c];
    excesses.add(excess[0], start[0] - others / (equal.classes - 1.));
    const double root = std::sqrt(last);
    for (std::size_t c = 0; c < classes; ++c) total[c] = start[c] + (c == 0 ? root : 0);
    const bool is_first = first_is_largest(total.data(), classes);
    for (std::size_t c = 0; c < classes; ++c) total[c] += excess[c];
    firsts.add(first_is_largest(total.data(), classes), is_first);
  }
  return {excesses.mean(), excesses.variance(), excesses.covariance(),
          firsts.mean_given(unguided_probability(equal.classes, last))};
}

/// The excess of the position x along the direction, whose noise has the variance `clock`: that of the
/// motions at kappa, or 1 of the starts of the flow. Along it the pull on v_0 and those on the others, which
/// sum to 0, add up to g times the first.
GuidedLaw law_of(const EqualClasses& equal, const Outcome& outcome, double clock, double end,
                 double counted_to) {
  const double spread = spread_of(equal.classes);
  const double mean = std::sqrt(spread / clock) * outcome.mean;
  const double variance = 1 + (2 * outcome.with_noise + spread * outcome.variance) / clock;
  const double probability =
      counted_to < end ? unguided_probability(equal.classes, end) : outcome.probability;
  return {mean, variance, std::clamp(probability, 0., 1.),
          (mean * mean + variance - 1 - std::log(variance)) / 2};
}

/// Too far apart, below strength 0, for more than the shares of the classes.
bool is_divided(const EqualClasses& equal, const Guidance& guidance) {
  return guidance.strength < 0 && equal.separation() > most_divided_separation;
}

}  // namespace

double EqualClasses::separation() const {
  return std::sqrt(spread_of(classes) * mean_norm_squared / variance) / 2;
}

GuidedLaw guided_by_sde(const EqualClasses& equal, const Guidance& guidance) {
  check(equal, guidance);
  const double end = equal.mean_norm_squared / equal.variance;
  if (guidance.strength == 0) return {0, 1, unguided_probability(equal.classes, end), 0};
  if (is_divided(equal, guidance)) {
    const double share = guidance.exponent == 0
                             ? guided_class_probability(guidance.strength, 1. / equal.classes)
                             : not_a_number;
    return {not_a_number, not_a_number, share, not_a_number};
  }
  const double settled = guidance.strength > 0 ? std::min(end, settled_kappa) : end;
  return law_of(equal, by_sde(equal, guidance, settled), end, end, settled);
}

GuidedLaw guided_by_ode(const EqualClasses& equal, const Guidance& guidance) {
  check(equal, guidance);
  const double end = equal.mean_norm_squared / equal.variance;
  if (guidance.strength == 0) return {0, 1, unguided_probability(equal.classes, end), 0};
  if (is_divided(equal, guidance)) return {not_a_number, not_a_number, not_a_number, not_a_number};
  return law_of(equal, by_ode(equal, guidance, end), 1, end, end);
}

// rho^2 = g kappa/4.
GuidanceConstants guidance_constants(double strength, int classes) {
  const EqualClasses equal{classes, settled_kappa, 1};
  check(equal, {strength, 0});
  if (strength < 0) return {not_a_number, not_a_number};
  const GuidedLaw law = guided_by_sde(equal, {strength, 0});
  const double rho = equal.separation();
  return {law.overshoot * rho, (1 - law.variance_ratio) * rho * rho};
}

}  // namespace regimes::theory
