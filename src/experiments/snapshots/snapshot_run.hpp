#pragma once
/// The run that experiments over replicas and snapshots share: passes, merges, checkpoints, stopping, going
/// on, progress, prediction and provenance. An experiment says what is swept and what is made of the states.
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/training_set.hpp"
#include "experiments/run/progress.hpp"
#include "experiments/run/rank_grid.hpp"
#include "experiments/run/run_start.hpp"
#include "experiments/snapshots/snapshot_states.hpp"
#include "io/document.hpp"
#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// What one rank sweeps of a replica.
struct ReplicaSweep {
  datasets::TrainingSet& set;
  std::unique_ptr<kernels::Sweep> sweep;  ///< over this rank's queries
  int first_query = 0;                    ///< of these, among all
};

/// One experiment during a run. What is said of root holds on root only.
class SnapshotExperiment {
 public:
  virtual ~SnapshotExperiment() = default;

  /// Resolved, with what depends on the files of the data.
  virtual const SnapshotOptions& options() const = 0;
  /// Dimension and snapshots are known from the start, grid, precision and classes from the first load() on.
  /// On root, states of an earlier run are there.
  virtual SnapshotStates& states() = 0;
  /// How many times, bandwidths and the like there will be, and how many products a pair takes.
  virtual std::size_t columns() const = 0;
  virtual int products() const = 0;
  /// Those of `origins` that repeat the run.
  virtual std::vector<ResolvedOption> used_options(const std::vector<ResolvedOption>& origins) const = 0;

  /// Makes the points and queries of a replica and what sweeps them; valid until the next call. Collective.
  virtual ReplicaSweep load(int replica, const RankGrid& grid, const parallel::Communicator& all) = 0;
  /// On root: notes the queries of the replica loaded last, or where an earlier run has, returns whether they
  /// are the same.
  virtual bool begin_replica(int replica) = 0;
  /// On root: a snapshot of that replica was added to the states.
  virtual void snapshot_done(int replica, std::size_t snapshot) = 0;
  /// On root: forms averages and errors of a snapshot again. Before document(), of all that have changed.
  virtual void analyse(std::size_t snapshot) = 0;
  virtual io::Document document(io::Group provenance) const = 0;

  /// One line before the first sweep: the law, d, n, queries, seed; lines under it, and warnings.
  virtual std::string what() const = 0;
  virtual std::vector<std::string> notes() const = 0;
  virtual std::vector<std::string> warnings() const = 0;
};

/// How a run has ended; but for `finished`, of this run without what an earlier one had done.
struct RunSummary {
  bool finished = false;          ///< false: stopped on request, what was done is in `output`
  std::int64_t pairs = 0;         ///< (query, training point) pairs, over all replicas
  std::int64_t pair_times = 0;    ///< (query, training point, time)
  std::int64_t exponentials = 0;  ///< of these, those not skipped as negligible
  double reduced_bytes = 0;       ///< states that every rank sent, over all merges; 0 for one rank
  double points_share = 0;        ///< of the time of all threads, taken to read or generate points
  double skipped_weight =
      0;             ///< bound on what skipping left out of a posterior, a part of 1; see skipped_weight()
  double flops = 0;  ///< of the products and exponentials
  double seconds = 0;
  double predicted_seconds =
      std::numeric_limits<double>::quiet_NaN();  ///< after the first of them; NaN: it was too short
  std::string output;                            ///< the file that holds the results; empty: none was written
};

/// Runs the experiment and writes OUTPUT.partial at snapshots and checkpoints (checkpointer.hpp), OUTPUT at
/// the end. With a `start` it goes on from there, to the same numbers as a run that was never interrupted.
/// Collective; start and summary are complete on root. Throws the errors of base/error.hpp.
RunSummary run_snapshots(SnapshotExperiment& experiment, const std::vector<ResolvedOption>& origins,
                         const parallel::Communicator& communicator, Observer& observer,
                         const std::optional<RunStart>& start);

}  // namespace regimes::experiments
