#pragma once
/// What `regimes kde` is asked to do.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/density_kernel.hpp"
#include "experiments/snapshots/snapshot_options.hpp"

namespace regimes::experiments {

inline constexpr std::int64_t automatic_bandwidth_count = 48;
inline constexpr std::int64_t most_bandwidths = 10'000;

/// The points x at which the density is estimated.
enum class QueryPoints {
  fresh,          ///< from the law of the training points, by another stream
  leave_one_out,  ///< training points, each without its own term
  held_out        ///< points of the file that are kept apart
};
std::string_view name_of(QueryPoints points);

struct KdeOptions : SnapshotOptions {
  KdeOptions() : SnapshotOptions("kde.h5") {}

  std::vector<double> bandwidths;  ///< h, ascending, in units of the data; empty: chosen from theory
  DensityKernel kernel = DensityKernel::gaussian;
  bool fresh = false, leave_one_out = false, held_out = false;  ///< as given: at most one
  bool fixed_query = false;                                     ///< the same x in all replicas
};

/// As given or, where nothing is: fresh points of a law, held-out points of a file.
QueryPoints query_points(const KdeOptions& options);

/// Points that are read beside the training points: --queries with held-out points.
std::int64_t points_kept_apart(const KdeOptions& options);

/// Finite, above 0, ascending; none is fine. Throws OptionError.
void check_bandwidths(const std::vector<double>& bandwidths);

/// Checks every option, alone and against the others, and fills dimension, points and snapshots of synthetic
/// laws. Throws OptionError.
KdeOptions resolve(KdeOptions options);

/// Second half for files: the selection has `available` points of `dimension` values. Throws OptionError.
KdeOptions resolve_with_data(KdeOptions options, std::int64_t dimension, std::int64_t available);

/// As that of all runs over snapshots (snapshot_options.hpp), but that held-out points follow the training
/// points, which leaves no room for more of these.
void extend(KdeOptions& options, std::optional<std::int64_t> points,
            const std::vector<std::int64_t>& snapshots);

/// All options, in the order of the help.
const OptionTable& kde_option_table();

}  // namespace regimes::experiments
