#include "experiments/collapse.hpp"

#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

#include "base/build_information.hpp"
#include "base/process.hpp"
#include "base/resident_memory.hpp"
#include "datasets/covariance.hpp"
#include "diffusion/noised_queries.hpp"
#include "diffusion/precision.hpp"
#include "experiments/collapse_analysis.hpp"
#include "experiments/collapse_document.hpp"
#include "experiments/collapse_pass.hpp"
#include "experiments/memory_estimate.hpp"
#include "experiments/rank_grid.hpp"
#include "experiments/training_data.hpp"
#include "io/result_file.hpp"
#include "kernels/simd.hpp"

namespace regimes::experiments {

namespace {

using Clock = std::chrono::steady_clock;

/// "1 snapshot", "10 snapshots".
std::string counted(std::int64_t count, const std::string& one, const std::string& several = {}) {
  if (count == 1) return "1 " + one;
  return fmt::format("{} {}", count, several.empty() ? one + "s" : several);
}

/// Chooses what was left open: times from the predicted collapse times, precision from the smallest time.
std::vector<double> choose_times(const CollapseResult& result, const std::vector<theory::Spectrum>& spectra) {
  if (!result.options.times.empty()) return result.options.times;
  if (!result.law && spectra.empty())
    throw OptionError(
        "times",
        "auto needs the covariance of the data, which is not computed at this dimension; give the times");
  const auto predicted = [&](std::size_t snapshot) {
    const theory::DataLaw law = result.law ? *result.law : theory::DataLaw{spectra[snapshot], 0};
    try {
      return law.collapse_time(std::log(static_cast<double>(result.snapshots[snapshot])));
    } catch (const UsageError&) {
      if (result.law)
        throw OptionError("variance",
                          fmt::format("{} gives no collapse time to choose times by; give --times",
                                      result.options.variance));
      throw DataError(
          fmt::format("{}: its points hardly differ, so that they have no collapse time to choose times by; "
                      "give --times, or other data",
                      result.options.train_file));
    }
  };
  return automatic_times(predicted(result.snapshots.size() - 1), predicted(0));
}

/// One run: the replicas one after another, what they have given so far, and the files and watcher that are
/// told of it.
class CollapseRun {
 public:
  CollapseRun(const CollapseOptions& options, const std::vector<ResolvedOption>& origins,
              const parallel::Communicator& communicator, Observer& observer)
      : communicator_(communicator),
        observer_(observer),
        origins_(origins),
        writer_(options.output),
        grid_(communicator, static_cast<int>(options.query_groups)),
        hosts_(communicator.gather(parallel::host_name())) {
    result_.options = resolve_files(options);
    result_.dimension = result_.options.dimension.value();
    result_.snapshots = result_.options.snapshots;
    const std::size_t times =
        result_.options.times.empty() ? automatic_time_count : result_.options.times.size();
    require_memory(
        estimate_memory(result_.options, times, result_.options.classes.size(), grid_.points().size()));
    result_.law = data_law(result_.options);
    analysis_ = analyse(result_);
    summary_.reference_is_bound = !result_.law;
  }

  CollapseSummary run() {
    bool finished = true;
    for (int replica = 0; replica < result_.options.replicas && finished; ++replica)
      finished = run_replica(replica);
    finish(finished);
    return summary_;
  }

 private:
  bool run_replica(int replica) {
    ReplicaData data =
        make_replica(result_.options, static_cast<std::uint32_t>(replica), grid_.deal(), grid_.points());
    if (replica == 0) settle(data);
    const int query_count = static_cast<int>(result_.options.queries);
    const auto queries =
        diffusion::noised_queries(data.set, query_count, result_.snapshots.front(), result_.options.seed,
                                  static_cast<std::uint32_t>(replica), grid_.deal(), grid_.points());
    const int first_query = grid_.first_query(query_count);
    const auto sweep =
        kernels::make_sweep(data.set.points(), part_of(queries, first_query, grid_.last_query(query_count)),
                            {result_.times, result_.precision.used, result_.snapshots.back()});
    if (replica == 0) announce();
    if (communicator_.is_root()) start_replica(queries, data.set);

    const PassWatcher watcher{[&](double fraction) { return go_on(replica, fraction); },
                              [&](std::size_t k, const kernels::PosteriorStates& states) {
                                if (k < data.spectra.size())
                                  result_.replicas.back().spectra.push_back(data.spectra[k]);
                                at_snapshot(k, states);
                              }};
    return run_pass({*sweep, first_query, query_count, grid_.deal(), &data.set}, result_.snapshots, communicator_,
                    watcher);
  }

  /// What all replicas share, chosen once the first training set is there.
  void settle(const ReplicaData& data) {
    const double norm_squared = data.set.largest_norm_squared(communicator_);
    result_.times = choose_times(result_, data.spectra);
    result_.options.times = result_.times;
    require_summable(norm_squared, result_.times.front());
    result_.class_values = data.set.class_values();
    result_.precision = choose_precision(result_.options.precision, result_.times.front(), norm_squared,
                                         static_cast<int>(result_.dimension));
  }

  void start_replica(const kernels::NoisedQueries& queries, const datasets::TrainingSet& set) {
    ReplicaResult replica;
    replica.queries.source_index = queries.source_index;
    replica.queries.noise_norm_squared = diffusion::noise_norms_squared(queries);
    for (const std::int64_t source : queries.source_index)
      replica.queries.source_class.push_back(set.class_of(source));
    result_.replicas.push_back(std::move(replica));
  }

  void announce() {
    const std::int64_t memory = communicator_.maximum(resident_memory_bytes());
    const std::int64_t blocks =
        (result_.snapshots.back() + kernels::block_points - 1) / kernels::block_points;
    if (!communicator_.is_root()) return;
    RunHeader header;
    header.what = fmt::format(
        "{}, d = {}, n up to {}, {}, {}, {} in [{:.4g}, {:.4g}], {}, seed {}", name_of(result_.options.train),
        result_.dimension, result_.snapshots.back(), counted(result_.snapshots.size(), "snapshot"),
        counted(result_.options.queries, "query", "queries"), counted(result_.times.size(), "time"),
        result_.times.front(), result_.times.back(), counted(result_.options.replicas, "replica"),
        result_.options.seed);
    header.ranks = communicator_.size();
    const std::set<std::string> distinct(hosts_.begin(), hosts_.end());
    header.hosts.assign(distinct.begin(), distinct.end());
    header.backend = backend();
    const bool is_float = result_.precision.used == kernels::Precision::single;
    header.precision = name_of(result_.precision.used);
    header.vector_width = vector_width();
    header.memory_per_rank_bytes = memory;
    if (is_float)
      header.notes.push_back(fmt::format("rounding error of logits at t = {:.4g}: at most {:.2g} nats",
                                         result_.times.front(), result_.precision.float_logit_error));
    observer_.header(header);
    if (is_float && result_.precision.float_logit_error > diffusion::tolerable_logit_error)
      observer_.warning(
          fmt::format("--precision float: logits near t = {:.4g} are wrong by up to {:.2g} nats; "
                      "use --precision auto or double, or larger times",
                      result_.times.front(), result_.precision.float_logit_error));
    const int sharers = grid_.points().size();
    if (blocks < sharers)
      observer_.warning(fmt::format("{} of {} ranks have no points: {} points are {} of {}", sharers - blocks,
                                    sharers, result_.snapshots.back(), counted(blocks, "block"),
                                    kernels::block_points));
    if (!result_.law && result_.dimension > datasets::largest_spectrum_dimension)
      observer_.warning(fmt::format(
          "d = {} is above {}: the Gaussian bound is left out, its eigenvalues would take too long",
          result_.dimension, datasets::largest_spectrum_dimension));
  }

  /// On root, between chunks: tells the watcher, writes what was put off, and asks whether to go on.
  bool go_on(int replica, double fraction) {
    Progress progress;
    progress.fraction = (replica + fraction) / result_.options.replicas;
    progress.seconds = seconds();
    progress.pair_times_per_second = progress.fraction * total_terms() / progress.seconds;
    progress.doing = fmt::format("replica {} of {}", replica + 1, result_.options.replicas);
    observer_.progress(progress);
    write_partial_if_due();
    return !observer_.stop_requested();
  }

  /// On root: keeps the states; what follows from them is worked out when it is written.
  void at_snapshot(std::size_t snapshot, const kernels::PosteriorStates& states) {
    ReplicaResult& replica = result_.replicas.back();
    replica.snapshots.push_back(states);
    replica.next_block = result_.snapshots[snapshot] / kernels::block_points;
    stale_.insert(snapshot);
    write_partial_if_due();
  }

  /// On root: after every snapshot, but never so often that writing takes more than a small share of the run;
  /// what was put off is written as soon as it may be.
  void write_partial_if_due() {
    constexpr double largest_share = 0.05;
    if (stale_.empty() || seconds() - last_write_end_ < last_write_seconds_ / largest_share) return;
    write_partial();
  }

  void write_partial() {
    const double begin = seconds();
    analyse_stale();
    writer_.write_partial(document());
    last_write_end_ = seconds();
    last_write_seconds_ = last_write_end_ - begin;
  }

  void analyse_stale() {
    for (const std::size_t snapshot : stale_) analysis_[snapshot] = analyse_snapshot(result_, snapshot);
    stale_.clear();
  }

  void finish(bool finished) {
    if (!communicator_.is_root()) return;
    if (finished) {
      analyse_stale();
      writer_.finish(document());
      summary_.output = writer_.path();
    } else if (!result_.replicas.empty() && work(result_).terms > 0) {
      if (!stale_.empty()) write_partial();
      summary_.output = writer_.partial_path();
    }
    summary_.finished = finished;
    summary_.pair_times = work(result_).terms;
    summary_.exponentials = work(result_).terms - work(result_).skipped;
    summary_.reduced_bytes = reduced_bytes();
    summary_.skipped_weight = skipped_weight(result_);
    summary_.pairs = pairs();
    summary_.flops = flops();
    summary_.seconds = seconds();
    for (std::size_t k = 0; k < result_.snapshots.size(); ++k)
      if (analysis_[k].replicas > 0) summary_.rows.push_back(row(k));
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
    provenance.command_line = result_.options.command_line;
    provenance.options = collapse_texts().refreshed(origins_, result_.options);
    provenance.seed = result_.options.seed;
    provenance.versions = {std::string(build_information::version()),
                           std::string(build_information::git_hash()),
                           build_information::git_is_dirty(),
                           std::string(build_information::kokkos_version()),
                           parallel::library_version(),
                           std::string(build_information::compiler()),
                           std::string(build_information::build_type())};
    provenance.backend = backend();
    provenance.vector_width = vector_width();
    provenance.rank_hosts = hosts_;
    provenance.start_time = start_time_;
    provenance.end_time = std::chrono::system_clock::now();
    provenance.wall_clock_seconds = seconds();
    provenance.pairs = pairs();
    provenance.pair_times = work(result_).terms;
    provenance.exponentials = work(result_).terms - work(result_).skipped;
    provenance.floating_point_operations = flops();
    provenance.reduced_bytes = reduced_bytes();
    return collapse_document(result_, analysis_, io::provenance_group(provenance));
  }

  int vector_width() const {
    return result_.precision.used == kernels::Precision::single ? kernels::simd::lanes<float>
                                                                : kernels::simd::lanes<double>;
  }
  static std::string backend() { return Kokkos::DefaultExecutionSpace::name(); }
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  double total_terms() const {
    return static_cast<double>(result_.options.replicas) * static_cast<double>(result_.snapshots.back()) *
           static_cast<double>(result_.options.queries) * static_cast<double>(result_.times.size());
  }
  std::int64_t pairs() const {
    return work(result_).terms / static_cast<std::int64_t>(std::max<std::size_t>(1, result_.times.size()));
  }
  /// One reduction per snapshot done, on root.
  double reduced_bytes() const {
    if (communicator_.size() == 1) return 0;
    double bytes = 0;
    for (const ReplicaResult& replica : result_.replicas)
      for (const kernels::PosteriorStates& states : replica.snapshots)
        bytes += static_cast<double>(states.bytes());
    return bytes;
  }
  /// Two products per pair, and the terms that were not skipped.
  double flops() const {
    return 2 * kernels::flops_per_product * static_cast<double>(pairs()) *
               static_cast<double>(result_.dimension) +
           kernels::flops_per_term * static_cast<double>(work(result_).terms - work(result_).skipped);
  }

  const parallel::Communicator& communicator_;
  Observer& observer_;
  std::vector<ResolvedOption> origins_;
  io::ResultWriter writer_;
  RankGrid grid_;
  std::vector<std::string> hosts_;  // of every rank, on root
  Clock::time_point start_ = Clock::now();
  std::chrono::system_clock::time_point start_time_ = std::chrono::system_clock::now();
  CollapseResult result_;
  std::vector<SnapshotAnalysis> analysis_;  // [snapshot]
  CollapseSummary summary_;
  std::set<std::size_t> stale_;  // snapshots that changed since they were analysed and written
  double last_write_end_ = 0, last_write_seconds_ = 0;
};

}  // namespace

CollapseSummary run_collapse(const CollapseOptions& resolved, const std::vector<ResolvedOption>& origins,
                             const parallel::Communicator& communicator, Observer& observer) {
  return CollapseRun(resolved, origins, communicator, observer).run();
}

}  // namespace regimes::experiments
