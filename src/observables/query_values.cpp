#include "observables/query_values.hpp"

#include <fmt/core.h>

#include <cmath>
#include <span>

#include "base/error.hpp"
#include "base/process.hpp"
#include "observables/point_observables.hpp"

namespace regimes::observables {
namespace {

void check_lengths(const kernels::PosteriorStates& states, const Queries& queries, std::size_t times) {
  const auto expected = static_cast<std::size_t>(states.queries);
  const bool classes_match = states.classes == 0 || queries.source_class.size() == expected;
  if (queries.source_index.size() == expected && queries.noise_norm_squared.size() == expected &&
      classes_match && times == static_cast<std::size_t>(states.times)) {
    return;
  }
  throw ContractError(
      fmt::format("query_values: states of {} queries, {} times, {} classes were given {} source indices, {} "
                  "source classes, "
                  "{} noise norms and {} times",
                  states.queries, states.times, states.classes, queries.source_index.size(),
                  queries.source_class.size(), queries.noise_norm_squared.size(), times));
}

}  // namespace

QueryValues query_values(const kernels::PosteriorStates& states, const Queries& queries, std::int64_t points,
                         std::int64_t dimension, const std::vector<double>& times,
                         const SourceCopies* copies) {
  check_lengths(states, queries, times.size());
  QueryValues result;
  result.queries = states.queries;
  result.times = states.times;
  result.source_index = queries.source_index;
  for (const auto& description : observable_descriptions) {
    if (description.observable == Observable::cloning_agreement && states.classes == 0) continue;
    if (is_over_distinct(description.observable) && !copies) continue;
    result.values[description.observable].resize(states.posterior.size());
  }
  const double log_points = std::log(static_cast<double>(points));
  const auto classes = static_cast<std::size_t>(states.classes);
  std::vector<double> log_volumes;
  for (const double t : times) log_volumes.push_back(log_noise_volume(dimension, noise_variance(t)));
  for (int query = 0; query < states.queries; ++query) {
    const double noise_norm_squared = queries.noise_norm_squared[query];
    for (int time = 0; time < states.times; ++time) {
      const std::size_t at = states.at(query, time);
      const kernels::Posterior& others = states.posterior[at];
      const SourceOdds odds(others);
      auto& values = result.values;
      values[Observable::excess_entropy_ratio][at] = posterior_entropy(odds) / log_points;
      values[Observable::cloning_collapse][at] = inverse_participation_ratio(odds);
      values[Observable::nearest_is_source][at] =
          nearest_is_source(others, queries.source_index[query]) ? 1 : 0;
      values[Observable::source_log_weight][at] = source_log_weight(odds);
      values[Observable::max_weight][at] = max_weight(odds);
      values[Observable::log_density_train][at] =
          log_density_train(odds, noise_norm_squared, points, log_volumes[static_cast<std::size_t>(time)]);
      values[Observable::log_density_fresh][at] =
          log_density_fresh(odds, noise_norm_squared, points, log_volumes[static_cast<std::size_t>(time)]);
      if (copies) {
        const auto count = static_cast<double>(copies->of_source[query]);
        values[Observable::excess_entropy_ratio_distinct][at] =
            (posterior_entropy(odds) - std::log(count)) / (log_points - copies->mean_log);
        values[Observable::cloning_collapse_distinct][at] =
            inverse_participation_ratio(odds) + (count - 1) * std::exp(source_log_weight(odds));
      }
      if (classes > 0) {
        values[Observable::cloning_agreement][at] = cloning_agreement(
            odds, std::span(states.class_sums).subspan(at * classes, classes), queries.source_class[query]);
      }
    }
  }
  return result;
}

}  // namespace regimes::observables
