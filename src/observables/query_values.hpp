#pragma once
/// From states to numbers: every observable of every query at every time, for one training set of one size.
#include <cstdint>
#include <vector>

#include "kernels/posterior_states.hpp"
#include "observables/observable.hpp"
#include "observables/statistics.hpp"

namespace regimes::observables {

/// The queries x = a^mu e^{-t} + sqrt(Delta_t) z of one replica; mu and z are common to all times and
/// snapshots.
struct Queries {
  std::vector<std::int64_t> source_index;  ///< mu, global; [query]
  std::vector<int> source_class;  ///< position among the classes or -1; [query], or empty without classes
  std::vector<double> noise_norm_squared;  ///< |z|^2; [query]
};

struct QueryValues {
  int queries = 0;
  int times = 0;
  double rounding = double_rounding;       ///< relative, of the sums behind the values
  std::vector<std::int64_t> source_index;  ///< queries that share a source are not independent; [query]
  PerObservable<std::vector<double>>
      values;  ///< each [query][time]; cloning_agreement is empty without classes
};

/// `points` = n >= 2, `times` ascending and positive, one per time of the states.
/// Throws ContractError where states, queries and times differ in length.
QueryValues query_values(const kernels::PosteriorStates& states, const Queries& queries, std::int64_t points,
                         std::int64_t dimension, const std::vector<double>& times);

}  // namespace regimes::observables
