#pragma once
/// What `regimes speciation` is asked to do.
#include <cstdint>
#include <string>
#include <vector>

#include "experiments/options/run_options.hpp"

namespace regimes::experiments {

inline constexpr std::int64_t most_speciation_queries = 10'000'000;
inline constexpr std::int64_t most_eigenvalues = 1000;
inline constexpr std::int64_t automatic_speciation_times = 32;

/// Options as given. Synthetic laws without --points are not sampled as training sets: only the law itself
/// speaks.
struct SpeciationOptions : RunOptions {
  SpeciationOptions() : RunOptions("speciation.h5") {}

  std::int64_t queries = 4000;
  int replicas = 1;
  std::vector<double> times;  ///< ascending; empty: chosen around the predicted t_S
  std::int64_t eigenvalues = 4;
};

/// Checks every option, alone and against the others. Throws OptionError.
SpeciationOptions resolve(SpeciationOptions options);

/// What depends on a file is filled in: dimension and points. Throws OptionError and what file_shape()
/// throws.
SpeciationOptions resolve_files(SpeciationOptions options);

/// Whether a training set is looked at, and not only the law.
bool has_training_set(const SpeciationOptions& options);

/// --times auto: linearly spaced from a third of the smallest predicted t_S to 1.2 above the largest.
std::vector<double> automatic_times_around(const std::vector<double>& speciation_times);

/// All options, in the order of the help.
const OptionTable& speciation_option_table();

}  // namespace regimes::experiments
