#include "experiments/evaluate/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "base/process.hpp"
#include "diffusion/precision.hpp"
#include "experiments/evaluate/evaluate_batch.hpp"
#include "experiments/evaluate/evaluate_document.hpp"
#include "experiments/evaluate/evaluate_state.hpp"
#include "experiments/evaluate/free_inputs.hpp"
#include "experiments/evaluate/free_points_check.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/run/rank_grid.hpp"
#include "experiments/run/work_text.hpp"
#include "experiments/training/training_data.hpp"
#include "experiments/training/training_memory.hpp"
#include "experiments/training/whole_set.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {

namespace {

constexpr double batch_bytes = 64 << 20;  ///< that a rank holds of queries and sums
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t most_values_marked = std::int64_t{1} << 20;  ///< as missing, at a time

/// Distances are sums of differences, whatever logits are.
bool has_logits(const EvaluateOptions& options) {
  return options.observables != std::vector{FreeObservable::nearest};
}

/// Labels as far as they are known before points are read: a plan needs their number.
std::vector<int> expected_classes(const EvaluateOptions& options) {
  if (is_from_file(options)) return options.classes;
  std::vector<int> labels(has_classes(options) ? known_classes(options).value_or(0) : 0);
  std::iota(labels.begin(), labels.end(), 0);
  return labels;
}

std::string ending(const RunEnd& end) {
  return end.finished ? wrote_text(end.output) : stopped_text(end, "before the first batch was done");
}

/// One part; batches of queries and times, one after another, each swept in pieces. The results of a batch
/// are in the file aside before the next one begins, so that a checkpoint is that file.
class EvaluateMeasurement final : public Measurement {
 public:
  /// Every rank looks at the files. Collective.
  EvaluateMeasurement(const EvaluateOptions& options, const parallel::Communicator& communicator)
      : communicator_(communicator), what_(options.queries.what()) {
    parallel::rethrow_on_all_ranks(communicator, [&] { subject_.options = resolve_files(options); });
    rows_ = open_on_all(options.queries, subject_.options, communicator);
    subject_.queries = rows_->rows();
    subject_.class_values = expected_classes(subject_.options);
    if (options.query_groups > rows_->rows())
      throw OptionError("query-groups", fmt::format("{} groups for {} queries; give at most one per query",
                                                    options.query_groups, rows_->rows()));
  }

  const EvaluateOptions& options() const override { return subject_.options; }

  RunCost cost(int ranks) const override {
    const std::int64_t sharers = std::max<std::int64_t>(1, ranks / options().query_groups);
    const auto d = static_cast<double>(*options().dimension), n = static_cast<double>(*options().points),
               queries = static_cast<double>(subject_.queries),
               times = static_cast<double>(options().times.size());
    RunCost cost;
    cost.memory = {points_memory(options(), static_cast<int>(sharers), datasets::RowOrder::file),
                   {"queries and sums of a batch", "fewer threads or more ranks",
                    largest_batch_bytes(options(), subject_.queries, classes(), batch_bytes)}};
    ExpectedWork& work = cost.work;
    work.pairs = queries * n;
    work.pair_times = work.exponentials = work.pairs * times;
    work.flops =
        EvaluateBatch::products(options(), classes()) * kernels::flops_per_product * d * work.pair_times +
        kernels::flops_per_term * work.exponentials;
    cost.result_bytes = cost.checkpoint_bytes = queries * times * values_of_query();
    if (sharers > 1) work.reduced_bytes = cost.result_bytes;
    return cost;
  }

  void check() override {
    window_bytes_ = datasets::one_block_window;
    set_up();
  }

  void set_up() override {
    grid_.emplace(communicator_, static_cast<int>(options().query_groups));
    read_points(coordinates_at_first(options().precision));
    subject_.class_values = set_->class_values();
    subject_.equals = counts_of(set_->equals());
    subject_.counts_distinct = has_equals(subject_.equals) && asks_for_distinct(options());
    settle_precision();
    if (needs_double(*set_, subject_.precision.used)) read_points(coordinates_of(subject_.precision.used));
    const std::string warning = FreePointsCheck(options(), *set_, *grid_)
                                    .queries(options().queries, *rows_, options().times, communicator_);
    if (!warning.empty()) warnings_ = {warning};
  }

  void restore(const DocumentStart& start) override {
    start_file_ = start.run.file;
    subject_.counts_distinct = subject_.counts_distinct && holds_distinct(start_file_);
    queries_done_ = queries_at_start_ = read_queries_done(start.document, subject_);
  }
  void share() override {
    start_file_ = communicator_.broadcast(start_file_);
    subject_.counts_distinct = communicator_.broadcast(std::int64_t{subject_.counts_distinct}) == 1;
    queries_done_ = queries_at_start_ = communicator_.broadcast(queries_done_);
  }

  int parts() const override { return 1; }
  bool is_done(int /*part*/) const override { return queries_done_ == subject_.queries; }

  /// Batches begin with the first query that is not done: those of a run that was not interrupted.
  void load(int /*part*/) override {
    batches_ = plan_batches(options(), {queries_done_, subject_.queries}, classes(), batch_bytes);
  }

  std::string title() const override {
    return fmt::format("evaluate: {}, d = {}, n = {}, queries: {}, times: {} in [{:.4g}, {:.4g}]",
                       name_of(options().train), *options().dimension, *options().points, subject_.queries,
                       options().times.size(), options().times.front(), options().times.back());
  }

  RunIntroduction introduction() const override {
    RunIntroduction introduction;
    introduction.what = title();
    introduction.precision = subject_.precision.used;
    introduction.warnings = warnings_;
    introduction.notes = notes_on(options(), *set_);
    if (!has_logits(options())) return introduction;
    introduction.notes.push_back(
        fmt::format("rounding error of logits in {}: at most {:.2g} nats, at t = {:.4g}",
                    name_of(subject_.precision.used), logit_error(subject_.precision), worst_time_));
    for (std::string& warning : imprecision_warnings(subject_.precision, worst_time_))
      introduction.warnings.push_back(std::move(warning));
    return introduction;
  }

  Piece advance(std::int64_t tiles) override {
    if (!file_) make_file();
    if (!batch_in_progress_) begin_batch();
    Piece piece;
    piece.size = batch_in_progress_->pass.advance(tiles);
    if (!batch_in_progress_->pass.is_done()) return piece;
    write(batch_in_progress_->sweeps.collect(grid_->points()), batch_in_progress_->part);
    batch_in_progress_.reset();
    const Batch& batch = batches_[batch_++];
    if (batch.last_time < options().times.size()) return piece;
    queries_done_ = batch.last_query;
    piece.news = Piece::News::something;
    piece.ends_part = queries_done_ == subject_.queries;
    return piece;
  }

  Standing standing() const override {
    const auto queries = static_cast<double>(subject_.queries),
               times = static_cast<double>(options().times.size());
    double done = static_cast<double>(queries_done_) * times;  // (query, time)
    for (std::size_t b = 0; b < batch_; ++b)
      if (batches_[b].first_query >= queries_done_) done += pairs_of(batches_[b]);
    if (batch_in_progress_) done += batch_in_progress_->pass.fraction() * pairs_of(batches_[batch_]);
    const double at_start = static_cast<double>(queries_at_start_) * times;
    return {done / (queries * times), (done - at_start) * static_cast<double>(*options().points),
            fmt::format("batch {} of {}", std::min(batch_ + 1, batches_.size()), batches_.size())};
  }

  void gather() override {
    if (!file_) return;
    const bool has_news = queries_done_ > queries_at_start_;
    if (has_news && batch_ < batches_.size() && !is_marked_) mark_missing();
    is_marked_ = is_marked_ || has_news;
    file_->pause();
  }

  RunWork work() const override {
    RunWork work = work_;
    work.flops = kernels::flops_per_product * static_cast<double>(*options().dimension) *
                     EvaluateBatch::products(options(), classes()) * static_cast<double>(work.pair_times) +
                 kernels::flops_per_term * static_cast<double>(work.exponentials);
    return work;
  }

  /// All but what is in the file aside.
  io::Document document(io::Group provenance) override {
    io::Document document = evaluate_document(subject_, queries_done_, std::move(provenance));
    keep_warnings(warnings_, document);
    return document;
  }
  void write_partial(const io::ResultWriter& /*writer*/, io::Group provenance,
                     io::Replaced replaced) override {
    file_->write_partial(document(std::move(provenance)), replaced);
  }
  std::vector<std::string> write_whole(const io::ResultWriter& /*writer*/, io::Group provenance) override {
    file_->finish(document(std::move(provenance)));
    return {};
  }
  std::string report(const RunEnd& end) override {
    return fmt::format("{}\n{}\n", work_text(end), ending(end));
  }

 private:
  struct BatchInProgress {
    Batch part;  // of this rank's group
    EvaluateBatch sweeps;
    WholeSetPass pass;

    BatchInProgress(const Batch& of_group, const std::vector<double>& points, datasets::TrainingSet& set,
                    const EvaluateSubject& subject, const QueryFrame& frame, const RankGrid& grid,
                    std::vector<std::int64_t> left_out)
        : part(of_group),
          sweeps(set, subject.options, subject.precision.used, frame, points, of_group,
                 subject.counts_distinct, std::move(left_out)),
          pass(sweeps, set, grid) {}
  };

  static double pairs_of(const Batch& batch) { return static_cast<double>(batch.queries()) * batch.times(); }

  /// Bytes of the values of a query at one time.
  std::size_t classes() const { return subject_.class_values.size(); }

  double values_of_query() const {
    double bytes = 0;
    const auto sizes = evaluate_dimensions(subject_);
    for (const io::SlabVariable& variable : evaluate_variables(subject_)) {
      double values = 1;
      for (std::size_t axis = 2; axis < variable.dimensions.size(); ++axis)
        values *= static_cast<double>(sizes.at(variable.dimensions[axis]));
      bytes += values * sizeof(double);
    }
    return bytes;
  }

  void read_points(kernels::Coordinates coordinates) {
    set_.reset();
    set_.emplace(set_in_file_order(options(), *grid_, coordinates, window_bytes_));
    frame_.emplace(frame_of(*set_));
  }

  /// From the largest bound of all times; also the check of the queries.
  void settle_precision() {
    const datasets::PointExtent extent = set_->extent(communicator_);
    const double norm_squared = extent.norm_squared, center = frame_->center_norm_squared();
    const PointRounding rounding = rounding_of(options(), *set_, extent);
    require_summable(norm_squared, options().times.front());
    const std::vector<double> query_norms =
        largest_query_norms(*rows_, *frame_, options().times, what_, communicator_);
    Precision worst;
    double largest_in_double = 0;
    for (std::size_t i = 0; i < query_norms.size(); ++i) {
      const double t = options().times[i], width = options().smoothing.width,
                   x = query_norms[i] + std::exp(-2 * t) * width * width * frame_->dimension();
      require_logits(
          (x + norm_squared) / noise_variance(t),  // |x - a e^-t|^2/(2 Delta_t) is no larger
          fmt::format(
              "t = {:.3g} is too small for queries of |x|^2 up to {:.3g} and points of |a|^2 up to {:.3g}", t,
              x, norm_squared),
          "times");
      const auto of_coordinates = [&](double query_rounding, double point_rounding) {
        return diffusion::free_coordinate_logit_error(t, x, norm_squared, query_rounding, point_rounding);
      };
      const Precision precision =
          precision_for_errors(options().precision, diffusion::free_float_logit_error(t, x, norm_squared),
                               {of_coordinates(diffusion::float_rounding(x), rounding.in_float),
                                of_coordinates(diffusion::double_rounding(x, center), rounding.in_double)});
      largest_in_double = std::max(largest_in_double, precision.double_logit_error);
      if (i > 0 && precision.float_logit_error < worst.float_logit_error) continue;
      worst = precision;
      worst_time_ = t;
    }
    worst.double_logit_error = largest_in_double;
    subject_.precision = worst;
    if (has_logits(options())) require_meaning(worst, worst_time_);
  }

  /// With what an earlier run has done.
  void make_file() {
    file_.emplace(options().output, evaluate_dimensions(subject_), evaluate_variables(subject_),
                  communicator_);
    if (queries_done_ > 0)
      copy_queries(start_file_, {0, queries_done_}, subject_, set_->end_of_rows(), *file_, communicator_);
  }

  void begin_batch() {
    const Batch& batch = batches_[batch_];
    Batch part = batch;
    part.first_query = batch.first_query + grid_->first_query(batch.queries());
    part.last_query = batch.first_query + grid_->last_query(batch.queries());
    const std::vector<double> points = read_on_all(*rows_, part.first_query, part.queries(), communicator_);
    batch_in_progress_ =
        std::make_unique<BatchInProgress>(part, points, *set_, subject_, *frame_, *grid_, left_out_of(part));
  }

  /// The training point of the row of every query, -1 where that is none; empty: none is left out.
  std::vector<std::int64_t> left_out_of(const Batch& part) {
    if (!options().leave_one_out) return {};
    if (point_of_row_.empty()) {
      point_of_row_.assign(static_cast<std::size_t>(set_->end_of_rows()), -1);
      for (std::int64_t point = 0; point < set_->count(); ++point)
        point_of_row_[static_cast<std::size_t>(set_->file_row(point))] = point;
    }
    std::vector<std::int64_t> left_out;
    for (std::int64_t row = part.first_query; row < part.last_query; ++row)
      left_out.push_back(row < std::ssize(point_of_row_) ? point_of_row_[static_cast<std::size_t>(row)] : -1);
    return left_out;
  }

  /// Collective: where writing fails on one rank, all end.
  void write(const BatchValues& values, const Batch& part) {
    const Batch& mine = values.part;
    file_->resume();
    const io::Slab slab{{mine.first_query, static_cast<std::int64_t>(mine.first_time)},
                        {mine.queries(), mine.times()}};
    for (const auto& [name, numbers] : values.reals) file_->write(name, slab, numbers);
    for (const auto& [name, numbers] : values.integers) file_->write(name, slab, numbers);
    file_->settle();
    const bool speaks = grid_->points().is_root();  // for its group
    const std::int64_t terms = set_->count() * part.queries() * part.times();
    const std::vector<std::int64_t> sums = communicator_.sum(
        std::vector<std::int64_t>{speaks ? terms : 0, speaks ? values.exponentials : 0,
                                  speaks && part.first_time == 0 ? set_->count() * part.queries() : 0});
    work_.pair_times += sums[0];
    work_.exponentials += sums[1];
    work_.pairs += sums[2];
  }

  /// What no batch so far has given is NaN and -1 in the file. Collective.
  void mark_missing() {
    file_->resume();
    const Batch& next = batches_[batch_];
    mark_missing({next.first_query, next.last_query}, static_cast<std::int64_t>(next.first_time));
    mark_missing({next.last_query, subject_.queries}, 0);
    file_->settle();
  }

  /// These queries at the times from `first_time` on, shared out to the ranks.
  void mark_missing(const QuerySpan& queries, std::int64_t first_time) {
    const std::int64_t times = static_cast<std::int64_t>(options().times.size()) - first_time;
    const QuerySpan own = share_of(queries, communicator_);
    const auto sizes = evaluate_dimensions(subject_);
    for (const io::SlabVariable& variable : evaluate_variables(subject_)) {
      const bool has_more = variable.dimensions.size() > 2;
      const std::int64_t width = times * (has_more ? sizes.at(variable.dimensions.back()) : 1),
                         step = std::max<std::int64_t>(1, most_values_marked / width);
      for (std::int64_t query = own.first; query < own.last; query += step) {
        const std::int64_t count = std::min(step, own.last - query);
        const auto values = static_cast<std::size_t>(count * width);
        const io::Slab slab{{query, first_time}, {count, times}};
        if (variable.type == io::SlabType::real)
          file_->write(variable.name, slab, std::vector<double>(values, not_a_number));
        else
          file_->write(variable.name, slab, std::vector<std::int64_t>(values, -1));
      }
    }
  }

  const parallel::Communicator& communicator_;
  std::optional<RankGrid> grid_;
  std::string what_;                   // the queries, in messages
  std::vector<std::string> warnings_;  // about them
  std::unique_ptr<datasets::RowReader> rows_;
  EvaluateSubject subject_;
  std::int64_t window_bytes_ = datasets::usual_window_bytes;
  std::optional<datasets::TrainingSet> set_;
  std::optional<QueryFrame> frame_;
  std::optional<io::SlabFile> file_;
  std::vector<std::int64_t> point_of_row_;  // of the training file, -1: none; with --leave-one-out
  std::vector<Batch> batches_;
  std::size_t batch_ = 0;  // the next one, or the one in progress
  std::unique_ptr<BatchInProgress> batch_in_progress_;
  std::int64_t queries_done_ = 0, queries_at_start_ = 0;  // at all times
  bool is_marked_ = false;  // what was not done at the first checkpoint, in the file
  std::string start_file_;
  double worst_time_ = 0;  // of rounding in float
  RunWork work_;
};

}  // namespace

std::unique_ptr<Measurement> prepare(const EvaluateOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<EvaluateMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
