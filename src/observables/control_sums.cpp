#include "observables/control_sums.hpp"

#include <cmath>
#include <utility>

namespace regimes::observables {
namespace {

/// Each factor is 2 at most, so that products stay far below 2^1024.
constexpr int most_factors = 512;

/// ln(1 + w) and 1/(1 + w) of one size, n e^{-i} = w. A product less 1 keeps the digits of factors near 1:
/// (1 + q)(1 + x) - 1 = q + x (1 + q). Without branches, in packs.
void add_states(const double* information, const double* decay, std::size_t times, double log_points,
                double points, double* collapsed, double* distance, double* product) {
  for (std::size_t i = 0; i < times; ++i) {
    const double w = points * decay[i], inverse = 1 / w, below = log_points - information[i];
    const double lesser = below > 0 ? inverse : w;
    collapsed[i] += 1 / (1 + w);
    distance[i] += below > 0 ? below : 0;
    product[i] += lesser * (1 + product[i]);
  }
}

}  // namespace

ControlSums::ControlSums(std::vector<double> log_points, std::size_t times)
    : times_(times),
      log_points_(std::move(log_points)),
      sizes_(log_points_.size(), {std::vector(times, 0.), std::vector(times, 0.), std::vector(times, 0.)}),
      information_(times),
      squares_(times),
      decay_(times) {
  for (const double log_points_of_size : log_points_) points_.push_back(std::exp(log_points_of_size));
}

void ControlSums::add(std::span<const double> information, double noise_excess, double half_norm) {
  for (std::size_t sign = 0; sign < 2; ++sign) {
    const double* const i = information.data() + sign * times_;
    for (std::size_t t = 0; t < times_; ++t) {
      decay_[t] = std::exp(-i[t]);
      information_[t] += i[t];
      squares_[t] += i[t] * i[t];
    }
    for (std::size_t k = 0; k < sizes_.size(); ++k)
      add_states(i, decay_.data(), times_, log_points_[k], points_[k], sizes_[k].collapsed.data(),
                 sizes_[k].distance.data(), sizes_[k].product.data());
    noise_excess_ += noise_excess;
    half_norm_ += half_norm;
    ++states_;
    if (++factors_ == most_factors) take_logarithms();
  }
}

void ControlSums::take_logarithms() {
  for (AtSize& size : sizes_)
    for (std::size_t t = 0; t < times_; ++t)
      size.distance[t] += std::log1p(std::exchange(size.product[t], 0));
  factors_ = 0;
}

std::vector<std::vector<ControlValues>> ControlSums::means() const {
  const auto states = static_cast<double>(states_);
  std::vector<std::vector<ControlValues>> all;
  for (const AtSize& size : sizes_) {
    std::vector<ControlValues>& at_size = all.emplace_back();
    for (std::size_t t = 0; t < times_; ++t)
      at_size.push_back({size.collapsed[t] / states,
                         (size.distance[t] + std::log1p(size.product[t])) / states, noise_excess_ / states,
                         half_norm_ / states, information_[t] / states, squares_[t] / states});
  }
  return all;
}

}  // namespace regimes::observables
