#pragma once
/// The file of `regimes evaluate`: what is written in slabs, and all else.
#include <map>
#include <string>
#include <vector>

#include "experiments/evaluate/evaluate_options.hpp"
#include "experiments/training/equal_counts.hpp"
#include "io/slab_file.hpp"

namespace regimes::experiments {

/// What the file is about, once files have been looked at. `options` are complete.
struct EvaluateSubject {
  EvaluateOptions options;
  std::int64_t queries = 0;
  std::vector<int> class_values;  ///< labels; empty: no classes
  Precision precision;
  EqualCounts equals;  ///< of the training points
  /// Whether observables are also taken with equal points as one; a run that goes on from a file without them
  /// leaves them out.
  bool counts_distinct = false;
};

/// Lengths of query, time and, where they are asked for, coordinate, neighbour, class.
std::map<std::string, std::int64_t> evaluate_dimensions(const EvaluateSubject& subject);

/// The variables that were asked for, [query][time][...].
std::vector<io::SlabVariable> evaluate_variables(const EvaluateSubject& subject);

/// Coordinates, attributes and provenance. `queries_done` at all times: what is not done of later ones is NaN
/// and -1.
io::Document evaluate_document(const EvaluateSubject& subject, std::int64_t queries_done,
                               io::Group provenance);

}  // namespace regimes::experiments
