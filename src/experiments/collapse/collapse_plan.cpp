#include "experiments/collapse/collapse_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "diffusion/noised_queries.hpp"
#include "experiments/collapse/collapse_data.hpp"
#include "experiments/collapse/time_choice.hpp"
#include "experiments/snapshots/memory_estimate.hpp"
#include "experiments/snapshots/snapshot_pass.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {
namespace {

constexpr kernels::Deal all_points = {1, 0};
constexpr std::uint32_t first_replica = 0;
constexpr int products = 2;

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
    plan_.options = resolve_files(options);
    plan_.ranks = ranks;
    sharers_ = ranks / options.query_groups;
    const std::size_t times = plan_.options.times.empty() ? automatic_time_count : plan_.options.times.size();
    const RunCost cost{
        memory_uses(plan_.options, times, plan_.options.classes.size(), static_cast<int>(sharers_))};
    plan_.memory_per_rank_bytes = program_bytes + cost.memory_bytes();
  }

  CollapsePlan plan(const std::optional<MachineProfile>& profile, Calibration calibration) {
    const auto start = std::chrono::steady_clock::now();
    CollapseOptions alone = plan_.options;
    alone.store = false;  // all points would be stored here; generated ones are the same
    ReplicaData data = make_replica(alone, first_replica, all_points, alone_);
    const double setup_seconds = seconds_since(start);
    const double norm_squared = data.set.largest_norm_squared(alone_);
    plan_.options.times = choose_times(plan_.options, data_law(plan_.options), data.spectra);
    require_summable(norm_squared, plan_.options.times.front());
    const Precision precision = choose_precision(plan_.options.precision, plan_.options.times.front(),
                                                 norm_squared, data.set.dimension());
    plan_.precision = precision.used;
    plan_.logit_error_bound = precision.float_logit_error;
    count_work(data);
    if (profile)
      from_profile(profile->of(plan_.precision), setup_seconds);
    else if (calibration == Calibration::here)
      from_calibration(data, setup_seconds);
    plan_.flops =
        products * kernels::flops_per_product * plan_.pairs * static_cast<double>(data.set.dimension()) +
        kernels::flops_per_term * plan_.exponentials;
    return plan_;
  }

 private:
  static constexpr double program_bytes = 25e6;  // code and libraries
  static constexpr double start_seconds = .5;    // of MPI and the program

  double points() const { return static_cast<double>(plan_.options.points.value()); }
  double queries() const { return static_cast<double>(plan_.options.queries); }
  double times() const { return static_cast<double>(plan_.options.times.size()); }
  double replicas() const { return plan_.options.replicas; }
  /// Of the rank that has most: the first.
  double points_of_rank() const {
    const kernels::Deal first{static_cast<int>(sharers_), 0};
    return static_cast<double>(first.local_rows(plan_.options.points.value()));
  }
  double queries_of_rank() const {
    return std::ceil(queries() / static_cast<double>(plan_.options.query_groups));
  }

  void count_work(const ReplicaData& data) {
    plan_.pairs = replicas() * points() * queries();
    plan_.pair_times = plan_.exponentials = plan_.pairs * times();
    const double classes = static_cast<double>(data.set.class_values().size());
    const double states =
        queries() * times() * (sizeof(kernels::Posterior) + classes * sizeof(kernels::LogSum));
    const double snapshots = static_cast<double>(plan_.options.snapshots.size());
    const PassPlan pass{
        plan_.options.snapshots,
        points_between_merges(static_cast<int>(sharers_), static_cast<std::int64_t>(queries_of_rank()),
                              plan_.options.times.size(), data.set.dimension())};
    if (plan_.ranks > 1) plan_.reduced_bytes = replicas() * states * static_cast<double>(count_merges(pass));
    plan_.result_bytes = replicas() * snapshots * states;
    plan_.checkpoint_bytes = plan_.result_bytes + states;
  }

  void set_seconds(double setup, double sweep, double low, double high) {
    plan_.seconds = start_seconds + replicas() * (setup + sweep);
    plan_.seconds_low = replicas() * (setup + sweep) * low;
    plan_.seconds_high = start_seconds + plan_.seconds * high;
  }

  /// A model with three numbers for the whole machine: within a factor of two.
  void from_profile(const SweepCost& cost, double setup_seconds) {
    constexpr double low = .5, high = 2;
    set_seconds(setup_seconds,
                cost.seconds(points_of_rank(), queries_of_rank(), times(),
                             static_cast<double>(plan_.options.dimension.value())),
                low, high);
  }

  /// Other ranks on the machine share its memory and slow its clock down: the upper end allows for them.
  void from_calibration(ReplicaData& data, double setup_seconds) {
    constexpr double seconds = 2, low = .8, high = 1.4;
    const int count = static_cast<int>(queries_of_rank());
    const auto queries = diffusion::noised_queries(data.set, count, plan_.options.snapshots.front(),
                                                   plan_.options.seed, first_replica, all_points, alone_);
    const auto sweep = kernels::make_sweep(
        data.set.points(), queries, {plan_.options.times, plan_.precision, plan_.options.points.value()});
    const MeasuredRate rate = measure_rate(*sweep, data.set, seconds);
    plan_.exponentials *= 1 - rate.skipped;
    set_seconds(setup_seconds, points_of_rank() * queries_of_rank() * times() / rate.terms_per_second,
                low / rate.fastest, high / rate.slowest);
  }

  const parallel::Communicator& alone_;
  std::int64_t sharers_ = 1;
  CollapsePlan plan_;
};

}  // namespace

CollapsePlan plan_collapse(const CollapseOptions& options, std::int64_t ranks,
                           const std::optional<MachineProfile>& profile, Calibration calibration,
                           const parallel::Communicator& alone) {
  return Planner(options, ranks, alone).plan(profile, calibration);
}

}  // namespace regimes::experiments
