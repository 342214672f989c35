#pragma once
/// --target-error: how many queries the collapse time of the largest size needs. They come in batches, each a
/// pass over the points. The first tells the variance, which fixes the number; testing after every few
/// queries instead would stop where the estimated error happens to be small.
#include <cstdint>
#include <string>
#include <vector>

#include "observables/threshold_time.hpp"

namespace regimes::experiments {

/// Smaller errors of a time would be rounding of the sums (observables/README.md, "Collapse times").
inline constexpr double smallest_target_error = 1e-6;
/// Queries of the first batch: fewer, that is fewer than 16 pairs, do not tell their own error.
inline constexpr std::int64_t fewest_first_queries = 32;
/// The numbers after the first batch are multiples of it: whole packs of pairs, which are skipped together.
inline constexpr std::int64_t query_step = 32;
/// More in the variance, since the error that the first batch tells has an error of its own.
inline constexpr double target_margin = 1.1;
/// Per training point: more with sources that have had two pairs of noises lower no error that their number
/// makes.
inline constexpr std::int64_t most_queries_per_source = 4;
/// After the first; a second or third is needed where the ones before have told too small an error.
inline constexpr int most_further_batches = 3;

/// The standard error of a collapse time by what makes it smaller. They add in quadrature.
struct ErrorParts {
  double of_queries = 0;        ///< falls as 1/sqrt(queries)
  double of_training_sets = 0;  ///< only falls with more realisations
  double of_grid = 0;           ///< only falls with more times

  double sum() const;
};

/// `time` as it was estimated from all replicas, and from each alone where the errors are the scatter of
/// replicas; what the queries of each leave unsaid of that scatter is that of the training sets.
ErrorParts error_parts(const observables::Estimate& time,
                       const std::vector<observables::Estimate>& of_replicas);

/// Why no queries are added.
enum class TargetEnd {
  open,  ///< they are
  reached,
  most_queries,   ///< there are as many as may be
  memory,         ///< there is no memory for more
  sources,        ///< every training point is the source of several
  times,          ///< the time grid alone makes a larger error
  training_sets,  ///< the scatter of the realisations does
  no_error,       ///< the collapse time has none
  batches         ///< the last batch was the last that there may be
};
/// As the result file has it.
const char* name_of(TargetEnd end);

struct TargetLimits {
  std::int64_t queries;
  TargetEnd reason = TargetEnd::most_queries;  ///< why there may be no more
  int further_batches = most_further_batches;

  /// There may be at most so many, for that reason.
  void lower_to(std::int64_t most, TargetEnd why) {
    if (most >= queries) return;
    queries = most;
    reason = why;
  }
};

struct TargetDecision {
  TargetEnd end = TargetEnd::open;
  std::int64_t queries = 0;  ///< in all, where it is open
};

/// What follows from the error of `queries` queries: as many as make e^2 = target^2, if the part of the
/// queries falls as 1/B, and a margin more.
TargetDecision decide(double target, const ErrorParts& error, std::int64_t queries,
                      const TargetLimits& limits);

/// How a run with a target stands.
struct QueryTarget {
  std::vector<std::int64_t>
      batches;  ///< numbers of queries in all, in order; the last is done or being swept
  TargetEnd end = TargetEnd::open;
  observables::Estimate time = {};  ///< t_C at the last decision
  ErrorParts error = {};            ///< of that
};

/// "t_C(n = 20000) = .812 +- .0213 with 128 queries; 2048 for the target error .005".
std::string decision_text(const QueryTarget& state, double target, std::int64_t points);

/// Where it stands where it is stopped.
std::string interrupted_text(const QueryTarget& state, double target, std::int64_t points);

/// How the run has ended, in a sentence with what to do where the target was not reached. `times`: the grid.
std::string ending_text(const QueryTarget& state, double target, std::int64_t points,
                        const std::vector<double>& times);

}  // namespace regimes::experiments
