#include "theory/distance_integrals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "base/contract.hpp"

namespace regimes::theory {
namespace {

// Within a panel no exponent changes by more, nor s by more than a part of the law's width: Lobatto's rule of
// degree 5 is then right to 1e-7, and cubic interpolation of quantiles to 1e-4 standard deviations near the
// median and 1e-6 in the tail.
constexpr double exponent_step = 0.3, width_step = 0.15;
// A tail that starts at e^{-16} of the smallest probability leaves out 1e-7 of it.
constexpr double tail_margin = 16;
constexpr double negligible = 1e-12;
constexpr int panel_limit = 100'000;

/// Four Gauss-Lobatto nodes of a stretch of s.
struct Panel {
  std::array<double, 4> s, log_density;
  double width;
};

constexpr std::array<double, 4> lobatto_weight = {1. / 12, 5. / 12, 5. / 12, 1. / 12};
const double inner_node = (1 - 1 / std::sqrt(5.)) / 2;

Panel panel_from(const DistanceLaw& law, double begin, double log_density_at_begin, double width) {
  Panel panel{{begin, begin + inner_node * width, begin + (1 - inner_node) * width, begin + width},
              {log_density_at_begin, 0, 0, 0},
              width};
  for (std::size_t i = 1; i < panel.s.size(); ++i) panel.log_density[i] = law.log_density(panel.s[i]);
  return panel;
}

double slope_of(const Panel& panel) {
  return (panel.log_density.back() - panel.log_density.front()) / panel.width;
}

/// The width of the next panel where exponents change by `steepest` per unit of s.
double next_width(const DistanceLaw& law, double s, double steepest) {
  return std::min(exponent_step / steepest, width_step * law.width_at(s));
}

/// Slope of the log density at s, from the left: not smaller than beyond, for the density is log-concave.
double slope_at(const DistanceLaw& law, double s, double log_density) {
  constexpr double part_of_width = 0.01;
  const double step = part_of_width * law.width_at(s);
  return (log_density - law.log_density(s - step)) / step;
}

}  // namespace

LowerQuantiles::LowerQuantiles(const DistanceLaw& law, double log_smallest, double log_largest) {
  require(log_smallest <= log_largest && log_largest < 0, "log probabilities from {} to {} ascend below 0",
          log_smallest, log_largest);
  double s = law.where_density_falls_to(log_smallest - tail_margin), log_density = law.log_density(s);
  double slope = slope_at(law, s, log_density);
  // All that lies further left, as the exponential that touches the log-concave density from above.
  double probability = std::exp(log_density) / slope;
  nodes_.push_back({std::log(probability), s, probability / std::exp(log_density)});
  while (nodes_.back().log_probability < log_largest) {
    require(nodes_.size() < panel_limit, "quantiles up to e^{} end within {} panels", log_largest,
            panel_limit);
    const Panel panel = panel_from(law, s, log_density, next_width(law, s, std::abs(slope)));
    for (std::size_t i = 0; i < panel.s.size(); ++i)
      probability += panel.width * lobatto_weight[i] * std::exp(panel.log_density[i]);
    s = panel.s.back();
    log_density = panel.log_density.back();
    slope = slope_of(panel);
    nodes_.push_back({std::log(probability), s, probability / std::exp(log_density)});
  }
}

// Cubic Hermite interpolation of s in ln P.
double LowerQuantiles::between(const Node& low, const Node& high, double log_probability) const {
  const double length = high.log_probability - low.log_probability;
  const double x = (log_probability - low.log_probability) / length, y = 1 - x;
  return low.s + x * x * (3 - 2 * x) * (high.s - low.s) + length * x * y * (y * low.slope - x * high.slope);
}

std::vector<double> LowerQuantiles::operator()(const std::vector<double>& log_probabilities) const {
  std::vector<double> quantiles;
  quantiles.reserve(log_probabilities.size());
  std::size_t next = 1;
  for (const double log_probability : log_probabilities) {
    while (next < nodes_.size() && nodes_[next].log_probability < log_probability) ++next;
    require(next < nodes_.size() && nodes_[next - 1].log_probability <= log_probability,
            "ln P = {} ascends between {} and {}", log_probability, nodes_.front().log_probability,
            nodes_.back().log_probability);
    quantiles.push_back(between(nodes_[next - 1], nodes_[next], log_probability));
  }
  return quantiles;
}

WeightedTail weighted_tail(const DistanceLaw& law, double from, double energy_at_origin,
                           double reference_energy) {
  const auto energy = [energy_at_origin](double s) { return energy_at_origin * std::exp(2 * s); };
  WeightedTail tail;
  double s = from, log_density = law.log_density(s), slope = slope_at(law, s, log_density);
  for (int panels = 0;; ++panels) {
    require(panels < panel_limit, "the tail above s = {} ends within {} panels", from, panel_limit);
    const double energy_slope = 2 * energy(s);  // of e^{-2 E}, the steepest weight, twice that
    const Panel panel =
        panel_from(law, s, log_density, next_width(law, s, std::max(std::abs(slope), 2 * energy_slope)));
    double added = 0;
    for (std::size_t i = 0; i < panel.s.size(); ++i) {
      const double excess = energy(panel.s[i]) - reference_energy, weight = std::exp(-excess);
      const double mass = panel.width * lobatto_weight[i] * std::exp(panel.log_density[i]) * weight;
      if (mass == 0) continue;  // the excess may be infinite
      added += mass;
      tail.energy_sum += mass * excess;
      tail.square_sum += mass * weight;
    }
    tail.sum += added;
    s = panel.s.back();
    log_density = panel.log_density.back();
    slope = slope_of(panel);
    if (slope < energy_slope && added <= negligible * tail.sum) return tail;
  }
}

}  // namespace regimes::theory
