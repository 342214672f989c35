#pragma once
/// The options that every experiment with snapshots, replicas and checkpoints shares (snapshot_run.hpp).
#include <cstdint>
#include <optional>
#include <vector>

#include "experiments/options/run_options.hpp"
#include "experiments/run/checkpointer.hpp"

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
  CheckpointOptions checkpoints;
};

/// Checks these options, alone and against the others, and fills dimension, points and snapshots of synthetic
/// laws. Throws OptionError.
void check_snapshot_run(SnapshotOptions& options);

/// Fills points and snapshots once the dimension is known. `available` is the default of points where there
/// is a file. Throws OptionError.
void fill_sizes(SnapshotOptions& options, std::optional<std::int64_t> available);

/// --snapshots to --query-groups, and --replicas, as text.
std::vector<OptionText<SnapshotOptions>> texts_before_grid();
std::vector<OptionText<SnapshotOptions>> texts_after_grid();

/// --train ... --seed and those of a run as text, with `grid` between them: what an experiment has in the
/// place of times.
template <class Options>
std::vector<OptionText<Options>> snapshot_run_texts(const std::vector<OptionText<Options>>& grid) {
  std::vector<OptionText<Options>> texts;
  append(texts, training_texts());
  append(texts, texts_before_grid());
  append(texts, grid);
  append(texts, texts_after_grid());
  append(texts, run_texts());
  return texts;
}

/// Asks for more points than a result file has: --points, or --snapshots, which are added to those there.
/// Throws OptionError for what would change what is there: fewer points, snapshots among those done, files
/// whose centre depends on the points.
void extend(SnapshotOptions& options, std::optional<std::int64_t> points,
            const std::vector<std::int64_t>& snapshots);

}  // namespace regimes::experiments
