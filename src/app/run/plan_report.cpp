#include "app/run/plan_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/duration.hpp"
#include "base/text.hpp"

namespace regimes::app {
namespace {

using experiments::RunPlan;

/// Allocations of the length of the limit that a run takes after the first.
std::optional<std::int64_t> requeues(const RunPlan& plan, const PlanContext& context) {
  if (context.time_limit_seconds <= 0) return std::nullopt;
  return std::max<std::int64_t>(
      0, static_cast<std::int64_t>(std::ceil(plan.seconds_high / context.time_limit_seconds)) - 1);
}

std::string precision_text(const RunPlan& plan) {
  experiments::Precision precision{plan.precision};
  precision.in_bytes = plan.in_bytes;
  return std::string(experiments::name_of(precision));
}

template <class Value>
nlohmann::ordered_json json_or_null(const std::optional<Value>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

}  // namespace

std::vector<std::string> slurm_directives(const RunPlan& plan, const PlanContext& context) {
  constexpr double bytes_per_megabyte = 1 << 20;
  constexpr double shortest = 60;      // limits are whole minutes
  constexpr int lead_of_signal = 150;  // seconds, for the last checkpoint; Slurm may be 60 s late
  std::vector<std::string> directives = {fmt::format("--ntasks={}", plan.ranks)};
  if (context.nodes) directives.push_back(fmt::format("--nodes={}", *context.nodes));
  directives.push_back("--cpus-per-task=1");
  directives.push_back(
      fmt::format("--mem-per-cpu={:.0f}M", std::ceil(plan.memory_to_ask_bytes() / bytes_per_megabyte)));
  const double seconds =
      context.time_limit_seconds > 0 ? context.time_limit_seconds : plan.seconds_high + lead_of_signal;
  directives.push_back(fmt::format("--time={}", clock_text(std::ceil(seconds / shortest) * shortest)));
  directives.push_back(fmt::format("--signal=B:USR1@{}", lead_of_signal));
  directives.insert(directives.end(), {"--requeue", "--open-mode=append"});
  return directives;
}

std::string plan_table(const RunPlan& plan, const PlanContext& context) {
  std::string text = plan.what + "\n";
  const auto line = [&](const char* name, const std::string& value) {
    text += fmt::format("{:<18} {}\n", name, value);
  };
  if (!plan.reason_of_sizes.empty()) line("queries", plan.reason_of_sizes);
  if (!context.basis.empty())
    line("wall time",
         fmt::format("{} ({} to {}), by {}", human_duration(plan.seconds), human_duration(plan.seconds_low),
                     human_duration(plan.seconds_high), context.basis));
  line("pairs", fmt::format("{} (query, point), {} with times", human_count(plan.work.pairs),
                            human_count(plan.work.pair_times)));
  line("operations", fmt::format("{} flop, {} exponentials", human_count(plan.work.flops),
                                 human_count(plan.work.exponentials)));
  line("memory per rank", human_bytes(plan.memory_per_rank_bytes));
  line("reduced", fmt::format("{} by each rank", human_bytes(plan.work.reduced_bytes)));
  line("files", fmt::format("result {}, checkpoint {} at most", human_bytes(plan.result_bytes),
                            human_bytes(plan.checkpoint_bytes)));
  line("precision",
       precision_text(plan) +
           (std::isnan(plan.logit_error_bound)
                ? ""
                : fmt::format("; rounding error of float logits at t = {:.4g}: at most {:.2g} nats",
                              plan.worst_time, plan.logit_error_bound)));
  if (context.basis.empty()) return text;
  if (const auto more = requeues(plan, context); more && *more > 0)
    line("time limit", fmt::format("reached: {} further allocations of {}", *more,
                                   human_duration(context.time_limit_seconds)));
  line("Slurm", fmt::format("{}", fmt::join(slurm_directives(plan, context), " ")));
  return text;
}

std::string plan_json(const RunPlan& plan, const PlanContext& context) {
  constexpr int indent = 1;
  const nlohmann::ordered_json limit = context.time_limit_seconds > 0
                                           ? nlohmann::ordered_json(context.time_limit_seconds)
                                           : nlohmann::ordered_json(nullptr);
  nlohmann::ordered_json object = {{"experiment", context.experiment},
                                   {"seconds", plan.seconds},
                                   {"seconds_low", plan.seconds_low},
                                   {"seconds_high", plan.seconds_high},
                                   {"basis", context.basis},
                                   {"ranks", plan.ranks},
                                   {"nodes", json_or_null(context.nodes)},
                                   {"memory_per_rank_bytes", plan.memory_per_rank_bytes},
                                   {"memory_to_ask_bytes", plan.memory_to_ask_bytes()},
                                   {"pairs", plan.work.pairs},
                                   {"pair_times", plan.work.pair_times},
                                   {"exponentials", plan.work.exponentials},
                                   {"flops", plan.work.flops},
                                   {"reduced_bytes", plan.work.reduced_bytes},
                                   {"checkpoint_bytes", plan.checkpoint_bytes},
                                   {"result_bytes", plan.result_bytes},
                                   {"precision", precision_text(plan)},
                                   {"logit_error_bound", plan.logit_error_bound}};
  for (const auto& [name, value] : plan.sizes) object[name] = value;
  if (!plan.reason_of_sizes.empty()) object["reason_of_sizes"] = plan.reason_of_sizes;
  object["time_limit_seconds"] = limit;
  object["requeues"] = json_or_null(requeues(plan, context));
  object["slurm"] = slurm_directives(plan, context);
  return object.dump(indent, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace regimes::app
