#include "experiments/kde/kde.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.hpp"
#include "diffusion/precision.hpp"
#include "experiments/kde/kde_data.hpp"
#include "experiments/kde/kde_document.hpp"
#include "experiments/kde/kde_queries.hpp"
#include "experiments/kde/kde_report.hpp"
#include "experiments/kde/kde_state.hpp"
#include "experiments/snapshots/snapshot_measurement.hpp"
#include "experiments/training/training_data.hpp"
#include "parallel/collective_errors.hpp"
#include "theory/density_regimes.hpp"

namespace regimes::experiments {

namespace {

class KdeMeasurement final : public SnapshotMeasurement {
 public:
  /// Every rank looks at the files of the data. Collective.
  KdeMeasurement(const KdeOptions& options, const parallel::Communicator& communicator)
      : SnapshotMeasurement(communicator) {
    parallel::rethrow_on_all_ranks(communicator, [&] { result_.options = resolve_files(options); });
    complete_result();
    if (const auto deviation = known_deviation(result_.options))
      result_.grid = choose_bandwidths(result_.options, *deviation);
    else
      result_.grid = result_.options.bandwidths;
    chooses_by_data_ = result_.grid.empty();
    title_ = what();
    result_.grid.clear();  // it is settled together with the precision
    analysis_.resize(result_.snapshots.size());
  }

  const KdeOptions& options() const override { return result_.options; }
  std::string title() const override { return title_; }
  void check() override {
    set_up();
    look_at_points(with_points_kept_apart(result_.options), communicator());
  }
  std::string report(const RunEnd& end) override {
    analyse_what_has_changed();
    return kde_report(summary(end));
  }

  KdeSummary summary(const RunEnd& end) const {
    return {snapshot_summary(end), rows(0, result_.snapshots.size())};
  }

 protected:
  SnapshotStates& states() override { return result_; }
  const SnapshotStates& states() const override { return result_; }
  std::size_t columns() const override {
    return result_.options.bandwidths.empty() ? automatic_bandwidth_count : result_.options.bandwidths.size();
  }
  std::size_t classes() const override { return 0; }
  int products() const override { return 1; }
  std::vector<MemoryUse> further_memory() const override {
    const double values = static_cast<double>(points_kept_apart(result_.options) * result_.dimension);
    return {{"points kept apart", "--queries", values * sizeof(double)}};
  }

  ReplicaSweep load_replica(int replica, const RankGrid& grid, bool is_restored) override {
    const auto number = static_cast<std::uint32_t>(replica);
    set_.reset();
    tell_phase("reading points");
    const auto make = [&](kernels::Coordinates coordinates) {
      set_.reset();
      set_ = make_density_set(result_.options, number, grid.partition(), grid.points(), coordinates);
      queries_ = make_density_queries(*set_, result_.options, number, grid.partition(), grid.points());
    };
    make(is_settled_ ? coordinates_of(result_.precision.used)
                     : coordinates_at_first(result_.options.precision));
    if (!is_settled_) settle(grid, is_restored);
    if (needs_double(*set_, result_.precision.used)) make(coordinates_of(result_.precision.used));
    const int first = grid.first_query(queries_.count);
    return {*set_,
            kernels::make_density_sweep(
                set_->points(), part_of(queries_, first, grid.last_query(queries_.count)),
                {result_.grid, result_.options.kernel, result_.precision.used, result_.snapshots.back()}),
            first};
  }

  bool begin_replica(int replica) override {
    DensityPoints made = density_points(queries_, result_.options);
    if (has_equals(result_.equals)) made.copies = copies_of_queries();
    if (static_cast<std::size_t>(replica) < result_.points.size()) {
      result_.points[replica].copies = std::move(made.copies);  // an extension has more sizes
      return is_same(result_.points[replica], made);
    }
    result_.points.push_back(std::move(made));
    return true;
  }

  void analyse(std::size_t snapshot) override { analysis_[snapshot] = analyse_snapshot(result_, snapshot); }
  void leave_out(std::size_t snapshot) override { analysis_[snapshot] = left_out_densities(); }

  std::string table(std::size_t first, std::size_t last) const override {
    return kde_table(rows(first, last), first == 0);
  }

  io::Document analysed_document(io::Group provenance) const override {
    return kde_document(result_, analysis_, std::move(provenance));
  }

  void read_states(const io::Document& document, const std::vector<std::int64_t>& snapshots) override {
    KdeOptions of_file = result_.options;
    of_file.snapshots = snapshots;
    KdeResult there = read_kde_state(document, of_file);
    there.options = result_.options;
    result_ = std::move(there);
    complete_result();
  }

  RunIntroduction describe() const override { return {what(), result_.precision.used, notes(), warnings()}; }

 private:
  /// What follows from the options.
  void complete_result() {
    result_.dimension = result_.options.dimension.value();
    result_.snapshots = result_.options.snapshots;
    result_.law = density_law(result_.options);
  }

  std::string what() const {
    const KdeOptions& o = result_.options;
    return fmt::format("{}, d = {}, n up to {}, {}, {} {}{}, {}, {} kernel, {}, seed {}", name_of(o.train),
                       result_.dimension, result_.snapshots.back(),
                       counted(static_cast<std::int64_t>(result_.snapshots.size()), "size"), o.queries,
                       name_of(query_points(o)), o.fixed_query ? " queries, always the same" : " queries",
                       grid_text(), name_of(o.kernel), counted(o.replicas, "realisation"), o.seed);
  }

  std::string grid_text() const {
    if (result_.grid.empty()) return counted(automatic_bandwidth_count, "bandwidth");
    return fmt::format("{} in [{:.4g}, {:.4g}]", counted(std::ssize(result_.grid), "bandwidth"),
                       result_.grid.front(), result_.grid.back());
  }

  std::vector<std::string> notes() const {
    std::vector<std::string> notes = notes_;
    if (chooses_by_data_) notes.push_back(grid_text());
    if (result_.precision.used == kernels::Precision::fp32)
      notes.push_back(fmt::format("rounding error of logits at {}: at most {:.2g} nats", worst_place(),
                                  result_.precision.float_logit_error));
    return notes;
  }

  std::vector<std::string> warnings() const {
    std::vector<std::string> warnings = imprecision_warnings(result_.precision, worst_place(), "bandwidths");
    if (has_equals(result_.equals) && query_points(result_.options) != QueryPoints::fresh)
      warnings.push_back(
          "points have equals, which stay where one of them is left out or kept apart: the likelihood of "
          "such points grows without bound as h falls; log_density is over all of them, and the best "
          "bandwidth over the queries without equals among the training points");
    return warnings;
  }

  std::string worst_place() const { return fmt::format("h = {:.4g}", result_.grid.front()); }

  /// What all replicas share, chosen once a training set is there.
  void settle(const RankGrid& grid, bool is_restored) {
    const parallel::Communicator& all = communicator();
    const datasets::PointExtent extent = set_->extent(all);
    require_norm(extent.norm_squared);
    const double deviation = coordinate_deviation(result_.options, *set_, grid.partition(), grid.points());
    // A run goes on with the bandwidths that it has, whatever another version would choose.
    if (!is_restored) result_.grid = choose_bandwidths(result_.options, deviation);
    result_.grid = all.broadcast(result_.grid);
    result_.options.bandwidths = result_.grid;
    const double smallest = result_.grid.front(), of_queries = largest_norm_squared(queries_);
    const PointRounding rounding = rounding_of(result_.options, *set_, extent);
    const auto of_coordinates = [&](double of_points) {
      return diffusion::density_coordinate_logit_error(smallest, of_queries, extent.norm_squared, of_points);
    };
    require_logits(
        (of_queries + extent.norm_squared) / (smallest * smallest),  // |x - a|^2/(2h^2) is no larger
        fmt::format("h = {:.3g} is too small for points of |a|^2 up to {:.3g}", smallest,
                    extent.norm_squared),
        "bandwidths");
    notes_ = notes_on(result_.options, *set_);
    const Precision chosen =
        precision_for_errors(result_.options.precision,
                             diffusion::density_float_logit_error(smallest, of_queries, extent.norm_squared),
                             {of_coordinates(rounding.in_float), of_coordinates(rounding.in_double)});
    require_meaning(chosen, worst_place(), "bandwidths");
    if (!is_restored) {
      result_.deviation = deviation;
      result_.precision = chosen;
      result_.equals = counts_of(set_->equals());
    }
    result_.precision.used =
        static_cast<kernels::Precision>(all.broadcast(static_cast<std::int64_t>(result_.precision.used)));
    is_settled_ = true;
  }

  /// Points of every prefix that are equal to a query, itself left out; fresh queries have none.
  std::vector<std::vector<std::int64_t>> copies_of_queries() const {
    std::vector<std::vector<std::int64_t>> copies;
    const std::vector<std::int64_t> indices = query_indices(result_.options);
    for (const std::int64_t points : result_.snapshots) {
      copies.emplace_back();
      for (const std::int64_t index : indices)
        copies.back().push_back(set_->equals().copies(index, points) - std::int64_t{index < points});
    }
    return copies;
  }

  static bool is_same(const DensityPoints& then, const DensityPoints& now) {
    constexpr double rounding = 1e-6;  // of normals, between math libraries
    bool is_same = then.source_index == now.source_index;
    for (std::size_t q = 0; q < now.norm_squared.size(); ++q)
      is_same =
          is_same && std::abs(then.norm_squared[q] - now.norm_squared[q]) <= rounding * now.norm_squared[q];
    return is_same;
  }

  /// One for every snapshot from `first` to before `last` that is done.
  std::vector<KdeRow> rows(std::size_t first, std::size_t last) const {
    std::vector<KdeRow> rows;
    for (std::size_t k = first; k < last; ++k)
      if (analysis_[k].replicas > 0) rows.push_back(row(k));
    return rows;
  }

  KdeRow row(std::size_t k) const {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const auto d = static_cast<double>(result_.dimension), n = static_cast<double>(result_.snapshots[k]);
    const KdeAnalysis& analysis = analysis_[k];
    KdeRow row;
    row.points = result_.snapshots[k];
    row.log_points_per_dimension = std::log(n) / d;
    row.best = analysis.best_bandwidth;
    const std::vector<double>& mean =
        analysis.likelihood.empty() ? analysis.log_density.curve.mean : analysis.likelihood;
    const auto largest = std::max_element(mean.begin(), mean.end());
    row.log_density = analysis.likelihood.empty() ? unknown : *largest;
    row.divergence = result_.law ? -analysis.log_density_ratio.curve.mean[largest - mean.begin()] : unknown;
    row.kullback_leibler = row.condensation = row.central_limit = unknown;
    if (result_.law && result_.law->mean_norm_squared == 0 &&
        result_.options.kernel == DensityKernel::gaussian) {
      const auto thresholds = theory::bandwidth_thresholds(row.log_points_per_dimension);
      row.kullback_leibler = result_.deviation * thresholds.kullback_leibler;
      row.condensation = result_.deviation * thresholds.condensation;
      row.central_limit = result_.deviation * thresholds.central_limit;
    }
    row.scott = scott_bandwidth(result_.deviation, d, n);
    row.silverman = silverman_bandwidth(result_.deviation, d, n);
    return row;
  }

  bool chooses_by_data_ = false;  // bandwidths, once a training set is there
  std::string title_;
  bool is_settled_ = false;
  std::vector<std::string> notes_;  // on the points
  KdeResult result_;
  std::vector<KdeAnalysis> analysis_;         // [snapshot]
  std::optional<datasets::TrainingSet> set_;  // of the replica loaded last
  kernels::DensityQueries queries_;
};

}  // namespace

std::unique_ptr<Measurement> prepare(const KdeOptions& options, const parallel::Communicator& communicator) {
  return std::make_unique<KdeMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
