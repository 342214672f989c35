#include "experiments/trajectories/trajectories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "experiments/sample/path_observer.hpp"
#include "experiments/sample/sampler_work.hpp"
#include "experiments/sample/score_model.hpp"
#include "experiments/training/training_data.hpp"
#include "experiments/trajectories/nearest_record.hpp"
#include "experiments/trajectories/path_comparison.hpp"
#include "experiments/trajectories/trajectories_document.hpp"
#include "experiments/trajectories/trajectories_parts.hpp"
#include "experiments/trajectories/trajectories_report.hpp"
#include "experiments/trajectories/trajectories_state.hpp"
#include "parallel/collective_errors.hpp"
#include "parallel/gather_rows.hpp"

namespace regimes::experiments {
namespace {

using diffusion::Trajectories;
using Part = TrajectoriesPart;

/// Streams of forward noise: those of the recorded paths follow those of clones and turns.
constexpr std::uint32_t recorded_paths = 1u << 20;

/// Between two steps a run is where it stands in its part, the trunk, the ends of first clones and the
/// nearest points recorded so far; all else is a function of the options. A part is concluded when the next
/// one is loaded, or at the end.
class TrajectoriesMeasurement final : public Measurement {
 public:
  /// Every rank looks at the files of the data. Collective.
  TrajectoriesMeasurement(const TrajectoriesOptions& options, const parallel::Communicator& communicator)
      : communicator_(communicator),
        count_(static_cast<int>(options.trajectories)),
        nearest_(count_, communicator) {
    result_.options = options;
    parallel::rethrow_on_all_ranks(communicator, [&] { fill_from_files(result_.options); });
    result_.dimension = static_cast<int>(result_.options.dimension.value());
    result_.schedule = schedule(result_.options);
    result_.record = record_times(result_.options);
    result_.clones.resize(options.clone_times.size());
    result_.turns.resize(options.turn_times.size());
    parts_ = parts_of(options, result_.schedule, result_.record);
    for (const Part& part : parts_) all_steps_ += part.steps();
  }

  const TrajectoriesOptions& options() const override { return result_.options; }

  RunCost cost(int ranks) const override {
    constexpr int sets_of_paths = 5;  // trunk, paths, a step of them, sources and these with noise
    RunCost cost = sampler_cost(options(), all_steps_, sets_of_paths, ranks);
    const auto paths = static_cast<double>(options().trajectories);
    const double standing = 2 * paths * result_.dimension * sizeof(double),
                 recorded = options().last_change == LastChange::none
                                ? 0
                                : paths * static_cast<double>(result_.record.size()) * sizeof(std::int64_t);
    cost.memory.push_back({"results", "--trajectories, --dimension, --last-change",
                           copies_while_writing * (standing + recorded)});
    cost.checkpoint_bytes = standing + recorded;
    cost.result_bytes = 2 * paths * sizeof(double);
    return cost;
  }

  void check() override {
    model_.emplace(result_.options, smallest_score_time(result_.schedule), communicator_,
                   datasets::one_block_window);
  }

  void set_up() override {
    model_.emplace(result_.options, smallest_score_time(result_.schedule), communicator_);
    result_.precision = model_->precision();
    result_.equals = model_->equals();
    integrator_.emplace(model_->path_score(), options().step, options().seed);
    result_.guidance_class = labels_of_paths(*model_);
    if (model_->set()) cluster_of_ = source_indices(*model_, count_, options().seed);
  }

  void restore(const DocumentStart& start) override {
    read_trajectories_state(start.document, result_);
    const Part& part = part_of(*result_.state, parts_);
    require_fits(*result_.state, part, shape(part, static_cast<std::size_t>(result_.state->steps_done)));
  }

  void share() override {
    const TrajectoriesState state = result_.state.value_or(TrajectoriesState());
    part_ = static_cast<std::size_t>(communicator_.broadcast(state.part));
    step_ = static_cast<std::size_t>(communicator_.broadcast(state.steps_done));
    for (std::size_t part = 0; part < part_; ++part) steps_done_ += parts_[part].steps();
    steps_at_start_ = steps_done_ += step_;
    take_up(parts_[part_], state);
  }

  int parts() const override { return static_cast<int>(parts_.size()); }
  bool is_done(int part) const override {
    const auto number = static_cast<std::size_t>(part);
    return number < part_ || (number == part_ && step_ == parts_[part_].steps());
  }
  void load(int part) override {
    if (static_cast<std::size_t>(part) != part_) {
      conclude_part(parts_[part_]);
      part_ = static_cast<std::size_t>(part);
      step_ = 0;
    }
    if (step_ == 0) begin(parts_[part_]);
  }

  RunIntroduction introduction() const override {
    return {title(), model_->precision().used, model_->notes(), model_->warnings()};
  }
  std::string title() const override {
    return fmt::format("trajectories: {}{}, clones at {}, U-turns at {}, last changes: {}",
                       description(options()), guidance_text(options().guidance),
                       counted(std::ssize(options().clone_times), "time"), options().turn_times.size(),
                       name_of(options().last_change));
  }

  Piece advance(std::int64_t /*size*/) override {
    const Part& part = parts_[part_];
    advance_to_next(part, part.first + step_);
    ++step_;
    ++steps_done_;
    return {0, Piece::News::something, step_ == part.steps()};
  }

  Standing standing() const override {
    return {static_cast<double>(steps_done_) / static_cast<double>(all_steps_), 0,
            std::string(name_of(parts_[part_].kind))};
  }

  void gather() override {
    if (!is_concluded_) gather_state();
    work_ = work_of(model_->score(), communicator_);
  }

  bool conclude(int /*step*/) override {
    conclude_part(parts_[part_]);
    is_concluded_ = true;
    result_.state.reset();
    return false;
  }

  RunWork work() const override { return work_; }
  io::Document document(io::Group provenance) override {
    return trajectories_document(result_, std::move(provenance));
  }
  std::string report(const RunEnd& end) override { return trajectories_report(summary(end)); }

  TrajectoriesSummary summary(const RunEnd& end) const {
    return {end, result_, static_cast<std::int64_t>(steps_done_ - steps_at_start_) * options().trajectories};
  }

 private:
  double end() const { return result_.schedule.back(); }

  Trajectories& walking(const Part& part) { return part.kind == Part::Kind::trunk ? trunk_ : paths_; }

  /// A path of its own for every number: those of the trunk come first, then clones, then turns.
  std::int64_t first_number(const Part& part) const {
    if (part.kind == Part::Kind::clone || part.kind == Part::Kind::turn)
      return static_cast<std::int64_t>(walk_of(part) + 1) * options().trajectories;
    return 0;
  }

  std::uint32_t walk_of(const Part& part) const {
    const std::size_t before = part.kind == Part::Kind::turn ? 2 * options().clone_times.size() : 0;
    return static_cast<std::uint32_t>(before + part.number);
  }

  void begin(const Part& part) {
    switch (part.kind) {
      case Part::Kind::trunk:
        if (part.first == 0)
          trunk_ = diffusion::start_from_noise(count_, model_->dimension(), options().seed, communicator_);
        return;
      case Part::Kind::clone:
        paths_ = trunk_;
        break;
      case Part::Kind::turn: {
        const double t = options().turn_times[part.number];
        paths_ = noised(t, walk_of(part));
        measure_identities(result_.turns[part.number], *model_, sources(), paths_, t, cluster_of_);
        break;
      }
      case Part::Kind::recorded:
        paths_ = sources().at_zero;
    }
    paths_.first_number = first_number(part);
  }

  void advance_to_next(const Part& part, std::size_t step) {
    if (part.kind == Part::Kind::recorded) return diffuse_and_record(step);
    const double t = result_.schedule[step];
    const bool records = part.kind == Part::Kind::trunk && is_recorded(t);
    // A smoothed score does not say which point is nearest.
    if (records && model_->is_smoothed()) nearest_.add(attribute(*model_, trunk_, t).index);
    const diffusion::Denoised denoised =
        integrator_->advance(walking(part), t, result_.schedule[step + 1], static_cast<std::uint32_t>(step));
    if (!records || model_->is_smoothed()) return;
    std::vector<std::int64_t> nearest;
    for (const kernels::Posterior& state : denoised.posterior) nearest.push_back(state.nearest_index);
    nearest_.add(nearest);
  }

  /// A step of the forward process from training points: in law, backward paths under the exact empirical
  /// score (src/theory/README.md).
  void diffuse_and_record(std::size_t step) {
    const double from = step == 0 ? 0 : result_.record[step - 1], to = result_.record[step];
    diffusion::diffuse(paths_, from, to, forward_stream(recorded_paths + static_cast<std::uint32_t>(step)));
    nearest_.add(attribute(*model_, paths_, to).index);
  }

  void conclude_part(const Part& part) {
    switch (part.kind) {
      case Part::Kind::trunk:
        if (part.last == result_.schedule.size() - 1) conclude_trunk();
        return;
      case Part::Kind::clone:
        return conclude_clone(part.number / 2, part.number % 2 == 0);
      case Part::Kind::turn: {
        Agreement& agreement = result_.turns[part.number];
        compare_ends(agreement, attribute(*model_, paths_, end()), sources().known, cluster_of_,
                     communicator_);
        agreement.autocorrelation = autocorrelation(sources().at_zero, paths_, cluster_of_, communicator_);
        return;
      }
      case Part::Kind::recorded:
        result_.forward = nearest_.conclude(result_.record);
    }
  }

  /// It goes to the end only where its nearest points are recorded.
  void conclude_trunk() {
    if (is_recorded(end())) nearest_.add(attribute(*model_, trunk_, end()).index);
    std::vector<double> times;
    for (const double t : result_.schedule)
      if (const auto time = recorded(t)) times.push_back(*time);
    result_.backward = nearest_.conclude(times);
  }

  void conclude_clone(std::size_t branch, bool is_first) {
    const Attribution ends = attribute(*model_, paths_, end());
    if (is_first) {
      first_ends_ = ends;
      return;
    }
    const double t = options().clone_times[branch];
    compare_ends(result_.clones[branch], first_ends_, ends, {}, communicator_);
    measure_identities(result_.clones[branch], *model_, sources(),
                       noised(t, static_cast<std::uint32_t>(branch)), t, cluster_of_);
  }

  /// The recorded time that t is, up to rounding.
  std::optional<double> recorded(double t) const {
    constexpr double rounding = 1e-9;
    const auto at = std::lower_bound(result_.record.begin(), result_.record.end(), t - rounding * (1 + t));
    if (at == result_.record.end() || *at > t + rounding * (1 + t)) return std::nullopt;
    return *at;
  }
  bool is_recorded(double t) const { return asks_backward(options()) && recorded(t); }

  /// At how many times nearest points are recorded, where `step` steps of a part are done.
  std::size_t times_recorded(const Part& part, std::size_t step) const {
    if (part.kind == Part::Kind::recorded) return step;
    if (part.kind == Part::Kind::turn) return 0;
    const std::size_t of_trunk = part.first + (part.kind == Part::Kind::trunk ? step : 0);
    return static_cast<std::size_t>(std::count_if(result_.schedule.begin(),
                                                  result_.schedule.begin() + static_cast<long>(of_trunk),
                                                  [this](double t) { return is_recorded(t); }));
  }

  kernels::Stream forward_stream(std::uint32_t number) const {
    return kernels::make_stream(options().seed, number, kernels::Purpose::turned_point);
  }

  /// Collective when it is first called.
  const SourcePoints& sources() {
    if (!sources_) sources_ = source_points(*model_, count_, options().seed);
    return *sources_;
  }

  Trajectories noised(double t, std::uint32_t number) {
    Trajectories paths = sources().at_zero;
    diffusion::diffuse(paths, 0, t, forward_stream(number));
    return paths;
  }

  /// Brings to root what it writes. Collective.
  void gather_state() {
    const Part& part = parts_[part_];
    const int d = model_->dimension();
    TrajectoriesState state;
    state.part = static_cast<std::int64_t>(part_);
    state.steps_done = static_cast<std::int64_t>(step_);
    state.x = parallel::gather_rows_on_root(walking(part).x, d, communicator_);
    if (part.kind == Part::Kind::clone)
      state.trunk = parallel::gather_rows_on_root(trunk_.x, d, communicator_);
    if (is_second_clone(part)) {
      const std::vector<std::int64_t> label(first_ends_.label.begin(), first_ends_.label.end());
      state.twin_index = parallel::gather_rows_on_root(first_ends_.index, 1, communicator_);
      state.twin_label = parallel::gather_rows_on_root(label, 1, communicator_);
    }
    state.nearest = nearest_.on_root();
    result_.state = std::move(state);
  }

  TrajectoriesShape shape(const Part& part, std::size_t step) {
    return {static_cast<std::size_t>(count_), static_cast<std::size_t>(model_->dimension()),
            times_recorded(part, step), model_->set() ? model_->set()->count() : 0,
            static_cast<std::int64_t>(model_->class_values().size())};
  }

  void take_up(const Part& part, const TrajectoriesState& state) {
    walking(part) = standing_at(state.x);
    walking(part).first_number = first_number(part);
    if (part.kind == Part::Kind::clone) trunk_ = standing_at(state.trunk);
    if (is_second_clone(part)) {
      first_ends_.index = parallel::scatter_rows(state.twin_index, 1, count_, communicator_);
      const auto label = parallel::scatter_rows(state.twin_label, 1, count_, communicator_);
      first_ends_.label.assign(label.begin(), label.end());
    }
    nearest_.take(state.nearest, times_recorded(part, step_));
  }

  Trajectories standing_at(const std::vector<double>& x) const {
    const int d = model_->dimension();
    return {count_, d, 0, parallel::share_of(count_, communicator_),
            parallel::scatter_rows(x, d, count_, communicator_)};
  }

  const parallel::Communicator& communicator_;
  TrajectoriesResult result_;
  int count_;
  PathClusters cluster_of_;  // source of every noised point; empty: fresh ones
  std::optional<ScoreModel> model_;
  std::optional<diffusion::Integrator> integrator_;
  std::vector<Part> parts_;
  std::size_t part_ = 0, step_ = 0;  // in progress, and how much of it is done
  Trajectories trunk_, paths_;       // paths_: of the part in progress, unless that is the trunk
  Attribution first_ends_;           // of first clones while their twins walk
  NearestRecord nearest_;
  std::optional<SourcePoints> sources_;
  std::size_t steps_done_ = 0, steps_at_start_ = 0, all_steps_ = 0;  // of all parts
  bool is_concluded_ = false;
  RunWork work_;
};

}  // namespace

std::unique_ptr<Measurement> prepare(const TrajectoriesOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<TrajectoriesMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
