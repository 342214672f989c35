#pragma once
/// A fraction for a report.
#include <string>

#include "base/text_table.hpp"
#include "observables/fraction.hpp"

namespace regimes::experiments {

inline std::string text_of(const observables::Fraction& fraction) {
  return fraction_text(fraction.mean, fraction.standard_error, fraction.low, fraction.high);
}

}  // namespace regimes::experiments
