#include "experiments/sample/sample_result.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/memorisation/memorised_fraction.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::size_t values_at_a_time(const SampleResult& result, const PathVariable& variable) {
  return static_cast<std::size_t>(result.options.trajectories) * variable.width;
}

/// A mean over many points that lies beside one of them by chance is none of that point: a path whose
/// posterior has settled on none, Y2 <= 1/2, gets the ratio 1. Y2, with equal points as one, never exceeds
/// the largest weight; at t = 0 it is NaN.
void leave_out_undecided(const SampleResult& result, std::size_t time, std::vector<double>& ratios) {
  constexpr double half = .5;
  const std::vector<double>& y2 =
      result.observed.reals.at(result.counts_distinct ? distinct_y2_name : y2_name);
  for (std::size_t path = 0; path < ratios.size(); ++path)
    if (y2[time * ratios.size() + path] <= half) ratios[path] = 1;
}

}  // namespace

PathValues nothing_observed(const SampleResult& result) {
  PathValues values;
  for (const PathVariable& variable : result.variables) {
    const std::size_t size = values_at_a_time(result, variable) * result.times.size();
    if (variable.is_integer)
      values.integers[variable.name].assign(size, -1);
    else
      values.reals[variable.name].assign(size, not_a_number);
  }
  return values;
}

void place(SampleResult& result, std::size_t time, const PathValues& values) {
  result.variance[time] = values.variance;
  const auto put = [&](const auto& from, auto& into, std::size_t size) {
    std::copy(from.begin(), from.end(), into.begin() + static_cast<std::ptrdiff_t>(time * size));
  };
  for (const PathVariable& variable : result.variables) {
    const std::size_t size = values_at_a_time(result, variable);
    if (variable.is_integer)
      put(values.integers.at(variable.name), result.observed.integers.at(variable.name), size);
    else
      put(values.reals.at(variable.name), result.observed.reals.at(variable.name), size);
  }
}

std::vector<observables::Fraction> memorised_fractions(const SampleResult& result) {
  const auto found = result.observed.reals.find(result.compares_means ? mean_distance_name : distance_name);
  if (found == result.observed.reals.end()) return {};
  std::vector<observables::Fraction> fractions;
  const auto trajectories = static_cast<std::size_t>(result.options.trajectories);
  for (std::size_t time = 0; time < result.times.size(); ++time) {
    std::vector<double> distances(trajectories * path_neighbours);
    std::copy_n(found->second.begin() + static_cast<std::ptrdiff_t>(time * distances.size()),
                distances.size(), distances.begin());
    const bool has_arrived = !std::isnan(distances.front());
    std::vector<double> ratios = nearest_ratios(distances);
    if (result.compares_means && !result.options.smoothing.is_given())
      leave_out_undecided(result, time, ratios);
    fractions.push_back(has_arrived ? memorised_fraction(ratios, result.options.ratio)
                                    : observables::Fraction{{not_a_number, not_a_number}});
  }
  return fractions;
}

}  // namespace regimes::experiments
