#include "experiments/snapshots/snapshot_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "experiments/run/kept_run.hpp"
#include "experiments/run/run_record.hpp"
#include "experiments/snapshots/memory_estimate.hpp"
#include "experiments/snapshots/snapshot_pass.hpp"
#include "kernels/backend.hpp"

namespace regimes::experiments {

namespace {

/// One run: the replicas one after another, what they have given so far, and the files and watcher that are
/// told of it.
class SnapshotRun {
 public:
  SnapshotRun(SnapshotExperiment& experiment, const std::vector<ResolvedOption>& origins,
              const parallel::Communicator& communicator, Observer& observer,
              const std::optional<RunStart>& start)
      : experiment_(experiment),
        options_(experiment.options()),
        states_(experiment.states()),
        communicator_(communicator),
        observer_(observer),
        origins_(origins),
        record_(communicator),
        kept_(options_.output, options_.checkpoints, communicator, observer),
        checkpointer_(kept_.checkpointer()),
        grid_(communicator, static_cast<int>(options_.query_groups)) {
    require_memory(
        estimate_memory(options_, experiment.columns(), options_.classes.size(), grid_.points().size()));
    if (start) kept_.go_on_from(*start);
    if (communicator_.is_root()) {
      kept_.note_inputs(options_);
      reduced_bytes_ = kept_.earlier().work.reduced_bytes;
      for (std::size_t k = 0; k < states_.snapshots.size(); ++k) stale_.insert(k);
    }
    at_start_ = done();
    reading_at_start_ = work(states_).reading_nanoseconds;
    if (at_start_.pair_times > 0)
      fraction_at_start_ = static_cast<double>(at_start_.pair_times) / total_terms();
  }

  RunSummary run() {
    bool finished = true;
    for (int replica = 0; replica < options_.replicas && finished; ++replica)
      finished = all_go_on(replica) && run_replica(replica);
    finish(finished);
    return summary_;
  }

 private:
  /// Small replicas end before anybody is asked: between them, all ranks are.
  bool all_go_on(int replica) {
    if (replica == 0) return true;
    if (communicator_.is_root()) write_if_due();
    return !communicator_.any(checkpointer_.stop_wanted());
  }

  bool run_replica(int replica) {
    if (!find_progress(replica)) return true;
    // Reading files may take minutes, with no safe place to stop at: if all is written, the run may end at
    // once.
    observer_.holds_results(communicator_.any(checkpointer_.has_unwritten()));
    const ReplicaSweep loaded = experiment_.load(replica, grid_, communicator_);
    if (!is_announced_) announce();
    if (communicator_.is_root()) begin_replica(replica);
    observer_.holds_results(true);

    const PassWatcher watcher{[&] { return checkpointer_.stop_wanted(); },
                              [&](double fraction) { return go_on(replica, fraction); },
                              [&](double bytes) { at_merge(bytes); }, [&](std::size_t k) { at_snapshot(k); }};
    return run_pass(
        {*loaded.sweep, loaded.first_query, static_cast<int>(options_.queries), grid_.deal(), &loaded.set},
        pass_plan(), states_.progress, communicator_, watcher);
  }

  /// Sets the progress of this replica's pass, on all ranks; false where it is complete.
  bool find_progress(int replica) {
    PassProgress& progress = states_.progress;
    const bool is_begun =
        communicator_.is_root() && static_cast<std::size_t>(replica) < states_.replicas.size();
    const bool is_found = is_begun && replica == states_.replica_in_progress && is_between_snapshots(states_);
    if (!is_found) {
      progress = {};
      if (is_begun && !states_.replicas[replica].snapshots.empty()) {
        progress.states = states_.replicas[replica].snapshots.back();
        progress.points = states_.snapshots[states_.replicas[replica].snapshots.size() - 1];
        progress.renew_references();
      }
    }
    states_.replica_in_progress = replica;
    progress.points = communicator_.broadcast(progress.points);
    return progress.points < states_.snapshots.back();
  }

  PassPlan pass_plan() const {
    const std::int64_t groups = options_.query_groups;
    const std::int64_t queries = (options_.queries + groups - 1) / groups;
    return {states_.snapshots,
            points_between_merges(grid_.points().size(), queries, states_.grid.size(), states_.dimension)};
  }

  void begin_replica(int replica) {
    if (static_cast<std::size_t>(replica) == states_.replicas.size()) states_.replicas.emplace_back();
    if (!experiment_.begin_replica(replica))
      throw DataError(fmt::format(
          "'{}': its queries are not those that this program makes; go on with the version that began it",
          kept_.start_file()));
  }

  void announce() {
    is_announced_ = true;
    RunHeader header = record_.header(experiment_.what(), states_.precision.used);
    if (!communicator_.is_root()) return;
    header.notes = experiment_.notes();
    if (kept_.goes_on()) header.notes.push_back(fmt::format("goes on from {}", kept_.start_file()));
    observer_.header(header);
    const int sharers = grid_.points().size();
    const std::int64_t blocks =
        (states_.snapshots.back() + kernels::block_points - 1) / kernels::block_points;
    if (blocks < sharers)
      observer_.warning(fmt::format("{} of {} ranks have no points: {} points are {} {} of {}",
                                    sharers - blocks, sharers, states_.snapshots.back(), blocks,
                                    blocks == 1 ? "block" : "blocks", kernels::block_points));
    for (const std::string& warning : experiment_.warnings()) observer_.warning(warning);
  }

  /// On root, between chunks: tells the watcher, and writes what is due.
  bool go_on(int replica, double fraction) {
    Progress progress;
    progress.fraction = (replica + fraction) / options_.replicas;
    progress.fraction_at_start = fraction_at_start_;
    progress.seconds = checkpointer_.seconds();
    const double done = progress.fraction - fraction_at_start_;
    progress.pair_times_per_second = done * total_terms() / progress.seconds;
    progress.doing = fmt::format("replica {} of {}", replica + 1, options_.replicas);
    record_.predict(done, 1 - fraction_at_start_);
    summary_.predicted_seconds = record_.predicted_seconds();
    observer_.progress(progress);
    write_if_due();
    return true;
  }

  void at_merge(double bytes) {
    reduced_bytes_ += bytes;
    states_.replicas[states_.replica_in_progress].next_block =
        states_.progress.points / kernels::block_points;
    checkpointer_.has_news(false);
  }

  /// On root: keeps the states; what follows from them is worked out when it is written.
  void at_snapshot(std::size_t snapshot) {
    states_.replicas[states_.replica_in_progress].snapshots.push_back(states_.progress.states);
    experiment_.snapshot_done(states_.replica_in_progress, snapshot);
    stale_.insert(snapshot);
    checkpointer_.has_news(true);
    write_if_due();
  }

  void write_if_due() {
    if (checkpointer_.write_is_due()) kept_.write([&] { return document(); });
  }

  void analyse_stale() {
    for (const std::size_t snapshot : stale_) experiment_.analyse(snapshot);
    stale_.clear();
  }

  double points_share() const {
    constexpr double nanosecond = 1e-9;
    const double threads = communicator_.size() * kernels::host_threads();
    const auto reading = static_cast<double>(work(states_).reading_nanoseconds - reading_at_start_);
    return nanosecond * reading / (checkpointer_.seconds() * threads);
  }

  /// Of all runs so far.
  RunWork done() const {
    const kernels::Work terms = work(states_);
    RunWork done;
    done.pairs = pairs(states_);
    done.pair_times = terms.terms;
    done.exponentials = terms.terms - terms.skipped;
    done.flops = flops(states_, experiment_.products());
    done.reduced_bytes = reduced_bytes_;
    return done;
  }

  void finish(bool finished) {
    if (!communicator_.is_root()) return;
    const RunWork now = done();
    const auto made = [&] { return document(); };
    analyse_stale();
    if (finished)
      summary_.output = kept_.finish(made);
    else if (now.pair_times > 0)
      summary_.output = kept_.keep(made);
    summary_.finished = finished;
    summary_.pairs = now.pairs - at_start_.pairs;
    summary_.pair_times = now.pair_times - at_start_.pair_times;
    summary_.exponentials = now.exponentials - at_start_.exponentials;
    summary_.flops = now.flops - at_start_.flops;
    summary_.reduced_bytes = reduced_bytes_;
    summary_.skipped_weight = skipped_weight(states_, options_.queries);
    summary_.points_share = points_share();
    summary_.seconds = checkpointer_.seconds();
  }

  io::Document document() {
    analyse_stale();
    return experiment_.document(
        kept_.provenance(record_.describe(options_.command_line, experiment_.used_options(origins_),
                                          options_.seed, states_.precision.used, done())));
  }

  double total_terms() const {
    return static_cast<double>(options_.replicas) * static_cast<double>(states_.snapshots.back()) *
           static_cast<double>(options_.queries) * static_cast<double>(states_.grid.size());
  }

  SnapshotExperiment& experiment_;
  const SnapshotOptions& options_;
  SnapshotStates& states_;
  const parallel::Communicator& communicator_;
  Observer& observer_;
  std::vector<ResolvedOption> origins_;
  RunRecord record_;
  KeptRun kept_;
  Checkpointer& checkpointer_;
  RankGrid grid_;
  std::set<std::size_t> stale_;  // snapshots that changed since they were analysed
  RunSummary summary_;
  RunWork at_start_;  // by earlier runs
  std::int64_t reading_at_start_ = 0;
  double fraction_at_start_ = 0;
  double reduced_bytes_ = 0;
  bool is_announced_ = false;
};

}  // namespace

RunSummary run_snapshots(SnapshotExperiment& experiment, const std::vector<ResolvedOption>& origins,
                         const parallel::Communicator& communicator, Observer& observer,
                         const std::optional<RunStart>& start) {
  return SnapshotRun(experiment, origins, communicator, observer, start).run();
}

}  // namespace regimes::experiments
