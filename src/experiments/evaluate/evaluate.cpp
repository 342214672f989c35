#include "experiments/evaluate/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "datasets/together.hpp"
#include "diffusion/precision.hpp"
#include "experiments/evaluate/evaluate_batch.hpp"
#include "experiments/evaluate/evaluate_document.hpp"
#include "experiments/evaluate/free_inputs.hpp"
#include "experiments/run/rank_grid.hpp"
#include "experiments/training/whole_set.hpp"

namespace regimes::experiments {

namespace {

constexpr double batch_bytes = 64 << 20;  ///< that a rank holds of queries and sums

class EvaluateRun {
 public:
  EvaluateRun(const EvaluateOptions& options, const std::vector<ResolvedOption>& origins,
              const parallel::Communicator& communicator, Observer& observer)
      : communicator_(communicator),
        observer_(observer),
        origins_(origins),
        grid_(communicator, static_cast<int>(options.query_groups)),
        record_(communicator),
        chunks_([this] { return observer_.stop_requested(); }),
        what_(fmt::format("--queries-file '{}'", options.queries_file)),
        rows_(open_on_all(options.queries_file, "--queries-file", communicator)) {
    datasets::together(communicator, [&] { subject_.options = resolve_files(options); });
    subject_.queries = rows_->rows();
    require_dimension(rows_->dimension(), subject_.options.dimension.value(), what_);
    if (options.query_groups > rows_->rows())
      throw OptionError("query-groups", fmt::format("{} groups for {} queries; give at most one per query",
                                                    options.query_groups, rows_->rows()));
  }

  EvaluateSummary run(RunExtent extent) {
    set_.emplace(set_in_file_order(options(), grid_));
    subject_.class_values = set_->class_values();
    frame_.emplace(frame_of(options(), *set_));
    settle_precision();
    batches_ = plan_batches(subject_.queries, options().times.size(), set_->dimension(), grid_.groups(),
                            batch_bytes);
    announce();
    summary_.finished = true;
    if (extent == RunExtent::checks) return summary_;
    file_.emplace(options().output, evaluate_dimensions(subject_), evaluate_variables(subject_),
                  communicator_);
    std::int64_t done = subject_.queries;
    for (std::size_t b = 0; b < batches_.size() && summary_.finished; ++b)
      if (!run_batch(b)) {
        summary_.finished = false;
        done = batches_[b].first_query;
      }
    finish(done);
    return summary_;
  }

 private:
  const EvaluateOptions& options() const { return subject_.options; }

  /// From the largest bound of all times; also the check of the queries.
  void settle_precision() {
    const double norm_squared = set_->largest_norm_squared(communicator_);
    require_summable(norm_squared, options().times.front());
    const std::vector<double> query_norms =
        largest_query_norms(*rows_, *frame_, options().times, what_, communicator_);
    double largest = 0;
    for (std::size_t i = 0; i < query_norms.size(); ++i) {
      const double error =
          diffusion::free_float_logit_error(options().times[i], query_norms[i], norm_squared);
      if (error < largest) continue;
      largest = error;
      worst_time_ = options().times[i];
    }
    subject_.precision = precision_for_error(options().precision, worst_time_, largest);
  }

  void announce() {
    RunHeader header = record_.header(
        fmt::format("evaluate: {}, d = {}, n = {}, queries: {}, times: {} in [{:.4g}, {:.4g}]",
                    name_of(options().train), set_->dimension(), set_->count(), subject_.queries,
                    options().times.size(), options().times.front(), options().times.back()),
        subject_.precision.used);
    header.notes.push_back(
        fmt::format("rounding error of logits in float: at most {:.2g} nats, at t = {:.4g}",
                    subject_.precision.float_logit_error, worst_time_));
    if (!communicator_.is_root()) return;
    observer_.header(header);
    if (is_imprecise(subject_.precision))
      observer_.warning(imprecision_text(subject_.precision, worst_time_));
  }

  /// Returns whether it was swept to its end, on every rank.
  bool run_batch(std::size_t number) {
    const Batch& batch = batches_[number];
    Batch part = batch;  // of this rank's group
    part.first_query = batch.first_query + grid_.first_query(batch.queries());
    part.last_query = batch.first_query + grid_.last_query(batch.queries());
    const std::vector<double> raw = read_on_all(*rows_, part.first_query, part.queries(), communicator_);
    EvaluateBatch sweeps(*set_, options(), subject_.precision.used, *frame_, raw, part);
    const bool swept = sweep_whole_set(sweeps, *set_, grid_, chunks_, communicator_,
                                       [&](double share) { return go_on(number, share); });
    if (!swept) return false;
    write(sweeps.take(grid_.points()), part);
    const bool is_last = number + 1 == batches_.size();
    return is_last || chunks_.all_go_on(communicator_, !communicator_.is_root() || go_on(number + 1, 0));
  }

  /// On root.
  bool go_on(std::size_t batch, double share) {
    Progress progress;
    progress.fraction = (static_cast<double>(batch) + share) / static_cast<double>(batches_.size());
    progress.seconds = record_.seconds();
    record_.predict(progress.fraction);
    progress.pair_times_per_second = progress.fraction * static_cast<double>(subject_.queries) *
                                     static_cast<double>(options().times.size()) *
                                     static_cast<double>(set_->count()) / progress.seconds;
    progress.doing = fmt::format("batch {} of {}", batch + 1, batches_.size());
    observer_.progress(progress);
    return !observer_.stop_requested();
  }

  /// Collective: where writing fails on one rank, all end.
  void write(const BatchValues& values, const Batch& part) {
    const Batch& mine = values.part;
    const io::Slab slab{{mine.first_query, static_cast<std::int64_t>(mine.first_time)},
                        {mine.queries(), mine.times()}};
    for (const auto& [name, numbers] : values.reals) file_->write(name, slab, numbers);
    for (const auto& [name, numbers] : values.integers) file_->write(name, slab, numbers);
    file_->settle();
    const bool speaks = grid_.points().is_root();  // for its group
    const std::int64_t terms = set_->count() * part.queries() * part.times();
    const std::vector<std::int64_t> sums = communicator_.sum(
        std::vector<std::int64_t>{speaks ? terms : 0, speaks ? values.exponentials : 0,
                                  speaks && part.first_time == 0 ? set_->count() * part.queries() : 0});
    summary_.work.pair_times += sums[0];
    summary_.work.exponentials += sums[1];
    summary_.work.pairs += sums[2];
  }

  /// Queries from `first` on are marked as not done: NaN and -1. Collective.
  void mark_missing(std::int64_t first) {
    const auto times = static_cast<std::int64_t>(options().times.size());
    const std::int64_t missing = subject_.queries - first, ranks = communicator_.size();
    const std::int64_t last = first + missing * (communicator_.rank() + 1) / ranks;
    for (std::int64_t query = first + missing * communicator_.rank() / ranks; query < last; ++query)
      for (const io::SlabVariable& variable : evaluate_variables(subject_)) {
        const auto dimensions = evaluate_dimensions(subject_);
        const bool has_more = variable.dimensions.size() > 2;
        const auto size =
            static_cast<std::size_t>(times * (has_more ? dimensions.at(variable.dimensions.back()) : 1));
        const io::Slab slab{{query, 0}, {1, times}};
        if (variable.type == io::SlabType::real)
          file_->write(variable.name, slab,
                       std::vector<double>(size, std::numeric_limits<double>::quiet_NaN()));
        else
          file_->write(variable.name, slab, std::vector<std::int64_t>(size, -1));
      }
    file_->settle();
  }

  void finish(std::int64_t queries_done) {
    RunWork& work = summary_.work;
    const double product_flops = kernels::flops_per_product * set_->dimension();
    work.flops = product_flops * EvaluateBatch::products(options()) * static_cast<double>(work.pair_times) +
                 kernels::flops_per_term * static_cast<double>(work.exponentials);
    summary_.seconds = record_.seconds();
    summary_.predicted_seconds = record_.predicted_seconds();
    if (queries_done == 0) return;
    if (!summary_.finished) mark_missing(queries_done);
    const io::Document document = evaluate_document(
        subject_, queries_done,
        record_.provenance(options().command_line,
                           refreshed(evaluate_option_table(), origins_, options(), EvaluateOptions()),
                           options().seed, subject_.precision.used, work));
    if (summary_.finished)
      file_->finish(document);
    else
      file_->finish_partial(document);
    summary_.output = summary_.finished ? options().output : file_->partial_path();
    summary_.seconds = record_.seconds();
  }

  const parallel::Communicator& communicator_;
  Observer& observer_;
  std::vector<ResolvedOption> origins_;
  RankGrid grid_;
  RunRecord record_;
  TileChunks chunks_;
  std::string what_;  // the queries, in messages
  std::unique_ptr<datasets::RowReader> rows_;
  EvaluateSubject subject_;
  std::optional<datasets::TrainingSet> set_;
  std::optional<QueryFrame> frame_;
  std::optional<io::SlabFile> file_;
  std::vector<Batch> batches_;
  double worst_time_ = 0;  // of rounding in float
  EvaluateSummary summary_;
};

}  // namespace

EvaluateSummary run_evaluate(const EvaluateOptions& resolved, const std::vector<ResolvedOption>& origins,
                             const parallel::Communicator& communicator, Observer& observer,
                             RunExtent extent) {
  return EvaluateRun(resolved, origins, communicator, observer).run(extent);
}

}  // namespace regimes::experiments
