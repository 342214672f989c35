#pragma once
/// --times auto: from the collapse times that a law or the covariance of the data predicts.
#include <vector>

#include "experiments/collapse/collapse_options.hpp"
#include "theory/law.hpp"

namespace regimes::experiments {

/// The times of resolved options: as given or, where they are open, from the collapse times of the largest
/// and the smallest snapshot under `law` or, without one, under Gaussians with `spectra` [snapshot]. Throws
/// OptionError where there is nothing to choose by, DataError where the data have no collapse time.
std::vector<double> choose_times(const CollapseOptions& options, const std::optional<theory::DataLaw>& law,
                                 const std::vector<theory::Spectrum>& spectra);

}  // namespace regimes::experiments
