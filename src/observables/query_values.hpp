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
/// Of sets with equal points: how often the sources stand among the first n points.
struct SourceCopies {
  std::vector<std::int64_t> of_source;  ///< m, 1 or more; [query]
  double mean_log = 0;                  ///< mean of ln m over the n points
};

struct Queries {
  std::vector<std::int64_t> source_index;  ///< mu, global; [query]
  /// The point that has changed places with the source in the order of the points; -1, or an empty vector:
  /// none. [query]
  std::vector<std::int64_t> exchanged_index;
  std::vector<int> source_class;  ///< position among the classes or -1; [query], or empty without classes
  std::vector<double> noise_norm_squared;  ///< |z|^2; [query]
  std::vector<SourceCopies> copies;        ///< [snapshot]; empty where no points are equal
};

struct QueryValues {
  int queries = 0;
  int times = 0;
  double rounding = double_rounding;          ///< relative, of the sums behind the values
  std::vector<std::int64_t> source_index;     ///< queries that share a source are not independent; [query]
  PerObservable<std::vector<double>> values;  ///< each [query][time]; cloning_agreement is empty without
                                              ///< classes, what is over distinct points without equal ones
};

/// Observables over distinct points, where `copies` is given: two clones end in one place where they end in
/// equal points. With the weights w of points and m copies of each, a place has the weight m w, and since the
/// source is itself a draw from the posterior, E[sum f w] = E[f(source)] for every f(point, x):
///     E[sum of squared weights of places] = E[Y2 + (m_source - 1) w_source],
///     E[entropy over places] = E[H - ln m_source],
/// the latter in units of ln n less the mean of ln m, its value at large t (src/observables/README.md).
///
/// `points` = n >= 2, `times` ascending and positive, one per time of the states.
/// Throws ContractError where states, queries and times differ in length.
QueryValues query_values(const kernels::PosteriorStates& states, const Queries& queries, std::int64_t points,
                         std::int64_t dimension, const std::vector<double>& times,
                         const SourceCopies* copies = nullptr);

}  // namespace regimes::observables
