#pragma once
/// Synthetic laws from options: which classes they have, and the exact law.
#include "datasets/population/population_law.hpp"
#include "experiments/options/training_options.hpp"

namespace regimes::experiments {

/// Checks what --train asks of a synthetic law, alone and against each other. The dimension is known. Throws
/// OptionError.
void check_population(const TrainingOptions& options);

/// The law of checked options. Reads --variances-file where the law needs it: DataError, InputOutputError.
datasets::PopulationLaw population_law(const TrainingOptions& options);

/// The number of classes of a synthetic law, where it is known before a file is read.
std::optional<std::size_t> known_classes(const TrainingOptions& options);

/// Whether collapse and density have closed forms: of one Gaussian, and of two equal means.
bool has_closed_forms(const TrainingOptions& options);

/// Whether the points have classes: labels, or a law with several.
bool has_classes(const TrainingOptions& options);

}  // namespace regimes::experiments
