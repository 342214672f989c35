#pragma once
/// What `regimes collapse` is asked to do: the options as plain values, resolved by resolve() before anything
/// runs.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/snapshots/snapshot_options.hpp"

namespace regimes::experiments {

inline constexpr std::int64_t automatic_time_count = 48;

/// Whose covariance the Gaussian bound of a size rests on.
enum class SpectraChoice {
  automatic,
  prefixes,  ///< that of its own points
  largest    ///< that of all points
};
std::string_view name_of(SpectraChoice choice);

/// Options as given; an empty optional or vector was not given and gets its default from the others.
struct CollapseOptions : SnapshotOptions {
  CollapseOptions() : SnapshotOptions("collapse.h5") {}

  std::vector<double> times;  ///< ascending; empty: chosen from the predicted t_C
  SpectraChoice spectra = SpectraChoice::automatic;
  bool plain = false;                  ///< neither noises of both signs nor control variates
  std::optional<double> target_error;  ///< of t_C by cloning at the largest size; empty: queries are given
  std::optional<std::int64_t> max_queries;  ///< with a target; empty: the most that there may be
};

/// Checks every option, alone and against the others, and fills dimension, points and snapshots of synthetic
/// laws. What depends on the file of an idx set, and times, stay empty where they were not given. Throws
/// OptionError.
CollapseOptions resolve(CollapseOptions options);

/// Asks for a smaller error than a result file has, or for more queries to reach it. Returns whether that is
/// more than was asked for before. Throws OptionError for a number of queries without a target.
bool refine(CollapseOptions& options, const CollapseOptions& asked);

/// Second half for idx: the selection from the file has `available` points of `dimension` values. Throws
/// OptionError.
CollapseOptions resolve_with_data(CollapseOptions options, std::int64_t dimension, std::int64_t available);

/// --times auto: 48 times from a quarter of the t_C predicted for n_max to 3 times that of the smallest
/// snapshot, spaced as signal_spaced() does.
std::vector<double> automatic_times(double collapse_time_largest, double collapse_time_smallest);

/// For points whose law says no collapse times, of known dimension and sizes: what auto becomes.
void choose_spectra(CollapseOptions& options);
/// Whether the eigenvalues of the largest size are bounded instead of computed.
bool bounds_spectrum(const CollapseOptions& options);
/// "the covariance of the points", in words for a variable of the result.
std::string covariance_text(const CollapseOptions& options);

/// All options, in the order of the help.
const OptionTable& collapse_option_table();

}  // namespace regimes::experiments
