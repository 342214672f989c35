#include "experiments/sample/sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "experiments/sample/sample_document.hpp"
#include "experiments/sample/sample_report.hpp"
#include "experiments/sample/sampler_work.hpp"
#include "experiments/sample/score_model.hpp"
#include "experiments/training/training_data.hpp"
#include "parallel/collective_errors.hpp"
#include "parallel/gather_rows.hpp"

namespace regimes::experiments {
namespace {

/// One part, a step of all paths in every piece.
class SampleMeasurement final : public Measurement {
 public:
  /// Every rank looks at the files of the data. Collective.
  SampleMeasurement(const SampleOptions& options, const parallel::Communicator& communicator)
      : communicator_(communicator) {
    result_.options = options;
    parallel::rethrow_on_all_ranks(communicator, [&] { fill_from_files(result_.options); });
    result_.dimension = static_cast<int>(result_.options.dimension.value());
    result_.schedule = schedule(result_.options);
    result_.times = observation_times(result_.options);
  }

  const SampleOptions& options() const override { return result_.options; }

  RunCost cost(int ranks) const override {
    constexpr int sets_of_paths = 3;  // those that stand, means, and these in the units of the data
    RunCost cost = sampler_cost(options(), static_cast<std::size_t>(steps()), sets_of_paths, ranks);
    const bool is_empirical = options().score == ScoreKind::empirical;
    const double paths = static_cast<double>(options().trajectories), d = result_.dimension,
                 times = static_cast<double>(result_.times.size());
    const double of_observation =
        (is_empirical ? empirical_values : population_values) + (options().save_paths ? d : 0);
    const double observed = paths * times * of_observation * sizeof(double),
                 points = paths * d * sizeof(double);
    const double ends = (result_.schedule.back() > 0 ? 2 : 1) * points;  // with their means
    cost.memory.push_back({"paths on root", "--trajectories, --dimension", points});
    cost.memory.push_back(
        {"results", "--trajectories, --times, --save-paths", copies_while_writing * (observed + ends)});
    cost.result_bytes = observed + ends;
    cost.checkpoint_bytes = observed + points;
    return cost;
  }

  void check() override {
    model_.emplace(result_.options, smallest_score_time(result_.schedule), communicator_,
                   datasets::one_block_window);
  }

  void set_up() override {
    model_.emplace(result_.options, smallest_score_time(result_.schedule), communicator_);
    observer_of_paths_.emplace(*model_, options().save_paths);
    integrator_.emplace(model_->path_score(), options().step, options().seed);
    result_.class_values = model_->class_values();
    result_.guidance_class = labels_of_paths(*model_);
    result_.precision = model_->precision();
    result_.equals = model_->equals();
    result_.variables = observer_of_paths_->variables();
    result_.counts_distinct = has_equals(result_.equals);
    if (communicator_.is_root()) result_.observed = nothing_observed(result_);
    result_.variance.assign(result_.times.size(), unknown_variance);
    paths_ = diffusion::start_from_noise(static_cast<int>(options().trajectories), result_.dimension,
                                         options().seed, communicator_);
  }

  void restore(const DocumentStart& start) override {
    const datasets::TrainingSet* set = model_->set();
    read_sample_state(start.document, set ? set->end_of_rows() : 0, result_);
  }

  void share() override {
    result_.steps_done = steps_at_start_ = communicator_.broadcast(result_.steps_done);
    result_.compares_means = communicator_.broadcast(std::int64_t{result_.compares_means}) == 1;
    if (!result_.compares_means) observer_of_paths_->leave_out_means();
    result_.counts_distinct = communicator_.broadcast(std::int64_t{result_.counts_distinct}) == 1;
    if (!result_.counts_distinct) observer_of_paths_->leave_out_distinct();
    result_.variables = observer_of_paths_->variables();
    paths_.x = parallel::scatter_rows(result_.x, result_.dimension, paths_.count, communicator_);
  }

  int parts() const override { return 1; }
  bool is_done(int /*part*/) const override { return result_.steps_done == steps(); }
  void load(int /*part*/) override {}

  RunIntroduction introduction() const override {
    return {title(), model_->precision().used, model_->notes(), model_->warnings()};
  }
  std::string title() const override {
    return fmt::format("sample: {}{}, times: {:.4g} to {:.4g} in {}", description(options()),
                       guidance_text(options().guidance), result_.schedule.front(), result_.schedule.back(),
                       counted(steps(), "step"));
  }

  Piece advance(std::int64_t /*size*/) override {
    const auto step = static_cast<std::size_t>(result_.steps_done);
    const double t = result_.schedule[step];
    observe(t);
    integrator_->advance(paths_, t, result_.schedule[step + 1], static_cast<std::uint32_t>(step));
    ++result_.steps_done;
    return {0, Piece::News::something, result_.steps_done == steps()};
  }

  Standing standing() const override {
    const double terms = model_ ? static_cast<double>(model_->score().work().terms) : 0;
    return {static_cast<double>(result_.steps_done) / static_cast<double>(steps()),
            terms * communicator_.size(),
            fmt::format("t = {:.3g}", result_.schedule[static_cast<std::size_t>(result_.steps_done)])};
  }

  void gather() override {
    result_.x = parallel::gather_rows_on_root(paths_.x, result_.dimension, communicator_);
    work_ = work_of(model_->score(), communicator_);
  }

  bool conclude(int /*step*/) override {
    const double end = result_.schedule.back();
    observe(end);
    result_.end_points =
        parallel::gather_rows_on_root(model_->raw(paths_.x, end), result_.dimension, communicator_);
    if (end > 0 && result_.compares_means)
      result_.end_means = parallel::gather_rows_on_root(
          model_->raw(model_->path_score().denoise(paths_, end).mean, 0), result_.dimension, communicator_);
    if (communicator_.is_root()) result_.memorised = memorised_fractions(result_);
    return false;
  }

  RunWork work() const override { return work_; }
  io::Document document(io::Group provenance) override {
    return sample_document(result_, std::move(provenance));
  }
  std::string report(const RunEnd& end) override { return sample_report(summary(end)); }

  SampleSummary summary(const RunEnd& end) const {
    SampleSummary summary;
    static_cast<RunEnd&>(summary) = end;
    summary.trajectories = options().trajectories;
    summary.steps = result_.steps_done - steps_at_start_;
    summary.times = result_.times;
    summary.ratio = options().ratio;
    summary.memorised = result_.memorised;
    summary.variance = result_.variance;
    summary.compares_means = result_.compares_means;
    return summary;
  }

 private:
  static constexpr double empirical_values =
      14;  // of a path at a time: entropies, neighbours, their distances
  static constexpr double population_values = 5;  // norm, overlap, weights of classes, guidance

  std::int64_t steps() const { return static_cast<std::int64_t>(result_.schedule.size()) - 1; }

  void observe(double t) {
    const auto at = std::find(result_.times.begin(), result_.times.end(), t);
    if (at == result_.times.end()) return;
    PathValues own = observer_of_paths_->observe(paths_, t), all;
    all.variance = own.variance;
    for (const PathVariable& variable : result_.variables) {
      if (variable.is_integer)
        all.integers[variable.name] =
            parallel::gather_rows_on_root(own.integers[variable.name], variable.width, communicator_);
      else
        all.reals[variable.name] =
            parallel::gather_rows_on_root(own.reals[variable.name], variable.width, communicator_);
    }
    if (communicator_.is_root()) place(result_, static_cast<std::size_t>(at - result_.times.begin()), all);
  }

  const parallel::Communicator& communicator_;
  SampleResult result_;
  std::optional<ScoreModel> model_;
  std::optional<PathObserver> observer_of_paths_;
  std::optional<diffusion::Integrator> integrator_;
  diffusion::Trajectories paths_;
  std::int64_t steps_at_start_ = 0;
  RunWork work_;
};

}  // namespace

std::unique_ptr<Measurement> prepare(const SampleOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<SampleMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
