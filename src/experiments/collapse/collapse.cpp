#include "experiments/collapse/collapse.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "datasets/covariance.hpp"
#include "diffusion/exchanged_points.hpp"
#include "diffusion/noised_queries.hpp"
#include "experiments/collapse/collapse_analysis.hpp"
#include "experiments/collapse/collapse_data.hpp"
#include "experiments/collapse/collapse_document.hpp"
#include "experiments/collapse/collapse_header.hpp"
#include "experiments/collapse/collapse_report.hpp"
#include "experiments/collapse/collapse_state_reader.hpp"
#include "experiments/collapse/time_choice.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/snapshots/snapshot_measurement.hpp"
#include "experiments/training/training_data.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {

namespace {

class CollapseMeasurement final : public SnapshotMeasurement {
 public:
  /// Every rank looks at the files of the data. Collective.
  CollapseMeasurement(const CollapseOptions& options, const parallel::Communicator& communicator)
      : SnapshotMeasurement(communicator) {
    parallel::rethrow_on_all_ranks(communicator, [&] { result_.options = resolve_files(options); });
    complete_result();
    chooses_by_data_ = result_.options.times.empty() && !result_.law;
    if (!chooses_by_data_) result_.grid = choose_times(result_.options, result_.law, {});
    title_ = collapse_description(result_);
    result_.grid.clear();  // it is settled together with the precision
    result_.source_points = result_.snapshots.back();
    analysis_.resize(result_.snapshots.size());
  }

  const CollapseOptions& options() const override { return result_.options; }
  std::string title() const override { return title_; }
  std::string report(const RunEnd& end) override {
    analyse_what_has_changed();
    return collapse_report(summary(end));
  }

  CollapseSummary summary(const RunEnd& end) const {
    CollapseSummary summary{snapshot_summary(end), {}, {}, !result_.law};
    summary.rows = rows(0, result_.snapshots.size());
    for (std::size_t k = 0; k < result_.snapshots.size(); ++k) {
      if (analysis_[k].distinct_times) summary.distinct_rows.push_back(row(k, *analysis_[k].distinct_times));
    }
    return summary;
  }

 protected:
  SnapshotStates& states() override { return result_; }
  const SnapshotStates& states() const override { return result_; }
  std::size_t columns() const override {
    return result_.options.times.empty() ? automatic_time_count : result_.options.times.size();
  }
  std::size_t classes() const override { return result_.options.classes.size(); }
  int products() const override { return 2 / result_.states_per_query(); }
  std::vector<MemoryUse> further_memory() const override { return spectra_memory(result_.options); }

  ReplicaSweep load_replica(int replica, const RankGrid& grid, bool is_restored) override {
    const auto number = static_cast<std::uint32_t>(replica);
    data_.reset();
    const auto make = [&](kernels::Coordinates coordinates) {
      data_.reset();
      data_ = make_replica(result_.options, number, grid.partition(), grid.points(), coordinates,
                           [this](const std::string& doing) { tell_phase(doing); });
    };
    make(is_settled_ ? coordinates_of(result_.precision) : byte_coordinates_at_first(result_.options));
    if (!is_settled_) settle(is_restored);
    if (needs_others(data_->set, result_.precision)) make(coordinates_of(result_.precision));
    const int each = result_.states_per_query(),
              count = (static_cast<int>(result_.options.queries) + each - 1) / each;
    queries_ = diffusion::noised_queries(data_->set, sources(count), result_.options.seed, number,
                                         grid.partition(), grid.points());
    queries_.is_mirrored = result_.is_mirrored();
    controls_ = {};
    if (result_.has_controls())
      controls_ = make_controls(result_.options, result_.grid, result_.source_points, *data_, queries_,
                                number, grid.partition(), grid.points());
    data_->moments = {};
    exchanged_ = {data_->set, queries_, result_.grid, grid.partition(), grid.points()};
    const int first = grid.first_query(count);
    return {data_->set,
            kernels::make_sweep(data_->set.points(), part_of(queries_, first, grid.last_query(count)),
                                {result_.grid, result_.precision.used, result_.snapshots.back()}),
            first * each, &exchanged_};
  }

  bool begin_replica(int replica) override {
    observables::Queries made;
    const std::vector<double> norms = diffusion::noise_norms_squared(queries_);
    for (int query = 0; query < static_cast<int>(result_.options.queries); ++query) {
      const int q = query / result_.states_per_query();
      made.source_index.push_back(queries_.source_index[q]);
      made.exchanged_index.push_back(queries_.exchanged_index[q]);
      made.source_class.push_back(data_->set.class_of(queries_.source_index[q]));
      made.noise_norm_squared.push_back(norms[q]);
    }
    if (has_equals(result_.equals)) made.copies = source_copies(made);
    if (static_cast<std::size_t>(replica) < result_.queries.size()) {
      renew_spectra(replica);
      // An extension has more prefixes.
      result_.queries[replica].copies = std::move(made.copies);
      std::copy(controls_.means.begin() + std::ssize(result_.controls[replica].means), controls_.means.end(),
                std::back_inserter(result_.controls[replica].means));
      return is_same(result_.queries[replica], made);
    }
    result_.queries.push_back(std::move(made));
    result_.controls.push_back(std::move(controls_));
    result_.spectra.emplace_back();
    return true;
  }

  void snapshot_done(int replica, std::size_t snapshot) override {
    if (data_->spectra.empty()) return;
    result_.spectra[replica].resize(snapshot + 1);
    result_.spectra[replica][snapshot] = data_->spectra[snapshot];
  }

  void analyse(std::size_t snapshot) override { analysis_[snapshot] = analyse_snapshot(result_, snapshot); }
  void leave_out(std::size_t snapshot) override { analysis_[snapshot] = left_out_snapshot(); }

  std::string table(std::size_t first, std::size_t last) const override {
    return collapse_table(rows(first, last), !result_.law, first == 0);
  }

  io::Document analysed_document(io::Group provenance) const override {
    return collapse_document(result_, analysis_, std::move(provenance));
  }

  void read_states(const io::Document& document, const std::vector<std::int64_t>& snapshots) override {
    CollapseOptions of_file = result_.options;
    of_file.snapshots = snapshots;
    CollapseResult there = read_collapse_state(document, of_file);
    there.options = result_.options;
    result_ = std::move(there);
    complete_result();
  }

  /// Earlier versions knew but one choice.
  void restore(const DocumentStart& start) override {
    SnapshotMeasurement::restore(start);
    const auto& known = start.run.earlier.options;
    is_of_prefixes_ = !result_.law && std::none_of(known.begin(), known.end(), [](const auto& option) {
      return option.name == "spectra";
    });
  }
  void share() override {
    SnapshotMeasurement::share();
    result_.source_points = communicator().broadcast(result_.source_points);
    const bool has_full_spectra = result_.dimension <= datasets::largest_spectrum_dimension;
    if (communicator().any(is_of_prefixes_) && has_full_spectra)
      result_.options.spectra = SpectraChoice::prefixes;
  }

  RunIntroduction describe() const override {
    return {collapse_description(result_), result_.precision.of_sums(), notes(), collapse_warnings(result_),
            result_.precision.in_bytes ? arithmetic_of(result_.precision) : ""};
  }

 private:
  /// What follows from the options.
  void complete_result() {
    result_.dimension = result_.options.dimension.value();
    result_.snapshots = result_.options.snapshots;
    result_.law = data_law(result_.options);
  }

  /// Where an extension has a larger size, whose covariance all have.
  void renew_spectra(int replica) {
    if (result_.options.spectra != SpectraChoice::largest || data_->spectra.empty()) return;
    for (theory::Spectrum& spectrum : result_.spectra[replica])
      if (!spectrum.eigenvalue.empty()) spectrum = data_->spectra.back();
  }

  /// What all replicas share, chosen once a training set is there.
  void settle(bool is_restored) {
    const parallel::Communicator& all = communicator();
    const datasets::PointExtent extent = data_->set.extent(all);
    notes_ = notes_on(result_.options, data_->set);
    result_.grid = choose_times(result_.options, result_.law, data_->spectra);
    result_.options.times = result_.grid;
    require_summable(extent.norm_squared, result_.grid.front());
    result_.class_values = data_->set.class_values();
    const Precision chosen =
        choose_precision(result_.options.precision, result_.grid.front(), extent.norm_squared,
                         static_cast<int>(result_.dimension),
                         rounding_of(result_.options, data_->set, extent), data_->set.holds_bytes());
    if (!is_restored) {
      result_.precision = chosen;
      result_.equals = counts_of(data_->set.equals());
    }
    result_.precision.used =
        static_cast<kernels::Precision>(all.broadcast(static_cast<std::int64_t>(result_.precision.used)));
    result_.precision.in_bytes = all.broadcast(std::int64_t{result_.precision.in_bytes}) != 0;
    is_settled_ = true;
  }

  std::vector<std::string> notes() const {
    std::vector<std::string> notes = notes_;
    if (chooses_by_data_) notes.push_back(grid_text(result_));
    for (std::string& note : collapse_notes(result_)) notes.push_back(std::move(note));
    return notes;
  }

  diffusion::QuerySources sources(int count) const {
    if (result_.source_points == 0) return diffusion::first_points(count, result_.snapshots.front());
    return diffusion::last_points(data_->set, count, result_.source_points, result_.snapshots.front());
  }

  /// How often the sources stand in every set: one behind its points has the place of the exchanged point.
  std::vector<observables::SourceCopies> source_copies(const observables::Queries& queries) const {
    const datasets::EqualPoints& equals = data_->set.equals();
    std::vector<observables::SourceCopies> copies;
    for (const std::int64_t points : result_.snapshots) {
      copies.push_back({{}, equals.mean_log_copies(points)});
      for (std::size_t q = 0; q < queries.source_index.size(); ++q) {
        const std::int64_t source = queries.source_index[q], exchanged = queries.exchanged_index[q];
        const bool moves = source >= points && equals.first_of(source) != equals.first_of(exchanged);
        copies.back().of_source.push_back(equals.copies(source, points) + (moves ? 1 : 0));
      }
    }
    return copies;
  }

  static bool is_same(const observables::Queries& then, const observables::Queries& now) {
    bool is_same = then.source_index == now.source_index && then.exchanged_index == now.exchanged_index &&
                   then.source_class == now.source_class;
    constexpr double rounding = 1e-6;  // of normals, between math libraries
    for (std::size_t q = 0; q < now.noise_norm_squared.size(); ++q)
      is_same = is_same && std::abs(then.noise_norm_squared[q] - now.noise_norm_squared[q]) <=
                               rounding * now.noise_norm_squared[q];
    return is_same;
  }

  /// One for every snapshot from `first` to before `last` that is done.
  std::vector<SnapshotRow> rows(std::size_t first, std::size_t last) const {
    std::vector<SnapshotRow> rows;
    for (std::size_t k = first; k < last; ++k)
      if (analysis_[k].replicas > 0) rows.push_back(row(k, analysis_[k].collapse_times));
    return rows;
  }

  SnapshotRow row(std::size_t snapshot, const observables::CollapseTimes& times) const {
    SnapshotRow row;
    row.points = result_.snapshots[snapshot];
    row.log_points_per_dimension =
        std::log(static_cast<double>(row.points)) / static_cast<double>(result_.dimension);
    row.times = times;
    row.reference = reference_collapse_time(result_, snapshot);
    return row;
  }

  bool chooses_by_data_ = false;  // times, once a training set is there
  std::string title_;
  bool is_of_prefixes_ = false;  // the spectra of the file that it goes on from, on root
  bool is_settled_ = false;
  std::vector<std::string> notes_;  // on the points
  CollapseResult result_;
  std::vector<SnapshotAnalysis> analysis_;  // [snapshot]
  std::optional<ReplicaData> data_;         // of the replica loaded last
  kernels::NoisedQueries queries_;
  diffusion::ExchangedPoints exchanged_;
  QueryControls controls_;  // on root, of the replica loaded last
};

}  // namespace

std::unique_ptr<Measurement> prepare(const CollapseOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<CollapseMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
