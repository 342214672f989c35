#include "experiments/collapse.hpp"

#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <chrono>
#include <cmath>
#include <set>

#include "base/build_information.hpp"
#include "base/resident_memory.hpp"
#include "diffusion/noised_queries.hpp"
#include "experiments/collapse_analysis.hpp"
#include "experiments/collapse_document.hpp"
#include "experiments/collapse_header.hpp"
#include "experiments/collapse_pass.hpp"
#include "experiments/memory_estimate.hpp"
#include "experiments/rank_grid.hpp"
#include "experiments/time_choice.hpp"
#include "experiments/training_data.hpp"
#include "io/result_file.hpp"

namespace regimes::experiments {

namespace {

/// One run: the replicas one after another, what they have given so far, and the files and watcher that are
/// told of it.
class CollapseRun {
 public:
  CollapseRun(const CollapseOptions& options, const std::vector<ResolvedOption>& origins,
              const parallel::Communicator& communicator, Observer& observer,
              std::optional<CollapseStart> start)
      : communicator_(communicator),
        observer_(observer),
        origins_(origins),
        writer_(options.output),
        grid_(communicator, static_cast<int>(options.query_groups)),
        hosts_(communicator.gather(parallel::host_name())),
        checkpointer_(options.checkpoints, options.output, communicator.is_root(), observer) {
    result_.options = resolve_files(options);
    result_.dimension = result_.options.dimension.value();
    result_.snapshots = result_.options.snapshots;
    const std::size_t times =
        result_.options.times.empty() ? automatic_time_count : result_.options.times.size();
    require_memory(
        estimate_memory(result_.options, times, result_.options.classes.size(), grid_.points().size()));
    result_.law = data_law(result_.options);
    goes_on_ = start.has_value();
    if (communicator_.is_root()) {
      inputs_ = look_at_inputs(result_.options);
      if (start) adopt(std::move(*start));
      analysis_ = analyse(result_);
    }
    work_at_start_ = work(result_);
    pairs_at_start_ = pairs(result_);
    flops_at_start_ = flops(result_);
    if (work_at_start_.terms > 0)
      fraction_at_start_ = static_cast<double>(work_at_start_.terms) / total_terms();
    summary_.reference_is_bound = !result_.law;
  }

  CollapseSummary run() {
    bool finished = true;
    for (int replica = 0; replica < result_.options.replicas && finished; ++replica)
      finished = all_go_on(replica) && run_replica(replica);
    finish(finished);
    return summary_;
  }

 private:
  /// On root: what an earlier run has left.
  void adopt(CollapseStart start) {
    result_.times = start.result.times;
    result_.class_values = start.result.class_values;
    result_.precision = start.result.precision;
    result_.replicas = std::move(start.result.replicas);
    result_.replica_in_progress = start.result.replica_in_progress;
    result_.progress = std::move(start.result.progress);
    earlier_ = start.earlier;
    reduced_bytes_ = earlier_.reduced_bytes;
    replaced_ = start.replaced;
    start_file_ = start.file;
    for (std::size_t k = 0; k < result_.snapshots.size(); ++k) stale_.insert(k);
  }

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
    ReplicaData data =
        make_replica(result_.options, static_cast<std::uint32_t>(replica), grid_.deal(), grid_.points());
    const bool is_first = !is_settled_;
    if (is_first) settle(data);
    const int query_count = static_cast<int>(result_.options.queries);
    const auto queries =
        diffusion::noised_queries(data.set, query_count, result_.snapshots.front(), result_.options.seed,
                                  static_cast<std::uint32_t>(replica), grid_.deal(), grid_.points());
    const int first_query = grid_.first_query(query_count);
    const auto sweep =
        kernels::make_sweep(data.set.points(), part_of(queries, first_query, grid_.last_query(query_count)),
                            {result_.times, result_.precision.used, result_.snapshots.back()});
    if (is_first) announce();
    if (communicator_.is_root()) start_replica(replica, queries, data.set);
    observer_.holds_results(true);

    const PassWatcher watcher{[&] { return checkpointer_.stop_wanted(); },
                              [&](double fraction) { return go_on(replica, fraction); },
                              [&](double bytes) { at_merge(bytes); },
                              [&](std::size_t k) { at_snapshot(k, data.spectra); }};
    return run_pass({*sweep, first_query, query_count, grid_.deal(), &data.set}, pass_plan(),
                    result_.progress, communicator_, watcher);
  }

  /// Sets the progress of this replica's pass, on all ranks; false where it is complete.
  bool find_progress(int replica) {
    PassProgress& progress = result_.progress;
    const bool is_begun =
        communicator_.is_root() && static_cast<std::size_t>(replica) < result_.replicas.size();
    const bool is_found = is_begun && replica == result_.replica_in_progress && is_between_snapshots(result_);
    if (!is_found) {
      progress = {};
      if (is_begun && !result_.replicas[replica].snapshots.empty()) {
        progress.states = result_.replicas[replica].snapshots.back();
        progress.points = result_.snapshots[result_.replicas[replica].snapshots.size() - 1];
      }
    }
    result_.replica_in_progress = replica;
    progress.points = communicator_.broadcast(progress.points);
    return progress.points < result_.snapshots.back();
  }

  PassPlan pass_plan() const {
    const std::int64_t groups = result_.options.query_groups;
    const std::int64_t queries = (result_.options.queries + groups - 1) / groups;
    return {result_.snapshots,
            points_between_merges(grid_.points().size(), queries, result_.times.size(), result_.dimension)};
  }

  /// What all replicas share, chosen once a training set is there.
  void settle(const ReplicaData& data) {
    const double norm_squared = data.set.largest_norm_squared(communicator_);
    result_.times = choose_times(result_.options, result_.law, data.spectra);
    result_.options.times = result_.times;
    require_summable(norm_squared, result_.times.front());
    result_.class_values = data.set.class_values();
    const Precision chosen = choose_precision(result_.options.precision, result_.times.front(), norm_squared,
                                              static_cast<int>(result_.dimension));
    if (!goes_on_) result_.precision = chosen;
    result_.precision.used = static_cast<kernels::Precision>(
        communicator_.broadcast(static_cast<std::int64_t>(result_.precision.used)));
    is_settled_ = true;
  }

  void start_replica(int replica, const kernels::NoisedQueries& queries, const datasets::TrainingSet& set) {
    observables::Queries made;
    made.source_index = queries.source_index;
    made.noise_norm_squared = diffusion::noise_norms_squared(queries);
    for (const std::int64_t source : queries.source_index) made.source_class.push_back(set.class_of(source));
    if (static_cast<std::size_t>(replica) == result_.replicas.size()) {
      result_.replicas.emplace_back();
      result_.replicas.back().queries = std::move(made);
    } else {
      require_same(result_.replicas[replica].queries, made);
    }
  }

  void require_same(const observables::Queries& then, const observables::Queries& now) const {
    bool is_same = then.source_index == now.source_index && then.source_class == now.source_class;
    constexpr double rounding = 1e-6;  // of normals, between math libraries
    for (std::size_t q = 0; q < now.noise_norm_squared.size(); ++q)
      is_same = is_same && std::abs(then.noise_norm_squared[q] - now.noise_norm_squared[q]) <=
                               rounding * now.noise_norm_squared[q];
    if (!is_same)
      throw DataError(fmt::format(
          "'{}': its queries are not those that this program makes; go on with the version that began it",
          start_file_));
  }

  void announce() {
    const Participants participants{hosts_, grid_.points().size(),
                                    communicator_.maximum(resident_memory_bytes())};
    if (!communicator_.is_root()) return;
    RunHeader header = collapse_header(result_, participants);
    if (goes_on_) header.notes.push_back(fmt::format("goes on from {}", start_file_));
    observer_.header(header);
    for (const std::string& warning : collapse_warnings(result_, participants)) observer_.warning(warning);
  }

  /// On root, between chunks: tells the watcher, and writes what is due.
  bool go_on(int replica, double fraction) {
    Progress progress;
    progress.fraction = (replica + fraction) / result_.options.replicas;
    progress.fraction_at_start = fraction_at_start_;
    progress.seconds = checkpointer_.seconds();
    const double done = progress.fraction - fraction_at_start_;
    progress.pair_times_per_second = done * total_terms() / progress.seconds;
    progress.doing = fmt::format("replica {} of {}", replica + 1, result_.options.replicas);
    predict(done, progress.seconds);
    observer_.progress(progress);
    write_if_due();
    return true;
  }

  /// How long the run will take, from its first seconds, or from its first tenth where that is less.
  void predict(double done, double seconds) {
    constexpr double enough_seconds = 2, enough_done = .1;
    if (!std::isnan(summary_.predicted_seconds) || (seconds < enough_seconds && done < enough_done)) return;
    summary_.predicted_seconds = seconds * (1 - fraction_at_start_) / done;
  }

  void at_merge(double bytes) {
    reduced_bytes_ += bytes;
    result_.replicas[result_.replica_in_progress].next_block =
        result_.progress.points / kernels::block_points;
    checkpointer_.has_news(false);
  }

  /// On root: keeps the states; what follows from them is worked out when it is written.
  void at_snapshot(std::size_t snapshot, const std::vector<theory::Spectrum>& spectra) {
    ReplicaResult& replica = result_.replicas[result_.replica_in_progress];
    if (snapshot < spectra.size()) replica.spectra.push_back(spectra[snapshot]);
    replica.snapshots.push_back(result_.progress.states);
    stale_.insert(snapshot);
    checkpointer_.has_news(true);
    write_if_due();
  }

  void write_if_due() {
    if (checkpointer_.write_is_due()) write_checkpoint();
  }

  bool write_checkpoint() {
    return checkpointer_.write([&] {
      analyse_stale();
      writer_.write_partial(document(), replaced_);
      replaced_ = io::Replaced::becomes_previous;
    });
  }

  void analyse_stale() {
    for (const std::size_t snapshot : stale_) analysis_[snapshot] = analyse_snapshot(result_, snapshot);
    stale_.clear();
  }

  double points_share(const kernels::Work& done) const {
    constexpr double nanosecond = 1e-9;
    const double threads = communicator_.size() * Kokkos::DefaultHostExecutionSpace().concurrency();
    const auto reading = static_cast<double>(done.reading_nanoseconds - work_at_start_.reading_nanoseconds);
    return nanosecond * reading / (checkpointer_.seconds() * threads);
  }

  void finish(bool finished) {
    if (!communicator_.is_root()) return;
    const kernels::Work done = work(result_);
    if (finished) {
      analyse_stale();
      writer_.finish(document());
      summary_.output = writer_.path();
    } else if (done.terms > 0) {
      keep();
      summary_.output = checkpointer_.has_written() ? writer_.partial_path() : start_file_;
    }
    summary_.finished = finished;
    summary_.pair_times = done.terms - work_at_start_.terms;
    summary_.exponentials = summary_.pair_times - (done.skipped - work_at_start_.skipped);
    summary_.reduced_bytes = reduced_bytes_;
    summary_.skipped_weight = skipped_weight(result_);
    summary_.points_share = points_share(done);
    summary_.pairs = pairs(result_) - pairs_at_start_;
    summary_.flops = flops(result_) - flops_at_start_;
    summary_.seconds = checkpointer_.seconds();
    for (std::size_t k = 0; k < result_.snapshots.size(); ++k)
      if (analysis_[k].replicas > 0) summary_.rows.push_back(row(k));
  }

  /// The last checkpoint of a run that is stopped. An older one is enough to go on from; without any, all
  /// would be lost.
  void keep() {
    if (!checkpointer_.has_unwritten() || write_checkpoint() || checkpointer_.has_written() || goes_on_)
      return;
    throw InputOutputError(
        fmt::format("stopped on request, and '{}' could not be written: nothing of the run is kept",
                    writer_.partial_path()));
  }

  SnapshotRow row(std::size_t snapshot) const {
    SnapshotRow row;
    row.points = result_.snapshots[snapshot];
    row.log_points_per_dimension =
        std::log(static_cast<double>(row.points)) / static_cast<double>(result_.dimension);
    row.times = analysis_[snapshot].collapse_times;
    row.reference = reference_collapse_time(result_, snapshot);
    return row;
  }

  io::Document document() const {
    io::Provenance provenance;
    provenance.command_line = goes_on_ ? earlier_.command_line : result_.options.command_line;
    provenance.options = collapse_texts().refreshed(origins_, result_.options);
    provenance.seed = result_.options.seed;
    provenance.versions = {std::string(build_information::version()),
                           std::string(build_information::git_hash()),
                           build_information::git_is_dirty(),
                           std::string(build_information::kokkos_version()),
                           parallel::library_version(),
                           std::string(build_information::compiler()),
                           std::string(build_information::build_type())};
    provenance.backend = Kokkos::DefaultExecutionSpace::name();
    provenance.vector_width = vector_width(result_);
    provenance.rank_hosts = hosts_;
    provenance.start_time = goes_on_ ? earlier_.start_time : start_time_;
    provenance.end_time = std::chrono::system_clock::now();
    provenance.wall_clock_seconds = earlier_.seconds + checkpointer_.seconds();
    provenance.runs = earlier_.runs + 1;
    provenance.predicted_seconds = summary_.predicted_seconds;
    provenance.inputs = inputs_;
    const kernels::Work done = work(result_);
    provenance.pairs = pairs(result_);
    provenance.pair_times = done.terms;
    provenance.exponentials = done.terms - done.skipped;
    provenance.floating_point_operations = flops(result_);
    provenance.reduced_bytes = reduced_bytes_;
    return collapse_document(result_, analysis_, io::provenance_group(provenance));
  }

  double total_terms() const {
    return static_cast<double>(result_.options.replicas) * static_cast<double>(result_.snapshots.back()) *
           static_cast<double>(result_.options.queries) * static_cast<double>(result_.times.size());
  }

  const parallel::Communicator& communicator_;
  Observer& observer_;
  std::vector<ResolvedOption> origins_;
  io::ResultWriter writer_;
  RankGrid grid_;
  std::vector<std::string> hosts_;  // of every rank, on root
  Checkpointer checkpointer_;
  std::chrono::system_clock::time_point start_time_ = std::chrono::system_clock::now();
  CollapseResult result_;
  std::vector<SnapshotAnalysis> analysis_;  // [snapshot]
  std::set<std::size_t> stale_;             // snapshots that changed since they were analysed and written
  CollapseSummary summary_;
  std::vector<io::InputFile> inputs_;  // on root
  kernels::Work work_at_start_;        // by earlier runs
  std::int64_t pairs_at_start_ = 0;
  double flops_at_start_ = 0, fraction_at_start_ = 0;
  double reduced_bytes_ = 0;
  bool goes_on_ = false, is_settled_ = false;
  EarlierRun earlier_;  // on root, where goes_on_
  std::string start_file_;
  io::Replaced replaced_ = io::Replaced::is_foreign;
};

}  // namespace

CollapseSummary run_collapse(const CollapseOptions& resolved, const std::vector<ResolvedOption>& origins,
                             const parallel::Communicator& communicator, Observer& observer,
                             std::optional<CollapseStart> start) {
  return CollapseRun(resolved, origins, communicator, observer, std::move(start)).run();
}

}  // namespace regimes::experiments
