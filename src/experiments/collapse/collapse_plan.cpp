#include "experiments/collapse/collapse_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "base/text.hpp"
#include "diffusion/noised_queries.hpp"
#include "experiments/collapse/collapse.hpp"
#include "experiments/collapse/collapse_data.hpp"
#include "experiments/collapse/time_choice.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/snapshots/memory_estimate.hpp"
#include "experiments/snapshots/snapshot_pass.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {
namespace {

constexpr kernels::Partition all_points = {1, 0};
constexpr std::uint32_t first_replica = 0;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

class Planner {
 public:
  Planner(const CollapseOptions& options, std::int64_t ranks, const parallel::Communicator& alone)
      : alone_(alone) {
    if (ranks % options.query_groups != 0)
      throw OptionError("query-groups",
                        fmt::format("{} does not divide the {} ranks", options.query_groups, ranks));
    options_ = resolve_files(options);
    plan_.ranks = ranks;
    sharers_ = ranks / options.query_groups;
  }

  RunPlan plan(const std::optional<MachineProfile>& profile, Calibration calibration) {
    const auto start = std::chrono::steady_clock::now();
    const bool only_looks = !profile && calibration == Calibration::none;
    CollapseOptions alone = options_;
    alone.store = false;  // all points would be stored here; generated ones are the same
    const auto make = [&](kernels::Coordinates coordinates) {
      return make_replica(alone, first_replica, all_points, alone_, coordinates, {},
                          only_looks ? datasets::one_block_window : datasets::usual_window_bytes);
    };
    ReplicaData data = make(byte_coordinates_at_first(options_));
    const bool is_settled = settle(data, only_looks);
    if (!only_looks && needs_double(data.set, plan_.precision)) data = make(coordinates_of(plan_.precision));
    const double setup_seconds = seconds_since(start);
    if (options_.target_error && !only_looks) find_queries();
    count_work(data);
    count_memory(is_settled);
    if (profile)
      from_profile(profile->of(plan_.precision), setup_seconds);
    else if (calibration == Calibration::here)
      from_calibration(data, setup_seconds);
    plan_.work.flops = 2. / signs() * kernels::flops_per_product * plan_.work.pairs *
                           static_cast<double>(data.set.dimension()) +
                       kernels::flops_per_term * plan_.work.exponentials;
    describe();
    return plan_;
  }

 private:
  static constexpr double start_seconds = .5;  // of MPI and the program

  double points() const { return static_cast<double>(options_.points.value()); }
  double queries() const { return static_cast<double>(options_.queries); }
  std::size_t time_count() const {
    return options_.times.empty() ? automatic_time_count : options_.times.size();
  }
  double times() const { return static_cast<double>(time_count()); }
  double replicas() const { return options_.replicas; }
  /// Each noise has so many; the products of one serve both.
  int signs() const { return options_.plain ? 1 : 2; }
  /// Points of the rank that has most, which is the first.
  double points_of_rank() const {
    const kernels::Partition first{static_cast<int>(sharers_), 0};
    return static_cast<double>(first.local_rows(options_.points.value()));
  }
  double queries_of_rank() const { return std::ceil(queries() / static_cast<double>(options_.query_groups)); }

  /// Times and precision, as the run will choose them. False where only the spectra, which were not computed,
  /// can choose the times, and with them the precision.
  bool settle(const ReplicaData& data, bool only_looks) {
    const datasets::PointExtent extent = data.set.extent(alone_);
    const auto law = data_law(options_);
    if (only_looks && options_.times.empty() && !law) {
      plan_.precision =
          options_.precision == PrecisionChoice::fp64 ? kernels::Precision::fp64 : kernels::Precision::fp32;
      plan_.in_bytes = data.set.holds_bytes();
      plan_.logit_error_bound = plan_.worst_time = std::numeric_limits<double>::quiet_NaN();
      return false;
    }
    options_.times = choose_times(options_, law, data.spectra);
    plan_.worst_time = options_.times.front();
    require_summable(extent.norm_squared, plan_.worst_time);
    const Precision precision =
        choose_precision(options_.precision, plan_.worst_time, extent.norm_squared, data.set.dimension(),
                         rounding_of(options_, data.set, extent), data.set.holds_bytes());
    plan_.precision = precision.used;
    plan_.in_bytes = precision.in_bytes;
    plan_.logit_error_bound = precision.float_logit_error;
    return true;
  }

  /// For a target error: a trial of the first queries tells how many there will be.
  void find_queries() {
    const std::int64_t points = points_of_trial(), first = options_.queries;
    QueryTrial trial = try_queries(options_of_trial(points), alone_);
    const double ratio = error_ratio(points);
    trial.error.of_queries *= ratio / std::sqrt(replicas());
    TargetLimits limits{options_.max_queries.value_or(largest_queries)};
    limits.lower_to(most_queries_per_source * *options_.points, TargetEnd::sources);
    const TargetDecision decision = decide(*options_.target_error, trial.error, first, limits);
    if (decision.end == TargetEnd::open) options_.queries = decision.queries;
    has_trial_ = true;
    const std::string of_trial = fmt::format(
        "a trial of {} with {} points{}: t_C = {:.3g} +- {:.3g}", counted(first, "query", "queries"), points,
        points < options_.points ? fmt::format(" of {}", *options_.points) : "", trial.time.value,
        trial.time.standard_error);
    plan_.reason_of_sizes = decision.end == TargetEnd::no_error
                                ? fmt::format("not known for the target error: {}", of_trial)
                                : fmt::format("about {} in all for the target error {:g}, by {}",
                                              options_.queries, *options_.target_error, of_trial);
    if (decision.end == TargetEnd::times)
      plan_.reason_of_sizes +=
          "; the time grid alone makes a larger error than the target: give more --times";
    if (decision.end != TargetEnd::reached && decision.end != TargetEnd::open &&
        decision.end != TargetEnd::times)
      plan_.reason_of_sizes += fmt::format("; there will be no more ({})", name_of(decision.end));
  }

  /// As many as a second or two sweeps: variances depend on ln n, and little.
  std::int64_t points_of_trial() const {
    constexpr double flops = 4e10, fewest = 1000;
    const double of_point = queries() * (2. / signs() * kernels::flops_per_product *
                                             static_cast<double>(options_.dimension.value()) +
                                         kernels::flops_per_term * times());
    return static_cast<std::int64_t>(std::min(points(), std::max(fewest, std::floor(flops / of_point))));
  }

  CollapseOptions options_of_trial(std::int64_t points) const {
    CollapseOptions options = options_;
    options.replicas = 1;
    options.query_groups = 1;
    options.store = false;
    options.snapshots = {points};
    if (points == *options_.points) return options;
    options.points = points;
    if (data_law(options_)) options.times.clear();  // fewer points collapse later
    return options;
  }

  /// The error of t_C with all points over that with `points`, for as many queries: phi_C is a function of
  /// (I - ln n)/sqrt(V), so that t_C is as uncertain as sqrt(V)/|dI/dt| there. 1 where no law is known.
  double error_ratio(std::int64_t points) const {
    const auto law = data_law(options_);
    if (!law || points == *options_.points) return 1;
    const auto width = [&law](std::int64_t n) {
      constexpr double step = 1e-3;
      const double t = law->collapse_time(std::log(static_cast<double>(n)));
      const double slope =
          (law->information(t * (1 + step)) - law->information(t * (1 - step))) / (2 * step * t);
      return std::sqrt(law->information_variance(t)) / std::abs(slope);
    };
    return width(*options_.points) / width(points);
  }

  void count_memory(bool is_settled) {
    CollapseOptions options = options_;
    if (is_settled && !plan_.in_bytes)
      options.precision =
          plan_.precision == kernels::Precision::fp32 ? PrecisionChoice::fp32 : PrecisionChoice::fp64;
    RunCost cost{memory_uses(options, time_count(), options.classes.size(), static_cast<int>(sharers_))};
    for (MemoryUse& use : spectra_memory(options)) cost.memory.push_back(std::move(use));
    plan_.memory_per_rank_bytes = cost.memory_bytes();
  }

  void describe() {
    const std::vector<double>& times = options_.times;
    plan_.what = fmt::format(
        "{}, d = {}, n = {}, {}, {}, {}{}, {}; {}", name_of(options_.train), options_.dimension.value(),
        options_.points.value(), counted(std::ssize(options_.snapshots), "size"),
        counted(options_.queries, "query", "queries"),
        counted(static_cast<std::int64_t>(time_count()), "time"),
        times.empty() ? "" : fmt::format(" in [{:.4g}, {:.4g}]", times.front(), times.back()),
        counted(options_.replicas, "realisation"), counted(plan_.ranks, "rank"));
    plan_.sizes = {{"dimension", options_.dimension.value()},
                   {"points", options_.points.value()},
                   {"queries", options_.queries},
                   {"times", static_cast<std::int64_t>(time_count())},
                   {"realisations", options_.replicas}};
  }

  void count_work(const ReplicaData& data) {
    plan_.work.pairs = replicas() * points() * queries();
    plan_.work.pair_times = plan_.work.exponentials = plan_.work.pairs * times();
    const double classes = static_cast<double>(data.set.class_values().size());
    const double states =
        queries() * times() * (sizeof(kernels::Posterior) + classes * sizeof(kernels::LogSum));
    const double snapshots = static_cast<double>(options_.snapshots.size());
    const PassPlan pass{
        options_.snapshots,
        points_between_merges(static_cast<int>(sharers_), static_cast<std::int64_t>(queries_of_rank()),
                              time_count(), data.set.dimension())};
    if (plan_.ranks > 1)
      plan_.work.reduced_bytes = replicas() * states * static_cast<double>(count_merges(pass));
    plan_.result_bytes = replicas() * snapshots * states;
    plan_.checkpoint_bytes = plan_.result_bytes + states;
  }

  void set_seconds(double setup, double sweep, double low, double high) {
    plan_.seconds = start_seconds + replicas() * (setup + sweep);
    plan_.seconds_low = replicas() * (setup + sweep) * low;
    plan_.seconds_high = start_seconds + plan_.seconds * high;
    if (!has_trial_) return;
    constexpr double factor = 1.5;  // within which a trial tells a variance
    plan_.seconds_low /= factor;
    plan_.seconds_high *= factor;
  }

  /// A model with three numbers for the whole machine: within a factor of two.
  void from_profile(const SweepCost& cost, double setup_seconds) {
    constexpr double low = .5, high = 2;
    set_seconds(setup_seconds,
                cost.seconds(points_of_rank(), queries_of_rank() / signs(), times() * signs(),
                             static_cast<double>(options_.dimension.value())),
                low, high);
  }

  /// Other ranks on the machine share its memory and slow its clock down: the upper end allows for them.
  void from_calibration(ReplicaData& data, double setup_seconds) {
    constexpr double seconds = 2, low = .8, high = 1.4;
    const int count = (static_cast<int>(queries_of_rank()) + signs() - 1) / signs();
    auto queries =
        diffusion::noised_queries(data.set, diffusion::first_points(count, options_.snapshots.front()),
                                  options_.seed, first_replica, all_points, alone_);
    queries.is_mirrored = signs() == 2;
    const auto sweep = kernels::make_sweep(data.set.points(), queries,
                                           {options_.times, plan_.precision, options_.points.value()});
    const MeasuredRate rate = measure_rate(*sweep, data.set, seconds);
    plan_.work.exponentials *= 1 - rate.skipped;
    set_seconds(setup_seconds, points_of_rank() * queries_of_rank() * times() / rate.terms_per_second,
                low / rate.fastest, high / rate.slowest);
  }

  const parallel::Communicator& alone_;
  std::int64_t sharers_ = 1;
  CollapseOptions options_;  // with what files and times say
  RunPlan plan_;
  bool has_trial_ = false;  // of the queries for a target error
};

}  // namespace

RunPlan plan_collapse(const CollapseOptions& options, std::int64_t ranks,
                      const std::optional<MachineProfile>& profile, Calibration calibration,
                      const parallel::Communicator& alone) {
  return Planner(options, ranks, alone).plan(profile, calibration);
}

}  // namespace regimes::experiments
