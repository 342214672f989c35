#pragma once
/// What differs between two documents.
#include <string>
#include <vector>

#include "io/document.hpp"

namespace regimes::io {

enum class DifferenceKind {
  option,      ///< of the run, from the group `provenance`
  provenance,  ///< versions, machine, times, work
  attribute,
  structure,  ///< groups, dimensions, variables that only one has, or of another shape or type
  value       ///< numbers and texts
};

struct Difference {
  DifferenceKind kind;
  std::string where;          ///< "seed", "cloning_collapse", "state/sum"
  std::string first, second;  ///< in either document; of a variable: where it differs most
  std::string note = {};      ///< of a variable: how many of its values differ, and where it differs most
};

/// What numbers may differ by.
struct Tolerance {
  double standard_errors = 5;  ///< combined ones, where both documents have X_stderr beside X
  double relative = 1e-6;      ///< rounding, of the larger number
  bool exact = false;          ///< every value bit for bit, whatever the errors; NaN equals NaN
};

/// All differences, in the order of the documents. Unless `exact`, X_stderr is not compared by itself where X
/// is, and the group `state`, from which X and X_stderr were made, is left out: runs with other seeds share
/// none of it. NaN in one document only is a difference.
std::vector<Difference> differences(const Document& first, const Document& second,
                                    const Tolerance& tolerance);

}  // namespace regimes::io
