#pragma once
/// What a run has measured as variables of its file, with all that is known of its errors: NAME_stderr; of
/// fractions their bounds NAME_low and NAME_high; of places on a grid the part NAME_grid_error of
/// NAME_stderr.
#include <string>
#include <vector>

#include "experiments/run/labelled_variable.hpp"
#include "observables/fraction.hpp"
#include "observables/threshold_time.hpp"

namespace regimes::experiments {

/// The root attribute `error_bars` of files whose errors are those of fractions of independent cases.
inline const std::string fraction_error_bars =
    "standard errors of a fraction p of N are sqrt(p (1 - p)/(N - 1)); its bounds are those of Clopper and "
    "Pearson at "
    "95 %, one-sided where it is 0 or 1 and has no standard error";

/// Bounds of the fractions NAME, one for each.
struct Bounds {
  std::vector<double> low, high;
};
void add_bounds(io::Group& group, const std::string& name, const std::vector<std::string>& dimensions,
                Bounds bounds, const Label& label);

void add_fractions(io::Group& group, const std::string& name, const std::vector<std::string>& dimensions,
                   const std::vector<observables::Fraction>& fractions, const Label& label);

/// `attributes` are added to those of NAME.
void add_places_on_grid(io::Group& group, const std::string& name, const std::vector<std::string>& dimensions,
                        const std::vector<observables::Estimate>& places, const Label& label,
                        const io::Attributes& attributes = {});

/// Attributes `why_missing` and `why_doubtful` of the places found for every number of points, where there
/// is something to say.
io::Attributes remarks_on(const std::vector<observables::Estimate>& places,
                          const std::vector<std::int64_t>& points);

}  // namespace regimes::experiments
