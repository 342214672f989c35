#pragma once
/// The options that every experiment with snapshots, replicas and checkpoints shares (snapshot_run.hpp).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/options/run_options.hpp"

namespace regimes::experiments {

inline constexpr std::int64_t largest_queries = 10'000'000;
inline constexpr std::int64_t automatic_snapshots = 10;

/// Options as given; an empty optional or vector was not given and gets its default from the others.
struct SnapshotOptions : RunOptions {
  using RunOptions::RunOptions;

  std::vector<std::int64_t> snapshots;  ///< n_k, ascending; empty: 10 log-spaced up to n_max
  std::int64_t queries = 128;           ///< B, per replica
  std::int64_t query_groups = 1;        ///< groups of ranks that share the queries out
  int replicas = 1;
};

/// Checks these options, alone and against the others, and fills dimension, points and snapshots of synthetic
/// laws. Throws OptionError.
void check_snapshot_run(SnapshotOptions& options);

/// Fills points and snapshots once the dimension is known. `available` is the default of points where there
/// is a file. Throws OptionError.
void fill_sizes(SnapshotOptions& options, std::optional<std::int64_t> available);

/// --points, --log-points-per-dimension and --sizes.
std::vector<Option> size_options();

/// --queries: in a few words, and what a query is.
Option queries_option(const std::string& summary, const std::string& what);

/// --realisations.
Option realisations_option();

/// --query-groups of a run over snapshots.
Option snapshot_query_groups_option();

/// --output and what all runs have, of `command`.
OptionGroup snapshot_output_options(const std::string& command);

/// Asks for more points than a result file has: --points, or --snapshots, which are added to those there.
/// Throws OptionError for what would change what is there: fewer points, snapshots among those done, files
/// whose centre depends on the points.
void extend(SnapshotOptions& options, std::optional<std::int64_t> points,
            const std::vector<std::int64_t>& snapshots);

}  // namespace regimes::experiments
