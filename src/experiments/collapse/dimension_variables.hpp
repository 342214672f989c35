#pragma once
/// The effective dimension as variables of a result file, and of files whose version did not write it.
#include <vector>

#include "io/document.hpp"
#include "observables/threshold_time.hpp"

namespace regimes::experiments {

/// Adds `effective_dimension` and, over the `dimension` of the data, `training_loss_floor`, with their
/// errors; [point][time].
void add_effective_dimension(io::Group& group, const std::vector<std::vector<observables::Estimate>>& rows,
                             double dimension);

/// Adds both to a result of collapse that has its entropy curves and not them: their values, with the error
/// of the grid. The files of older versions have no resamples of their curves. Leaves other documents as they
/// are.
void derive_effective_dimension(io::Document& document);

}  // namespace regimes::experiments
