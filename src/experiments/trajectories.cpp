#include "experiments/trajectories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>

#include "datasets/together.hpp"
#include "experiments/memorisation.hpp"
#include "experiments/noised_points.hpp"
#include "experiments/path_observer.hpp"
#include "experiments/sampler_work.hpp"
#include "experiments/score_model.hpp"
#include "experiments/training_data.hpp"
#include "experiments/trajectories_document.hpp"
#include "io/result_file.hpp"
#include "parallel/gather_rows.hpp"

namespace regimes::experiments {
namespace {

using diffusion::Trajectories;
using observables::MeanError;

/// Streams of forward noise: those of the recorded paths follow those of clones and turns.
constexpr std::uint32_t recorded_paths = 1u << 20;

class TrajectoriesRun {
 public:
  TrajectoriesRun(const TrajectoriesOptions& options, const std::vector<ResolvedOption>& origins,
                  const parallel::Communicator& communicator, Observer& observer)
      : communicator_(communicator), observer_(observer), origins_(origins), record_(communicator) {
    result_.options = options;
    datasets::together(communicator, [&] { fill_from_files(result_.options); });
    result_.schedule = schedule(options);
    result_.record = record_times(options);
    count_ = static_cast<int>(options.trajectories);
    model_.emplace(result_.options, smallest_score_time(result_.schedule), communicator);
    integrator_.emplace(model_->score(), options.step, options.seed);
    if (model_->set()) cluster_of_ = source_indices(*model_, count_, options.seed);
  }

  TrajectoriesSummary run(RunExtent extent) {
    announce();
    summary_.finished = extent == RunExtent::checks;
    if (summary_.finished) return summary_;
    plan();
    summary_.finished = run_trunk() && run_turns() && run_forward();
    finish();
    return summary_;
  }

 private:
  const TrajectoriesOptions& options() const { return result_.options; }
  std::size_t steps() const { return result_.schedule.size() - 1; }
  double end() const { return result_.schedule.back(); }
  std::size_t step_at(double t) const {
    return static_cast<std::size_t>(std::find(result_.schedule.begin(), result_.schedule.end(), t) -
                                    result_.schedule.begin());
  }

  void announce() {
    const RunHeader header =
        record_.header(fmt::format("trajectories: {}, clones at {} times, U-turns at {}, last changes: {}",
                                   model_->description(options()), options().clone_times.size(),
                                   options().turn_times.size(), name_of(options().last_change)),
                       model_->precision().used);
    if (communicator_.is_root()) observer_.header(header);
  }

  std::size_t trunk_steps() const {
    if (asks_backward(options())) return steps();
    return options().clone_times.empty() ? 0 : step_at(options().clone_times.front());
  }

  void plan() {
    all_steps_ = trunk_steps();
    for (const double t : options().clone_times) all_steps_ += 2 * (steps() - step_at(t));
    for (const double t : options().turn_times) all_steps_ += steps() - step_at(t);
    if (asks_forward(options())) all_steps_ += result_.record.size();
  }

  /// Progress; whether all go on. Collective.
  bool step_done() {
    ++steps_done_;
    summary_.steps += count_;
    if (communicator_.is_root()) {
      Progress progress;
      progress.fraction = static_cast<double>(steps_done_) / static_cast<double>(all_steps_);
      progress.seconds = record_.seconds();
      record_.predict(progress.fraction);
      observer_.progress(progress);
    }
    return !communicator_.any(observer_.stop_requested());
  }

  /// Brings paths from step `first` of the schedule to step `last`; `at` is told what the score said at every
  /// time on the way. Returns whether all go on.
  bool walk(Trajectories& paths, std::size_t first, std::size_t last,
            const std::function<bool(double t, const diffusion::Denoised&)>& at = {}) {
    for (std::size_t step = first; step < last; ++step) {
      const double t = result_.schedule[step];
      const diffusion::Denoised denoised =
          integrator_->advance(paths, t, result_.schedule[step + 1], static_cast<std::uint32_t>(step));
      if (at && !at(t, denoised)) return false;
      if (!step_done()) return false;
    }
    return true;
  }

  /// A path of its own for every number: those of the trunk come first, then clones, then turns.
  std::int64_t first_number(std::size_t walk) const {
    return static_cast<std::int64_t>(walk + 1) * options().trajectories;
  }

  bool run_trunk() {
    Trajectories trunk =
        diffusion::start_from_noise(count_, model_->dimension(), options().seed, communicator_);
    std::vector<std::int64_t> nearest;  // [time, descending][own]
    std::vector<double> times;
    result_.clones.resize(options().clone_times.size());
    const auto clone_if_asked = [&](double t) {
      const auto& all = options().clone_times;
      const auto found = std::find(all.begin(), all.end(), t);
      return found == all.end() || clone(trunk, static_cast<std::size_t>(found - all.begin()));
    };
    for (std::size_t step = 0; step < trunk_steps(); ++step) {
      const double t = result_.schedule[step];
      if (!clone_if_asked(t)) return false;
      const bool goes_on = walk(trunk, step, step + 1, [&](double, const diffusion::Denoised& denoised) {
        const auto time = recorded(t);
        if (!asks_backward(options()) || !time) return true;
        times.push_back(*time);
        for (const kernels::Posterior& state : denoised.posterior) nearest.push_back(state.nearest_index);
        return true;
      });
      if (!goes_on) return false;
    }
    if (!clone_if_asked(result_.schedule[trunk_steps()])) return false;
    if (!asks_backward(options())) return true;
    if (const auto time = recorded(end())) {
      times.push_back(*time);
      for (const std::int64_t index : attribute(*model_, trunk, end()).index) nearest.push_back(index);
    }
    result_.backward = last_changes(nearest, times);
    return true;
  }

  /// The recorded time that t is, up to rounding.
  std::optional<double> recorded(double t) const {
    constexpr double rounding = 1e-9;
    const auto at = std::lower_bound(result_.record.begin(), result_.record.end(), t - rounding * (1 + t));
    if (at == result_.record.end() || *at > t + rounding * (1 + t)) return std::nullopt;
    return *at;
  }

  bool clone(const Trajectories& trunk, std::size_t branch) {
    const double t = options().clone_times[branch];
    Attribution ends[2];
    for (std::size_t twin = 0; twin < 2; ++twin) {
      Trajectories paths = trunk;
      paths.first_number = first_number(2 * branch + twin);
      if (!walk(paths, step_at(t), steps())) return false;
      ends[twin] = attribute(*model_, paths, end());
    }
    Agreement& agreement = result_.clones[branch];
    compare(agreement, ends[0], ends[1].index, ends[1].label, {});
    const SourcePoints sources = source_points(*model_, count_, options().seed);
    identities(agreement, noised(sources, t, static_cast<std::uint32_t>(branch)), t);
    return true;
  }

  bool run_turns() {
    const auto& times = options().turn_times;
    result_.turns.resize(times.size());
    if (times.empty()) return true;
    const SourcePoints sources = source_points(*model_, count_, options().seed);
    for (std::size_t turn = 0; turn < times.size(); ++turn) {
      const std::size_t walk_number = 2 * options().clone_times.size() + turn;
      Trajectories paths = noised(sources, times[turn], static_cast<std::uint32_t>(walk_number));
      identities(result_.turns[turn], paths, times[turn]);
      paths.first_number = first_number(walk_number);
      if (!walk(paths, step_at(times[turn]), steps())) return false;
      compare(result_.turns[turn], attribute(*model_, paths, end()), sources.index, sources.label,
              cluster_of_);
      result_.turns[turn].autocorrelation = autocorrelation(sources.at_zero, paths);
    }
    return true;
  }

  /// The forward process on the recorded times, from training points: in law, backward paths under the exact
  /// empirical score (src/theory/README.md).
  bool run_forward() {
    if (!asks_forward(options())) return true;
    Trajectories paths = source_points(*model_, count_, options().seed).at_zero;
    std::vector<std::int64_t> nearest;
    double before = 0;
    for (std::size_t i = 0; i < result_.record.size(); ++i) {
      const double t = result_.record[i];
      diffusion::diffuse(paths, before, t, forward_stream(recorded_paths + static_cast<std::uint32_t>(i)));
      for (const std::int64_t index : attribute(*model_, paths, t).index) nearest.push_back(index);
      before = t;
      if (!step_done()) return false;
    }
    result_.forward = last_changes(nearest, result_.record);
    return true;
  }

  kernels::Stream forward_stream(std::uint32_t number) const {
    return kernels::make_stream(options().seed, number, kernels::Purpose::turned_point);
  }

  Trajectories noised(const SourcePoints& sources, double t, std::uint32_t number) const {
    Trajectories paths = sources.at_zero;
    diffusion::diffuse(paths, 0, t, forward_stream(number));
    return paths;
  }

  /// Mean on root over all trajectories, which are independent but for those of one cluster.
  MeanError mean(const std::vector<double>& own, const std::vector<std::int64_t>& clusters) const {
    const std::vector<double> all = parallel::gather_rows_on_root(own, 1, communicator_);
    if (!communicator_.is_root()) return {};
    std::vector<std::int64_t> own_cluster(all.size());
    std::iota(own_cluster.begin(), own_cluster.end(), 0);
    return observables::mean_over_queries(all, 0, 1,
                                          observables::Clusters(clusters.empty() ? own_cluster : clusters));
  }

  void compare(Agreement& agreement, const Attribution& ends, const std::vector<std::int64_t>& index,
               const std::vector<int>& label, const std::vector<std::int64_t>& clusters) const {
    std::vector<double> same_point, same_class;
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < index.size(); ++i) {
      same_point.push_back(index[i] < 0 ? none : ends.index[i] == index[i]);
      same_class.push_back(label[i] < 0 ? none : ends.label[i] == label[i]);
    }
    agreement.same_point = mean(same_point, clusters);
    agreement.same_class = mean(same_class, clusters);
  }

  void identities(Agreement& agreement, const Trajectories& paths, double t) {
    const PosteriorAgreement found = posterior_agreement(*model_, paths, t);
    agreement.same_point_identity = mean(found.same_point, cluster_of_);
    agreement.same_class_identity = mean(found.same_class, cluster_of_);
  }

  /// E[a.x]/E|a|^2.
  MeanError autocorrelation(const Trajectories& from, const Trajectories& to) const {
    const auto d = static_cast<std::ptrdiff_t>(from.dimension);
    std::vector<double> products, squares;
    for (int i = 0; i < from.own_count(); ++i) {
      const auto a = from.x.begin() + i * d;
      products.push_back(std::inner_product(a, a + d, to.x.begin() + i * d, 0.));
      squares.push_back(std::inner_product(a, a + d, a, 0.));
    }
    const MeanError product = mean(products, cluster_of_), square = mean(squares, cluster_of_);
    return {product.mean / square.mean, product.standard_error / square.mean};
  }

  LastChanges last_changes(const std::vector<std::int64_t>& own, const std::vector<double>& times) const {
    const auto paths = own.size() / times.size();
    std::vector<std::int64_t> by_path;  // rows to gather: a path with all its times
    for (std::size_t path = 0; path < paths; ++path)
      for (std::size_t time = 0; time < times.size(); ++time) by_path.push_back(own[time * paths + path]);
    const auto all = parallel::gather_rows_on_root(by_path, static_cast<int>(times.size()), communicator_);
    LastChanges changes;
    if (!communicator_.is_root()) return changes;
    std::vector<std::int64_t> index(all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      index[i % times.size() * static_cast<std::size_t>(count_) + i / times.size()] = all[i];
    changes.time = last_change_times(index, times);
    std::vector<double> known;
    for (const double time : changes.time)
      if (!std::isnan(time)) known.push_back(time);
    changes.changed = static_cast<std::int64_t>(known.size());
    const auto number = static_cast<double>(known.size());
    changes.mean.mean = std::accumulate(known.begin(), known.end(), 0.) / number;
    double squares = 0;
    for (const double time : known) squares += (time - changes.mean.mean) * (time - changes.mean.mean);
    changes.deviation = std::sqrt(squares / (number - 1));
    changes.mean.standard_error = changes.deviation / std::sqrt(number);
    return changes;
  }

  void finish() {
    summary_.work = work_of(model_->score(), communicator_);
    summary_.seconds = record_.seconds();
    summary_.predicted_seconds = record_.predicted_seconds();
    summary_.result = result_;
    if (!communicator_.is_root() || !summary_.finished) return;
    const io::ResultWriter writer(options().output);
    writer.finish(trajectories_document(
        result_,
        record_.provenance(options().command_line, trajectories_texts().refreshed(origins_, options()),
                           options().seed, model_->precision().used, summary_.work)));
    summary_.output = writer.path();
  }

  const parallel::Communicator& communicator_;
  Observer& observer_;
  std::vector<ResolvedOption> origins_;
  RunRecord record_;
  TrajectoriesResult result_;
  int count_ = 0;
  std::vector<std::int64_t> cluster_of_;  // source of every noised point; empty: fresh ones
  std::optional<ScoreModel> model_;
  std::optional<diffusion::Integrator> integrator_;
  std::size_t steps_done_ = 0, all_steps_ = 0;
  TrajectoriesSummary summary_;
};

}  // namespace

TrajectoriesSummary run_trajectories(const TrajectoriesOptions& resolved,
                                     const std::vector<ResolvedOption>& origins,
                                     const parallel::Communicator& communicator, Observer& observer,
                                     RunExtent extent) {
  return TrajectoriesRun(resolved, origins, communicator, observer).run(extent);
}

}  // namespace regimes::experiments
