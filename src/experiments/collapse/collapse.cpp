#include "experiments/collapse/collapse.hpp"

#include <cmath>

#include "diffusion/noised_queries.hpp"
#include "experiments/collapse/collapse_analysis.hpp"
#include "experiments/collapse/collapse_data.hpp"
#include "experiments/collapse/collapse_document.hpp"
#include "experiments/collapse/collapse_header.hpp"
#include "experiments/collapse/time_choice.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {

namespace {

class CollapseExperiment final : public SnapshotExperiment {
 public:
  CollapseExperiment(const CollapseOptions& options, const parallel::Communicator& communicator,
                     std::optional<CollapseResult> earlier)
      : goes_on_(earlier.has_value()) {
    if (earlier && communicator.is_root()) result_ = std::move(*earlier);
    result_.options = resolve_files(options);
    result_.dimension = result_.options.dimension.value();
    result_.snapshots = result_.options.snapshots;
    result_.law = data_law(result_.options);
    analysis_.resize(result_.snapshots.size());
  }

  const SnapshotOptions& options() const override { return result_.options; }
  SnapshotStates& states() override { return result_; }
  std::size_t columns() const override {
    return result_.options.times.empty() ? automatic_time_count : result_.options.times.size();
  }
  int products() const override { return 2; }
  std::vector<ResolvedOption> used_options(const std::vector<ResolvedOption>& origins) const override {
    return refreshed(collapse_option_table(), origins, result_.options, CollapseOptions());
  }

  ReplicaSweep load(int replica, const RankGrid& grid, const parallel::Communicator& all) override {
    const auto number = static_cast<std::uint32_t>(replica);
    data_.reset();
    data_ = make_replica(result_.options, number, grid.deal(), grid.points());
    if (!is_settled_) settle(all);
    const int count = static_cast<int>(result_.options.queries);
    queries_ = diffusion::noised_queries(data_->set, count, result_.snapshots.front(), result_.options.seed,
                                         number, grid.deal(), grid.points());
    const int first = grid.first_query(count);
    return {data_->set,
            kernels::make_sweep(data_->set.points(), part_of(queries_, first, grid.last_query(count)),
                                {result_.grid, result_.precision.used, result_.snapshots.back()}),
            first};
  }

  bool begin_replica(int replica) override {
    observables::Queries made;
    made.source_index = queries_.source_index;
    made.noise_norm_squared = diffusion::noise_norms_squared(queries_);
    for (const std::int64_t source : queries_.source_index)
      made.source_class.push_back(data_->set.class_of(source));
    if (static_cast<std::size_t>(replica) < result_.queries.size())
      return is_same(result_.queries[replica], made);
    result_.queries.push_back(std::move(made));
    result_.spectra.emplace_back();
    return true;
  }

  void snapshot_done(int replica, std::size_t snapshot) override {
    if (snapshot < data_->spectra.size()) result_.spectra[replica].push_back(data_->spectra[snapshot]);
  }

  void analyse(std::size_t snapshot) override { analysis_[snapshot] = analyse_snapshot(result_, snapshot); }

  io::Document document(io::Group provenance) const override {
    return collapse_document(result_, analysis_, std::move(provenance));
  }

  std::string what() const override { return collapse_description(result_); }
  std::vector<std::string> notes() const override { return collapse_notes(result_); }
  std::vector<std::string> warnings() const override { return collapse_warnings(result_); }

  CollapseSummary summary(RunSummary run) const {
    CollapseSummary summary{std::move(run), {}, !result_.law};
    for (std::size_t k = 0; k < result_.snapshots.size(); ++k)
      if (analysis_[k].replicas > 0) summary.rows.push_back(row(k));
    return summary;
  }

 private:
  /// What all replicas share, chosen once a training set is there.
  void settle(const parallel::Communicator& all) {
    const double norm_squared = data_->set.largest_norm_squared(all);
    result_.grid = choose_times(result_.options, result_.law, data_->spectra);
    result_.options.times = result_.grid;
    require_summable(norm_squared, result_.grid.front());
    result_.class_values = data_->set.class_values();
    const Precision chosen = choose_precision(result_.options.precision, result_.grid.front(), norm_squared,
                                              static_cast<int>(result_.dimension));
    if (!goes_on_) result_.precision = chosen;
    result_.precision.used =
        static_cast<kernels::Precision>(all.broadcast(static_cast<std::int64_t>(result_.precision.used)));
    is_settled_ = true;
  }

  static bool is_same(const observables::Queries& then, const observables::Queries& now) {
    bool is_same = then.source_index == now.source_index && then.source_class == now.source_class;
    constexpr double rounding = 1e-6;  // of normals, between math libraries
    for (std::size_t q = 0; q < now.noise_norm_squared.size(); ++q)
      is_same = is_same && std::abs(then.noise_norm_squared[q] - now.noise_norm_squared[q]) <=
                               rounding * now.noise_norm_squared[q];
    return is_same;
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

  bool goes_on_, is_settled_ = false;
  CollapseResult result_;
  std::vector<SnapshotAnalysis> analysis_;  // [snapshot]
  std::optional<ReplicaData> data_;         // of the replica loaded last
  kernels::NoisedQueries queries_;
};

}  // namespace

CollapseSummary run_collapse(const CollapseOptions& resolved, const std::vector<ResolvedOption>& origins,
                             const parallel::Communicator& communicator, Observer& observer,
                             std::optional<CollapseStart> start) {
  std::optional<CollapseResult> earlier;
  std::optional<RunStart> run;
  if (start) {
    earlier = std::move(start->result);
    run = std::move(start->run);
  }
  CollapseExperiment experiment(resolved, communicator, std::move(earlier));
  return experiment.summary(run_snapshots(experiment, origins, communicator, observer, run));
}

}  // namespace regimes::experiments
