#include "experiments/sample/sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "datasets/together.hpp"
#include "experiments/run/kept_run.hpp"
#include "experiments/run/state_reading.hpp"
#include "experiments/sample/sample_document.hpp"
#include "experiments/sample/sampler_work.hpp"
#include "experiments/sample/score_model.hpp"
#include "experiments/training/training_data.hpp"
#include "parallel/gather_rows.hpp"

namespace regimes::experiments {
namespace {

class SampleRun {
 public:
  SampleRun(const SampleOptions& options, const std::vector<ResolvedOption>& origins,
            const parallel::Communicator& communicator, Observer& observer,
            const std::optional<DocumentStart>& start)
      : communicator_(communicator),
        observer_(observer),
        origins_(origins),
        record_(communicator),
        kept_(options.output, options.checkpoints, communicator, observer) {
    result_.options = options;
    datasets::together(communicator, [&] { fill_from_files(result_.options); });
    result_.schedule = schedule(options);
    result_.times = observation_times(options);
    model_.emplace(result_.options, smallest_score_time(result_.schedule), communicator);
    observer_of_paths_.emplace(*model_, options.save_paths);
    integrator_.emplace(model_->score(), options.step, options.seed);
    result_.dimension = model_->dimension();
    result_.class_values = model_->class_values();
    result_.variables = observer_of_paths_->variables();
    if (communicator.is_root()) {
      result_.observed = nothing_observed(result_);
      kept_.note_inputs(result_.options);
    }
    paths_ = diffusion::start_from_noise(static_cast<int>(options.trajectories), result_.dimension,
                                         options.seed, communicator);
    if (start) go_on_from(*start);
    steps_at_start_ = result_.steps_done;
  }

  SampleSummary run(RunExtent extent) {
    announce();
    if (extent == RunExtent::checks) {
      summary_.finished = true;
      return summary_;
    }
    bool goes_on = true;
    while (goes_on && result_.steps_done < steps()) {
      const auto step = static_cast<std::size_t>(result_.steps_done);
      const double t = result_.schedule[step];
      observe(t);
      integrator_->advance(paths_, t, result_.schedule[step + 1], static_cast<std::uint32_t>(step));
      ++result_.steps_done;
      if (result_.steps_done < steps()) goes_on = look_around();
    }
    finish(goes_on);
    return summary_;
  }

 private:
  std::int64_t steps() const { return static_cast<std::int64_t>(result_.schedule.size()) - 1; }

  void go_on_from(const DocumentStart& start) {
    kept_.go_on_from(start.run);
    read_state(kept_.start_file(), communicator_, [&] { read_sample_state(start.document, result_); });
    result_.steps_done = communicator_.broadcast(result_.steps_done);
    paths_.x = parallel::scatter_rows(result_.x, result_.dimension, paths_.count, communicator_);
  }

  void announce() {
    RunHeader header = record_.header(
        fmt::format("sample: {}, times: {:.4g} to {:.4g} in {} steps", model_->description(result_.options),
                    result_.schedule.front(), result_.schedule.back(), steps()),
        model_->precision().used);
    if (kept_.goes_on()) header.notes.push_back(fmt::format("goes on from {}", kept_.start_file()));
    if (communicator_.is_root()) observer_.header(header);
  }

  void observe(double t) {
    const auto at = std::find(result_.times.begin(), result_.times.end(), t);
    if (at == result_.times.end()) return;
    PathValues own = observer_of_paths_->observe(paths_, t), all;
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

  /// Between two steps: progress, a checkpoint, or the end. Returns whether all go on.
  bool look_around() {
    observer_.holds_results(true);
    if (communicator_.is_root()) tell();
    const KeptRun::Wish agreed = kept_.agree();
    if (agreed == KeptRun::Wish::checkpoint) {
      gather_state();
      if (communicator_.is_root()) kept_.write([&] { return document(); });
    }
    return agreed != KeptRun::Wish::stop;
  }

  void tell() {
    Progress progress;
    const auto all = static_cast<double>(steps());
    progress.fraction = static_cast<double>(result_.steps_done) / all;
    progress.fraction_at_start = static_cast<double>(steps_at_start_) / all;
    progress.seconds = kept_.checkpointer().seconds();
    const auto terms = static_cast<double>(model_->score().work().terms) * communicator_.size();
    progress.pair_times_per_second = terms / progress.seconds;
    progress.doing =
        fmt::format("t = {:.3g}", result_.schedule[static_cast<std::size_t>(result_.steps_done)]);
    record_.predict(progress.fraction - progress.fraction_at_start, 1 - progress.fraction_at_start);
    observer_.progress(progress);
  }

  /// Brings to root what it writes. Collective.
  void gather_state() {
    result_.x = parallel::gather_rows_on_root(paths_.x, result_.dimension, communicator_);
    summary_.work = work_of(model_->score(), communicator_);
  }

  void finish(bool is_done) {
    if (is_done) {
      const double end = result_.schedule.back();
      observe(end);
      result_.end_points =
          parallel::gather_rows_on_root(model_->raw(paths_.x, end), result_.dimension, communicator_);
    }
    gather_state();
    summary_.finished = is_done;
    summary_.trajectories = result_.options.trajectories;
    summary_.steps = result_.steps_done - steps_at_start_;
    summary_.times = result_.times;
    summary_.ratio = result_.options.ratio;
    summary_.seconds = kept_.checkpointer().seconds();
    summary_.predicted_seconds = record_.predicted_seconds();
    if (!communicator_.is_root()) return;
    if (is_done) summary_.memorised = result_.memorised = memorised_fractions(result_);
    const auto made = [&] { return document(); };
    summary_.output = is_done ? kept_.finish(made) : kept_.keep(made);
  }

  io::Document document() const {
    const SampleOptions& options = result_.options;
    return sample_document(
        result_,
        kept_.provenance(record_.describe(
            options.command_line, refreshed(sample_option_table(), origins_, options, SampleOptions()),
            options.seed, model_->precision().used, kept_.all_work(summary_.work))));
  }

  const parallel::Communicator& communicator_;
  Observer& observer_;
  std::vector<ResolvedOption> origins_;
  RunRecord record_;
  KeptRun kept_;
  SampleResult result_;
  std::optional<ScoreModel> model_;
  std::optional<PathObserver> observer_of_paths_;
  std::optional<diffusion::Integrator> integrator_;
  diffusion::Trajectories paths_;
  std::int64_t steps_at_start_ = 0;
  SampleSummary summary_;
};

}  // namespace

SampleSummary run_sample(const SampleOptions& resolved, const std::vector<ResolvedOption>& origins,
                         const parallel::Communicator& communicator, Observer& observer,
                         const std::optional<DocumentStart>& start, RunExtent extent) {
  return SampleRun(resolved, origins, communicator, observer, start).run(extent);
}

}  // namespace regimes::experiments
