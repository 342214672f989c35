#include "experiments/snapshots/snapshot_measurement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/error.hpp"
#include "base/resident_memory.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/snapshots/memory_estimate.hpp"
#include "kernels/backend.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {

RunCost SnapshotMeasurement::cost(int ranks) const {
  const SnapshotOptions& options = this->options();
  const std::int64_t groups = options.query_groups, sharers = std::max<std::int64_t>(1, ranks / groups);
  const auto d = static_cast<double>(options.dimension.value()),
             n = static_cast<double>(options.points.value()), times = static_cast<double>(columns()),
             replicas = static_cast<double>(options.replicas);
  RunCost cost;
  cost.memory = memory_of(options.queries, ranks);
  cost.work.pairs = replicas * n * static_cast<double>(options.queries);
  cost.work.pair_times = cost.work.exponentials = cost.work.pairs * times;
  cost.work.flops = products() * kernels::flops_per_product * cost.work.pairs * d +
                    kernels::flops_per_term * cost.work.exponentials;
  const double states = state_bytes(options, columns(), classes());
  const PassPlan pass{options.snapshots, points_between_merges(static_cast<int>(sharers),
                                                               (options.queries + groups - 1) / groups,
                                                               columns(), options.dimension.value())};
  if (ranks > 1) cost.work.reduced_bytes = replicas * states * static_cast<double>(count_merges(pass));
  cost.result_bytes = replicas * static_cast<double>(options.snapshots.size()) * states;
  cost.checkpoint_bytes = cost.result_bytes + states;
  return cost;
}

std::vector<MemoryUse> SnapshotMeasurement::memory_of(std::int64_t queries, int ranks) const {
  SnapshotOptions options = this->options();
  options.queries = queries;
  const auto sharers = std::max<std::int64_t>(1, ranks / options.query_groups);
  std::vector<MemoryUse> memory = memory_uses(options, columns(), classes(), static_cast<int>(sharers));
  for (MemoryUse& use : further_memory()) memory.push_back(std::move(use));
  return memory;
}

/// Memory is a linear function of the number of queries.
std::int64_t SnapshotMeasurement::most_queries_in_memory() const {
  const auto bytes = [this](std::int64_t queries) {
    return RunCost{memory_of(queries, communicator_.size())}.memory_bytes();
  };
  const double none = bytes(0), all = bytes(largest_queries),
               share = (static_cast<double>(physical_memory_bytes()) - none) / (all - none);
  return static_cast<std::int64_t>(std::clamp(share, 0., 1.) * static_cast<double>(largest_queries));
}

void SnapshotMeasurement::set_up() { grid_.emplace(communicator_, static_cast<int>(options().query_groups)); }

void SnapshotMeasurement::restore(const DocumentStart& start) {
  const std::vector<std::int64_t>& all = options().snapshots;
  const std::vector<std::int64_t>& there = integers_of(start.document, "points");
  require_data(
      !there.empty() && there.size() <= all.size() && std::equal(there.begin(), there.end(), all.begin()),
      "its snapshots are not those of its options");
  start_file_ = start.run.file;
  read_states(start.document, there);
  states().snapshots = all;
  for (const ReplicaStates& replica : states().replicas)
    points_done_.push_back(replica.snapshots.empty() ? 0 : all[replica.snapshots.size() - 1]);
  at_start_ = all_work();
  reading_at_start_ = all_terms().reading_nanoseconds;
}

void SnapshotMeasurement::share() {
  start_file_ = communicator_.broadcast(start_file_);
  std::vector<double> points(points_done_.begin(), points_done_.end());  // exact below 2^53
  points = communicator_.broadcast(points);
  points_done_.assign(points.begin(), points.end());
}

bool SnapshotMeasurement::is_done(int replica) const {
  const auto number = static_cast<std::size_t>(replica);
  return number < points_done_.size() && points_done_[number] == options().snapshots.back();
}

void SnapshotMeasurement::load(int replica) {
  pass_.reset();
  loaded_.reset();
  replica_ = replica;
  find_progress(replica);
  loaded_.emplace(load_replica(replica, *grid_, !start_file_.empty()));
  parallel::on_root(communicator_, [&] { begin_pass(replica); });
  pass_.emplace(PassShare{*loaded_->sweep, loaded_->first_query, static_cast<int>(swept_queries().count()),
                          grid_->partition(), &loaded_->set, loaded_->exchanged},
                pass_plan(), states().progress, communicator_);
}

/// Sets the progress of this replica's pass, on all ranks.
void SnapshotMeasurement::find_progress(int replica) {
  SnapshotStates& states = this->states();
  PassProgress& progress = states.progress;
  const bool is_begun = communicator_.is_root() && static_cast<std::size_t>(replica) < states.replicas.size();
  const bool is_found = is_begun && replica == states.replica_in_progress && is_between_snapshots(states);
  if (!is_found) {
    progress = {};
    if (is_begun && !states.replicas[replica].snapshots.empty()) {
      progress.states = states.replicas[replica].snapshots.back();
      progress.points = states.snapshots[states.replicas[replica].snapshots.size() - 1];
      progress.renew_references();
    }
  }
  states.replica_in_progress = replica;
  progress.points = communicator_.broadcast(progress.points);
}

void SnapshotMeasurement::begin_pass(int replica) {
  SnapshotStates& states = this->states();
  if (static_cast<std::size_t>(replica) == states.replicas.size()) states.replicas.emplace_back();
  if (!begin_replica(replica))
    throw DataError(fmt::format(
        "'{}': its queries are not those that this program makes; go on with the version that began it",
        start_file_));
}

PassPlan SnapshotMeasurement::pass_plan() const {
  const std::int64_t groups = options().query_groups;
  const std::int64_t queries = (swept_queries().count() + groups - 1) / groups;
  return {states().snapshots,
          points_between_merges(grid_->points().size(), queries, states().grid.size(), states().dimension)};
}

RunIntroduction SnapshotMeasurement::introduction() const {
  if (states().grid.empty()) return {};
  RunIntroduction introduction = describe();
  introduction.precision = states().precision.of_sums();
  if (const std::string idle = idle_ranks(); !idle.empty())
    introduction.warnings.insert(introduction.warnings.begin(), idle);
  return introduction;
}

std::string SnapshotMeasurement::idle_ranks() const {
  const int sharers = grid_->points().size();
  const std::int64_t blocks = (states().snapshots.back() + kernels::block_points - 1) / kernels::block_points;
  if (blocks >= sharers) return {};
  return fmt::format("{} of {} ranks have no points: {} points are {} {} of {}", sharers - blocks, sharers,
                     states().snapshots.back(), blocks, blocks == 1 ? "block" : "blocks",
                     kernels::block_points);
}

Piece SnapshotMeasurement::advance(std::int64_t tiles) {
  const PassPiece done = pass_->advance(tiles);
  Piece piece{done.tiles, Piece::News::nothing, done.ends};
  if (done.ends) {
    points_done_.resize(std::max(points_done_.size(), static_cast<std::size_t>(replica_) + 1));
    points_done_[static_cast<std::size_t>(replica_)] = options().snapshots.back();
  }
  if (!done.has_merged || !communicator_.is_root()) return piece;
  reduced_bytes_ += done.bytes;
  states().replicas[replica_].next_block = states().progress.points / kernels::block_points;
  piece.news = done.snapshot ? Piece::News::milestone : Piece::News::something;
  if (done.snapshot) snapshot_reached(*done.snapshot);
  return piece;
}

/// Keeps the states; what follows from them is worked out when it is written.
void SnapshotMeasurement::snapshot_reached(std::size_t snapshot) {
  states().replicas[replica_].snapshots.push_back(states().progress.states);
  snapshot_done(replica_, snapshot);
  if (swept_queries().first == 0) analysed_.erase(snapshot);  // others are analysed once all are swept
}

Standing SnapshotMeasurement::standing() const {
  const double terms_per_point =
      static_cast<double>(swept_queries().count()) * static_cast<double>(columns());
  const double unmerged = pass_ ? pass_->points_swept() - static_cast<double>(states().progress.points) : 0;
  const double done = static_cast<double>(all_terms().terms) + unmerged * terms_per_point;
  Standing standing;
  standing.fraction = std::min(1., done / total_terms());
  standing.pair_times = done - static_cast<double>(at_start_.pair_times);
  standing.doing = fmt::format("realisation {} of {}", replica_ + 1, options().replicas);
  return standing;
}

double SnapshotMeasurement::total_terms() const {
  return static_cast<double>(options().replicas) * static_cast<double>(options().snapshots.back()) *
         static_cast<double>(swept_queries().last) * static_cast<double>(columns());
}

kernels::Work SnapshotMeasurement::all_terms() const {
  kernels::Work terms = experiments::work(states());
  terms.merge(work_before());
  return terms;
}

/// The work of all runs so far, but for the bytes, which are those of this run.
RunWork SnapshotMeasurement::all_work() const {
  const kernels::Work terms = all_terms();
  RunWork done;
  done.pairs = pairs(terms, columns());
  done.pair_times = terms.terms;
  done.exponentials = terms.terms - terms.skipped;
  done.flops = flops(terms, columns(), options().dimension.value(), products());
  done.reduced_bytes = reduced_bytes_;
  return done;
}

RunWork SnapshotMeasurement::work() const {
  RunWork work = all_work();
  work.pairs -= at_start_.pairs;
  work.pair_times -= at_start_.pair_times;
  work.exponentials -= at_start_.exponentials;
  work.flops -= at_start_.flops;
  return work;
}

bool SnapshotMeasurement::conclude(int step) {
  const auto snapshot = static_cast<std::size_t>(step), all = states().snapshots.size();
  parallel::on_root(communicator_, [&] {
    if (analysed_.contains(snapshot)) return;
    tell_phase(fmt::format("error bars of size {} of {}", snapshot + 1, all));
    analyse_if_changed(snapshot);
  });
  return snapshot + 1 < all;
}

void SnapshotMeasurement::queries_joined() {
  pass_.reset();
  loaded_.reset();
  analysed_.clear();
}

void SnapshotMeasurement::analyse_if_changed(std::size_t snapshot) {
  if (analysed_.insert(snapshot).second) analyse(snapshot);
}

/// A snapshot is final once the last replica has reached it, for replicas come one after another.
std::string SnapshotMeasurement::known_results() {
  if (replica_ + 1 < options().replicas) return {};
  const std::size_t first = rows_told_;
  rows_told_ = analyse_within_patience(first, states().replicas.back().snapshots.size());
  return first < rows_told_ ? table(first, rows_told_) : std::string();
}

/// Returns the first snapshot that had to wait; `last`: none.
std::size_t SnapshotMeasurement::analyse_within_patience(std::size_t first, std::size_t last) {
  constexpr auto patience = std::chrono::seconds(1);
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t snapshot = first; snapshot < last; ++snapshot) {
    if (analysed_.contains(snapshot)) continue;
    if (std::chrono::steady_clock::now() - start > patience) return snapshot;
    analyse_if_changed(snapshot);
  }
  return last;
}

void SnapshotMeasurement::analyse_what_has_changed() {
  const std::size_t all = states().snapshots.size();
  for (std::size_t snapshot = analyse_within_patience(0, all); snapshot < all; ++snapshot)
    if (!analysed_.contains(snapshot)) leave_out(snapshot);
}

io::Document SnapshotMeasurement::document(io::Group provenance) {
  analyse_what_has_changed();
  return analysed_document(std::move(provenance));
}

SnapshotSummary SnapshotMeasurement::snapshot_summary(const RunEnd& end) const {
  constexpr double nanosecond = 1e-9;
  const double threads = communicator_.size() * kernels::host_threads();
  const auto reading = static_cast<double>(all_terms().reading_nanoseconds - reading_at_start_);
  SnapshotSummary summary{end};
  summary.rows_told = rows_told_;
  summary.points_share = nanosecond * reading / (end.seconds * threads);
  summary.skipped_weight = skipped_weight(states(), options().queries);
  return summary;
}

}  // namespace regimes::experiments
