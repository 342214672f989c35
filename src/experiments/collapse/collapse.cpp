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
#include "experiments/collapse/query_batches.hpp"
#include "experiments/collapse/query_records.hpp"
#include "experiments/collapse/query_target.hpp"
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
    result_.target.batches = {result_.options.queries};
    analysis_.resize(result_.snapshots.size());
  }

  const CollapseOptions& options() const override { return result_.options; }
  std::string title() const override { return title_; }
  std::string report(const RunEnd& end) override {
    analyse_what_has_changed();
    return collapse_report(summary(end));
  }

  Standing standing() const override {
    Standing standing = SnapshotMeasurement::standing();
    if (batch_) standing.doing += fmt::format(", t_C +- {:.3g}", result_.target.time.standard_error);
    return standing;
  }

  /// Before the last batch nothing is final but how many queries there are.
  std::string known_results() override {
    if (!has_target()) return SnapshotMeasurement::known_results();
    return std::exchange(news_, {});
  }

  /// After every batch of a run with a target.
  bool needs_more() override {
    if (!has_target()) return false;
    end_batch();
    std::int64_t queries = 0;
    parallel::on_root(communicator(), [&] { queries = decide_on_queries(); });
    queries = communicator().broadcast(queries);
    if (queries > 0) begin_batch(queries);
    return queries > 0;
  }

  /// The error at the largest size, whose states are there.
  QueryTrial trial() {
    analyse_if_changed(result_.snapshots.size() - 1);
    const observables::Estimate& time = analysis_.back().collapse_times.cloning;
    return {time, error_parts(time, cloning_times_of_replicas(result_, result_.snapshots.size() - 1))};
  }

  std::vector<std::string> write_whole(const io::ResultWriter& writer, io::Group provenance) override {
    std::vector<std::string> warnings = SnapshotMeasurement::write_whole(writer, std::move(provenance));
    if (has_target() && result_.target.end != TargetEnd::reached) warnings.push_back(target_text());
    return warnings;
  }

  CollapseSummary summary(const RunEnd& end) const {
    CollapseSummary summary{snapshot_summary(end), {}, {}, !result_.law};
    if (has_target() && end.finished && result_.target.end == TargetEnd::reached)
      summary.target = target_text();
    else if (has_target() && !end.finished)
      summary.target =
          interrupted_text(result_.target, *result_.options.target_error, result_.snapshots.back());
    summary.rows = rows(0, result_.snapshots.size());
    for (std::size_t k = 0; k < result_.snapshots.size(); ++k) {
      if (analysis_[k].distinct_times) summary.distinct_rows.push_back(row(k, *analysis_[k].distinct_times));
    }
    return summary;
  }

 protected:
  SnapshotStates& states() override { return swept(); }
  const SnapshotStates& states() const override { return batch_ ? *batch_ : result_; }
  QueryRange swept_queries() const override {
    if (!batch_) return {0, result_.options.queries};
    return {result_.options.queries, result_.options.queries + batch_->options.queries};
  }
  kernels::Work work_before() const override { return batch_ ? experiments::work(result_) : kernels::Work{}; }
  std::size_t columns() const override {
    return result_.options.times.empty() ? automatic_time_count : result_.options.times.size();
  }
  std::size_t classes() const override { return result_.options.classes.size(); }
  int products() const override { return 2 / result_.states_per_query(); }
  std::vector<MemoryUse> further_memory() const override { return spectra_memory(result_.options); }

  ReplicaSweep load_replica(int replica, const RankGrid& grid, bool is_restored) override {
    const auto number = static_cast<std::uint32_t>(replica);
    const auto make = [&](kernels::Coordinates coordinates) {
      data_.reset();
      data_ = make_replica(result_.options, number, grid.partition(), grid.points(), coordinates,
                           [this](const std::string& doing) { tell_phase(doing); });
    };
    if (!data_ || data_replica_ != replica) {
      make(is_settled_ ? coordinates_of(result_.precision) : byte_coordinates_at_first(result_.options));
      if (!is_settled_) settle(is_restored);
      if (needs_others(data_->set, result_.precision)) make(coordinates_of(result_.precision));
      data_replica_ = replica;
    }
    if (batch_) share_settings(result_, *batch_);
    const int each = result_.states_per_query();
    make_queries(number, grid);
    if (!has_target()) data_->moments = {};  // further batches of queries need them again
    exchanged_ = {data_->set, queries_, result_.grid, grid.partition(), grid.points()};
    const int first = grid.first_query(queries_.count);
    return {
        data_->set,
        kernels::make_sweep(data_->set.points(), part_of(queries_, first, grid.last_query(queries_.count)),
                            {result_.grid, result_.precision.used, result_.snapshots.back()}),
        first * each, &exchanged_};
  }

  bool begin_replica(int replica) override {
    observables::Queries made;
    CollapseResult& swept = this->swept();
    const std::vector<double> norms = diffusion::noise_norms_squared(queries_);
    for (int query = 0; query < static_cast<int>(swept.options.queries); ++query) {
      const int q = query / result_.states_per_query();
      made.source_index.push_back(queries_.source_index[q]);
      made.exchanged_index.push_back(queries_.exchanged_index[q]);
      made.source_class.push_back(data_->set.class_of(queries_.source_index[q]));
      made.noise_norm_squared.push_back(norms[q]);
    }
    if (has_equals(result_.equals)) made.copies = source_copies(data_->set.equals(), made, result_.snapshots);
    if (static_cast<std::size_t>(replica) < swept.queries.size()) {
      if (!batch_) renew_spectra(replica);
      // An extension has more prefixes.
      swept.queries[replica].copies = std::move(made.copies);
      std::copy(controls_.means.begin() + std::ssize(swept.controls[replica].means), controls_.means.end(),
                std::back_inserter(swept.controls[replica].means));
      return is_same(swept.queries[replica], made);
    }
    swept.queries.push_back(std::move(made));
    swept.controls.push_back(std::move(controls_));
    swept.spectra.emplace_back();
    return true;
  }

  void snapshot_done(int replica, std::size_t snapshot) override {
    if (data_->spectra.empty() || batch_) return;
    result_.spectra[replica].resize(snapshot + 1);
    result_.spectra[replica][snapshot] = data_->spectra[snapshot];
  }

  void analyse(std::size_t snapshot) override { analysis_[snapshot] = analyse_snapshot(result_, snapshot); }
  void leave_out(std::size_t snapshot) override { analysis_[snapshot] = left_out_snapshot(); }

  std::string table(std::size_t first, std::size_t last) const override {
    return collapse_table(rows(first, last), !result_.law, first == 0);
  }

  io::Document analysed_document(io::Group provenance) const override {
    return collapse_document(result_, analysis_, std::move(provenance), batch_ ? &*batch_ : nullptr);
  }

  void read_states(const io::Document& document, const std::vector<std::int64_t>& snapshots) override {
    CollapseOptions of_file = result_.options;
    of_file.snapshots = snapshots;
    CollapseResult there = read_collapse_state(document, of_file);
    const bool has_same_aim = read_target_error(document) == result_.options.target_error &&
                              snapshots.size() == result_.snapshots.size();
    if (has_same_aim)
      batch_ = read_further_queries(document, there);
    else
      there.target.batches = {result_.options.queries};
    there.options = result_.options;
    result_ = std::move(there);
    complete_result();
    if (!batch_) return;
    share_settings(result_, *batch_);
    note_error();
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
    const std::int64_t further = communicator().broadcast(batch_ ? batch_->options.queries : std::int64_t{0});
    if (further > 0 && !batch_) batch_ = next_batch(result_, further);
    const bool has_full_spectra = result_.dimension <= datasets::largest_spectrum_dimension;
    if (communicator().any(is_of_prefixes_) && has_full_spectra)
      result_.options.spectra = SpectraChoice::prefixes;
  }

  RunIntroduction describe() const override {
    return {collapse_description(result_), result_.precision.of_sums(), notes(), collapse_warnings(result_),
            result_.precision.in_bytes ? arithmetic_of(result_.precision) : ""};
  }

 private:
  CollapseResult& swept() { return batch_ ? *batch_ : result_; }

  bool has_target() const { return result_.options.target_error.has_value(); }
  std::string target_text() const {
    return ending_text(result_.target, *result_.options.target_error, result_.snapshots.back(), result_.grid);
  }

  /// What was swept joins what was there.
  void end_batch() {
    queries_joined();
    if (!batch_) return;
    join(result_, std::move(*batch_));
    batch_.reset();
  }

  /// Queries up to so many in all.
  void begin_batch(std::int64_t queries) {
    batch_ = next_batch(result_, queries - result_.options.queries);
    renew_parts();
  }

  /// How many queries there are to be in all; 0: no more. On root.
  std::int64_t decide_on_queries() {
    tell_phase("error of the collapse time");
    note_error();
    QueryTarget& target = result_.target;
    const TargetDecision decision =
        decide(*result_.options.target_error, target.error, result_.options.queries, target_limits());
    target.end = decision.end;
    if (decision.end != TargetEnd::open) return 0;
    target.batches.push_back(decision.queries);
    news_ = decision_text(target, *result_.options.target_error, result_.snapshots.back()) + "\n";
    return decision.queries;
  }

  void note_error() {
    const QueryTrial found = trial();
    result_.target.time = found.time;
    result_.target.error = found.error;
  }

  TargetLimits target_limits() const {
    const int further = most_further_batches + 1 - static_cast<int>(result_.target.batches.size());
    TargetLimits limits{result_.options.max_queries.value_or(largest_queries), TargetEnd::most_queries,
                        further};
    limits.lower_to(most_queries_in_memory(), TargetEnd::memory);
    limits.lower_to(most_queries_per_source * source_count(), TargetEnd::sources);
    return limits;
  }

  /// Makes the queries that are swept now.
  void make_queries(std::uint32_t replica, const RankGrid& grid) {
    const int each = result_.states_per_query();
    const QueryRange range = swept_queries();
    const auto first = static_cast<int>(range.first) / each,
               last = (static_cast<int>(range.last) + each - 1) / each;
    queries_ = diffusion::noised_queries(data_->set, from(sources(last), first), result_.options.seed,
                                         replica, grid.partition(), grid.points());
    queries_.is_mirrored = result_.is_mirrored();
    controls_ = {};
    if (!result_.has_controls()) return;
    CollapseOptions of_all = result_.options;
    of_all.queries = range.last;
    controls_ = make_controls(of_all, result_.grid, result_.source_points, *data_, queries_, range.count(),
                              replica, grid.partition(), grid.points());
  }

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

  std::int64_t source_count() const {
    return result_.source_points == 0 ? result_.snapshots.front() : result_.source_points;
  }

  diffusion::QuerySources sources(int count) const {
    if (result_.source_points == 0) return diffusion::first_points(count, result_.snapshots.front());
    return diffusion::last_points(data_->set, count, result_.source_points, result_.snapshots.front());
  }

  /// One for every snapshot from `first` to before `last` that is done.
  std::vector<SnapshotRow> rows(std::size_t first, std::size_t last) const {
    std::vector<SnapshotRow> rows;
    for (std::size_t k = first; k < last; ++k)
      if (analysis_[k].replicas > 0) rows.push_back(row(k, analysis_[k].collapse_times));
    return rows;
  }

  SnapshotRow row(std::size_t snapshot, const observables::CollapseTimes& times) const {
    SnapshotRow row{.points = result_.snapshots[snapshot]};
    row.dimension = static_cast<double>(result_.dimension);
    row.log_points_per_dimension = std::log(static_cast<double>(row.points)) / row.dimension;
    row.times = times;
    row.reference = reference_collapse_time(result_, snapshot);
    row.directions = analysis_[snapshot].dimension;
    row.reference_dimension = reference_dimension(result_, snapshot, row.directions.time_of_largest);
    return row;
  }

  bool chooses_by_data_ = false;  // times, once a training set is there
  std::string title_;
  bool is_of_prefixes_ = false;  // the spectra of the file that it goes on from, on root
  bool is_settled_ = false;
  std::vector<std::string> notes_;  // on the points
  CollapseResult result_;
  std::optional<CollapseResult> batch_;     // of queries that are swept after those of result_
  std::string news_;                        // of a run with a target, not told yet
  std::vector<SnapshotAnalysis> analysis_;  // [snapshot]
  std::optional<ReplicaData> data_;         // of the replica loaded last
  int data_replica_ = 0;
  kernels::NoisedQueries queries_;
  diffusion::ExchangedPoints exchanged_;
  QueryControls controls_;  // on root, of the replica loaded last
};

}  // namespace

QueryTrial try_queries(const CollapseOptions& options, const parallel::Communicator& alone) {
  constexpr std::int64_t all_at_once = 1 << 20;  // tiles
  CollapseMeasurement measurement(options, alone);
  measurement.set_up();
  measurement.load(0);
  while (!measurement.advance(all_at_once).ends_part) {
  }
  return measurement.trial();
}

std::unique_ptr<Measurement> prepare(const CollapseOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<CollapseMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
