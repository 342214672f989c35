#include "experiments/guidance/guidance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

#include "base/text.hpp"
#include "experiments/guidance/class_direction.hpp"
#include "experiments/guidance/guidance_analysis.hpp"
#include "experiments/guidance/guidance_document.hpp"
#include "experiments/guidance/guidance_report.hpp"
#include "experiments/guidance/guidance_theory.hpp"
#include "experiments/sample/path_observer.hpp"
#include "experiments/sample/sampler_work.hpp"
#include "experiments/sample/score_model.hpp"
#include "experiments/training/training_data.hpp"
#include "parallel/collective_errors.hpp"
#include "parallel/gather_rows.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// A part is a strength, a piece a step of all its paths.
class GuidanceMeasurement final : public Measurement {
 public:
  /// Every rank looks at the files of the data. Collective.
  GuidanceMeasurement(const GuidanceOptions& options, const parallel::Communicator& communicator)
      : communicator_(communicator) {
    result_.options = options;
    parallel::rethrow_on_all_ranks(communicator, [&] { fill_from_files(result_.options); });
    result_.dimension = static_cast<int>(result_.options.dimension.value());
    result_.schedule = sampler_times(result_.options);
    result_.ends.resize(options.strengths.size());
  }

  const GuidanceOptions& options() const override { return result_.options; }

  RunCost cost(int ranks) const override {
    constexpr int sets_of_paths = 2;  // those that stand, and means
    RunCost cost =
        sampler_cost(options(), static_cast<std::size_t>(steps()) * strengths(), sets_of_paths, ranks);
    const double paths = static_cast<double>(options().trajectories),
                 of_ends = paths * static_cast<double>(strengths()) * values_of_end * sizeof(double),
                 standing = paths * (result_.dimension + 2.) * sizeof(double);
    cost.memory.push_back({"paths and ends on root", "--trajectories, --dimension, --strengths",
                           copies_while_writing * (standing + of_ends)});
    cost.result_bytes = of_ends;
    cost.checkpoint_bytes = of_ends + standing;
    return cost;
  }

  void check() override { make_model(datasets::one_block_window); }

  void set_up() override {
    make_model(datasets::usual_window_bytes);
    integrator_.emplace(model_->path_score(), options().step, options().seed);
  }

  void restore(const DocumentStart& start) override {
    read_guidance_state(start.document, model_->set() ? model_->set()->end_of_rows() : 0,
                        model_->set() ? model_->set()->count() : 0, result_);
  }

  void share() override {
    result_.strengths_done = communicator_.broadcast(result_.strengths_done);
    result_.steps_done = communicator_.broadcast(result_.steps_done);
    steps_at_start_ = all_steps_done();
    if (result_.steps_done == 0) return;
    paths_ = diffusion::Trajectories{
        static_cast<int>(options().trajectories), result_.dimension, 0,
        parallel::share_of(static_cast<int>(options().trajectories), communicator_),
        parallel::scatter_rows(result_.x, result_.dimension, static_cast<int>(options().trajectories),
                               communicator_)};
    if (!result_.is_empirical()) return;
    nearest_ = parallel::scatter_rows(result_.nearest, 1, paths_.count, communicator_);
    last_change_ = parallel::scatter_rows(result_.last_change, 1, paths_.count, communicator_);
  }

  int parts() const override { return static_cast<int>(strengths()); }
  bool is_done(int part) const override { return part < result_.strengths_done; }
  void load(int part) override {
    model_->guided()->set_strength(options().strengths[static_cast<std::size_t>(part)]);
    if (result_.steps_done > 0) return;
    paths_ = diffusion::start_from_noise(static_cast<int>(options().trajectories), result_.dimension,
                                         options().seed, communicator_);
    nearest_.clear();
    last_change_.assign(static_cast<std::size_t>(paths_.own_count()), not_a_number);
  }

  RunIntroduction introduction() const override {
    return {title(), model_->precision().used, model_->notes(), model_->warnings()};
  }
  std::string title() const override {
    return fmt::format("guidance: {}, {}, w = {}", description(options()), name_of(options().guidance.kind),
                       fmt::join(options().strengths, ", "));
  }

  Piece advance(std::int64_t /*size*/) override {
    const auto step = static_cast<std::size_t>(result_.steps_done);
    const diffusion::Denoised denoised = integrator_->advance(
        paths_, result_.schedule[step], result_.schedule[step + 1], static_cast<std::uint32_t>(step));
    std::vector<std::int64_t> nearest;
    for (const kernels::Posterior& state : denoised.posterior) nearest.push_back(state.nearest_index);
    see_nearest(nearest, step);
    ++result_.steps_done;
    if (result_.steps_done < steps()) return {0, Piece::News::something, false};
    end_strength();
    return {0, Piece::News::milestone, true};
  }

  Standing standing() const override {
    return {static_cast<double>(all_steps_done()) / static_cast<double>(steps() * parts()),
            static_cast<double>(model_ ? model_->score().work().terms : 0) * communicator_.size(),
            result_.strengths_done < parts()
                ? fmt::format("w = {}, t = {:.3g}",
                              options().strengths[static_cast<std::size_t>(result_.strengths_done)],
                              result_.schedule[static_cast<std::size_t>(result_.steps_done)])
                : ""};
  }

  void gather() override {
    if (result_.steps_done > 0) {
      result_.x = parallel::gather_rows_on_root(paths_.x, result_.dimension, communicator_);
      if (result_.is_empirical()) {
        result_.nearest = parallel::gather_rows_on_root(nearest_, 1, communicator_);
        result_.last_change = parallel::gather_rows_on_root(last_change_, 1, communicator_);
      }
    }
    work_ = work_of(model_->score(), communicator_);
  }

  bool conclude(int /*step*/) override {
    std::vector<double> shifts(strengths(), not_a_number);
    if (result_.is_empirical() && model_->law())
      shifts = predicted_shifts(options(), *model_->law(), *model_->set(), result_.path_class,
                                model_->partition(), communicator_);
    if (!communicator_.is_root()) return false;
    result_.effects = guidance_effects(result_);
    if (model_->law()) add_theory(*model_->law(), result_);
    for (std::size_t i = 0; i < shifts.size(); ++i) result_.effects[i].predicted_shift = shifts[i];
    return false;
  }

  RunWork work() const override { return work_; }
  io::Document document(io::Group provenance) override {
    return guidance_document(result_, std::move(provenance));
  }
  std::string report(const RunEnd& end) override {
    return guidance_report(result_, (all_steps_done() - steps_at_start_) * options().trajectories, end);
  }

 private:
  static constexpr double values_of_end = 5;  // the members of GuidedEnds

  std::size_t strengths() const { return options().strengths.size(); }
  std::int64_t steps() const { return static_cast<std::int64_t>(result_.schedule.size()) - 1; }
  std::int64_t all_steps_done() const { return result_.strengths_done * steps() + result_.steps_done; }
  double end() const { return result_.schedule.back(); }

  void make_model(std::int64_t window_bytes) {
    model_.emplace(result_.options, smallest_score_time(result_.schedule), communicator_, window_bytes);
    result_.precision = model_->precision();
    result_.equals = model_->equals();
    result_.class_values = model_->class_values();
    const std::vector<int>& class_of_path = model_->guided()->class_of_path();
    result_.path_class.assign(class_of_path.begin(), class_of_path.end());
    directions_ = model_->law() ? class_directions(*model_->law())
                                : class_directions(*model_->set(), model_->partition(), communicator_);
    for (std::size_t c = 0; c < directions_.size(); ++c) {
      if (std::find(class_of_path.begin(), class_of_path.end(), static_cast<int>(c)) != class_of_path.end())
        require_direction(directions_[c], label_of(static_cast<int>(c)));
      result_.separations.push_back(directions_[c].separation);
    }
    if (model_->set()) result_.class_points = class_sizes(*model_->set(), result_.class_values.size());
  }

  int label_of(int position) const {
    return result_.class_values.empty() ? 0 : result_.class_values[static_cast<std::size_t>(position)];
  }

  /// The nearest points of this rank's paths at schedule[at]: where one differs from that before, it has
  /// changed at the larger of the two times.
  void see_nearest(const std::vector<std::int64_t>& nearest, std::size_t at) {
    if (at > 0)
      for (std::size_t i = 0; i < nearest.size(); ++i)
        if (nearest[i] != nearest_[i]) last_change_[i] = result_.schedule[at - 1];
    nearest_ = nearest;
  }

  void end_strength() {
    GuidedEnds ends;
    if (result_.is_empirical()) {
      std::vector<std::int64_t> nearest;
      for (const kernels::Neighbour& neighbour : nearest_of(*model_, paths_, end(), 1).nearest)
        nearest.push_back(neighbour.index);
      see_nearest(nearest, result_.schedule.size() - 1);
      ends.last_change = last_change_;
    }
    const auto d = static_cast<std::size_t>(result_.dimension);
    for (int i = 0; i < paths_.own_count(); ++i) {
      const double* x = paths_.x.data() + static_cast<std::size_t>(i) * d;
      const int path = paths_.own.first + i;
      const ClassDirection& direction = directions_[static_cast<std::size_t>(result_.path_class[path])];
      const std::vector<double> end_point = at_time_zero(x);
      ends.along.push_back(direction.along(end_point.data()));
      ends.across.push_back(direction.across(end_point.data()));
      ends.end_class.push_back(label_of(class_at(x, static_cast<std::size_t>(i))));
      if (result_.is_empirical())
        ends.nearest.push_back(model_->set()->file_row(nearest_[static_cast<std::size_t>(i)]));
    }
    keep(ends);
    ++result_.strengths_done;
    result_.steps_done = 0;
  }

  /// Paths that end at t > 0 are brought to the scale of the data; their noise stays.
  std::vector<double> at_time_zero(const double* x) const {
    std::vector<double> point(x, x + result_.dimension);
    for (double& coordinate : point) coordinate *= std::exp(end());
    return point;
  }

  /// The class of the nearest point, or by the law the one of the largest posterior weight.
  int class_at(const double* x, std::size_t own) {
    if (result_.is_empirical()) return model_->set()->class_of(nearest_[own]);
    std::vector<double> log_weights(static_cast<std::size_t>(model_->law()->classes()));
    model_->law()->class_log_weights({x, static_cast<std::size_t>(result_.dimension)}, end(), log_weights);
    return static_cast<int>(std::max_element(log_weights.begin(), log_weights.end()) - log_weights.begin());
  }

  /// Collective.
  void keep(const GuidedEnds& own) {
    const auto gather = [this](const auto& values) {
      return parallel::gather_rows_on_root(values, 1, communicator_);
    };
    GuidedEnds all{gather(own.along), gather(own.across), gather(own.end_class), {}, {}};
    if (result_.is_empirical()) {
      all.nearest = gather(own.nearest);
      all.last_change = gather(own.last_change);
    }
    result_.ends[static_cast<std::size_t>(result_.strengths_done)] = std::move(all);
  }

  const parallel::Communicator& communicator_;
  GuidanceResult result_;
  std::optional<ScoreModel> model_;
  std::optional<diffusion::Integrator> integrator_;
  std::vector<ClassDirection> directions_;  // [class]
  diffusion::Trajectories paths_;
  std::vector<std::int64_t> nearest_;  // [own], indices at the last time; empty before the first
  std::vector<double> last_change_;    // [own]; NaN: none yet
  std::int64_t steps_at_start_ = 0;
  RunWork work_;
};

}  // namespace

std::unique_ptr<Measurement> prepare(const GuidanceOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<GuidanceMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
