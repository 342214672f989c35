#include "experiments/run/cost_plan.hpp"

#include <fmt/format.h>

#include <limits>

#include "experiments/options/precision_choice.hpp"
#include "kernels/sweep.hpp"

namespace regimes::experiments {
namespace {

constexpr double start_seconds = .5;  ///< of MPI and the program

kernels::Precision precision_of(const RunOptions& options) {
  return options.precision == PrecisionChoice::fp64 ? kernels::Precision::fp64 : kernels::Precision::fp32;
}

/// SweepCost counts products by twos.
double work_seconds(const RunCost& run, const SweepCost& cost) {
  const ExpectedWork& work = run.work;
  const double of_terms = kernels::flops_per_term * work.exponentials;
  const double products = (work.flops - of_terms) / (2 * kernels::flops_per_product);
  return products * cost.product + work.exponentials * cost.term + run.coordinates * cost.coordinate;
}

}  // namespace

RunPlan plan_from_cost(const std::string& name, const Measurement& measurement, std::int64_t ranks,
                       const std::optional<MachineProfile>& profile, Calibration calibration,
                       const parallel::Communicator& alone) {
  constexpr double low = .5, high = 2;
  const RunOptions& options = measurement.options();
  const RunCost cost = measurement.cost(static_cast<int>(ranks));
  RunPlan plan;
  plan.what = fmt::format("{}: {}, d = {}", name, name_of(options.train), *options.dimension);
  plan.sizes = {{"dimension", *options.dimension}};
  if (options.points) {
    plan.what += fmt::format(", n = {}", *options.points);
    plan.sizes.emplace_back("points", *options.points);
  }
  plan.ranks = ranks;
  plan.work = cost.work;
  plan.memory_per_rank_bytes = cost.memory_bytes();
  plan.checkpoint_bytes = cost.checkpoint_bytes;
  plan.result_bytes = cost.result_bytes;
  plan.precision = cost.precision.value_or(precision_of(options));
  plan.logit_error_bound = plan.worst_time = std::numeric_limits<double>::quiet_NaN();
  if (!profile && calibration == Calibration::none) return plan;
  const MachineProfile machine = profile ? *profile : measure_machine(alone);
  const double sweep = work_seconds(cost, machine.of(plan.precision)) / static_cast<double>(ranks);
  plan.seconds = start_seconds + sweep;
  plan.seconds_low = low * sweep;
  plan.seconds_high = start_seconds + high * plan.seconds;
  return plan;
}

}  // namespace regimes::experiments
