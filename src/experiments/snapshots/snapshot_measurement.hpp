#pragma once
/// What experiments over replicas and snapshots have in common: every replica is a part, and a pass over its
/// points. An experiment says what is swept and what is made of the states.
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "datasets/training_set.hpp"
#include "experiments/run/measurement.hpp"
#include "experiments/run/rank_grid.hpp"
#include "experiments/snapshots/snapshot_pass.hpp"
#include "experiments/snapshots/snapshot_states.hpp"
#include "experiments/snapshots/snapshot_summary.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// What one rank sweeps of a replica.
struct ReplicaSweep {
  datasets::TrainingSet& set;
  std::unique_ptr<kernels::Sweep> sweep;                  ///< over this rank's queries
  int first_query = 0;                                    ///< of these, among all
  const diffusion::ExchangedPoints* exchanged = nullptr;  ///< of all queries; none where no source moves
};

/// Queries [first, last) of all.
struct QueryRange {
  std::int64_t first, last;

  std::int64_t count() const { return last - first; }
};

/// Checkpoints are those of the last merge, on root, so that they need no collective call.
class SnapshotMeasurement : public Measurement {
 public:
  explicit SnapshotMeasurement(const parallel::Communicator& communicator) : communicator_(communicator) {}

  /// Resolved, with what depends on the files of the data.
  const SnapshotOptions& options() const override = 0;
  RunCost cost(int ranks) const override;

  /// Throws OptionError where the groups of queries do not divide the ranks.
  void set_up() override;

  void restore(const DocumentStart& start) override;
  void share() override;
  int parts() const override { return options().replicas; }
  bool is_done(int replica) const override;
  void load(int replica) override;
  RunIntroduction introduction() const override;
  Piece advance(std::int64_t tiles) override;
  Standing standing() const override;
  /// A step for every snapshot: its averages and errors.
  bool conclude(int step) override;
  std::string known_results() override;
  RunWork work() const override;
  io::Document document(io::Group provenance) override;

  /// On root.
  SnapshotSummary snapshot_summary(const RunEnd& end) const;

 protected:
  /// Those of the queries that are swept now. Dimension and snapshots are known from the start, grid,
  /// precision and classes from the first load_replica() on.
  virtual SnapshotStates& states() = 0;
  virtual const SnapshotStates& states() const = 0;
  /// The queries that are swept now, or were last, after all before them.
  virtual QueryRange swept_queries() const { return {0, options().queries}; }
  /// What was swept of the queries before them. On root.
  virtual kernels::Work work_before() const { return {}; }
  /// How many times, bandwidths and the like there will be, how many classes, as far as that is known from
  /// the options, and how many products a pair takes.
  virtual std::size_t columns() const = 0;
  virtual std::size_t classes() const = 0;
  virtual int products() const = 0;
  /// Bytes that an experiment takes beside what all take.
  virtual std::vector<MemoryUse> further_memory() const { return {}; }

  /// Makes the points and queries of a replica and what sweeps them; valid until the next call.
  /// `is_restored`: the states are those of an earlier run, whose precision stays. Collective.
  virtual ReplicaSweep load_replica(int replica, const RankGrid& grid, bool is_restored) = 0;
  /// Notes the queries of the replica loaded last, or where an earlier run has, returns whether they are the
  /// same. On root.
  virtual bool begin_replica(int replica) = 0;
  /// A snapshot of that replica was added to the states. On root.
  virtual void snapshot_done(int /*replica*/, std::size_t /*snapshot*/) {}
  /// Forms averages and errors of a snapshot again, of all that have changed before a document is made. On
  /// root.
  virtual void analyse(std::size_t snapshot) = 0;
  /// Leaves a snapshot without them, in a checkpoint that cannot wait for all. On root.
  virtual void leave_out(std::size_t snapshot) = 0;
  /// Lines of the table of results for the snapshots from `first` to before `last`, which are analysed; below
  /// its heading where `first` is 0. On root.
  virtual std::string table(std::size_t first, std::size_t last) const = 0;
  virtual io::Document analysed_document(io::Group provenance) const = 0;
  /// Takes over the states of an earlier run, whose snapshots are the first of the run's. On root.
  virtual void read_states(const io::Document& document, const std::vector<std::int64_t>& snapshots) = 0;
  /// What is said before the first sweep, of states whose grid is known.
  virtual RunIntroduction describe() const = 0;

  const parallel::Communicator& communicator() const { return communicator_; }
  /// As many queries as fit into the memory of this machine, up to largest_queries.
  std::int64_t most_queries_in_memory() const;
  /// There are states of more queries, and no pass over any.
  void queries_joined();
  /// All parts are to be done again, of other queries.
  void renew_parts() { points_done_.clear(); }
  /// Forms averages and errors of a snapshot, unless they are there. On root.
  void analyse_if_changed(std::size_t snapshot);
  /// Forms averages and errors of what has changed, as far as that takes a second: conclude() has done all.
  void analyse_what_has_changed();

 private:
  std::size_t analyse_within_patience(std::size_t first, std::size_t last);
  std::vector<MemoryUse> memory_of(std::int64_t queries, int ranks) const;
  PassPlan pass_plan() const;
  void find_progress(int replica);
  void begin_pass(int replica);
  void snapshot_reached(std::size_t snapshot);
  std::string idle_ranks() const;
  kernels::Work all_terms() const;
  RunWork all_work() const;
  double total_terms() const;

  const parallel::Communicator& communicator_;
  std::optional<RankGrid> grid_;
  std::string start_file_;                 // empty: there is none
  std::vector<std::int64_t> points_done_;  // [replica]; shorter: 0
  int replica_ = 0;                        // loaded last
  std::optional<ReplicaSweep> loaded_;
  std::optional<SnapshotPass> pass_;
  std::set<std::size_t> analysed_;  // snapshots that have not changed since, on root
  std::size_t rows_told_ = 0;       // snapshots in the lines that known_results() has returned, on root
  RunWork at_start_;                // by earlier runs, on root
  std::int64_t reading_at_start_ = 0;
  double reduced_bytes_ = 0;
};

}  // namespace regimes::experiments
