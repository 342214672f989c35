#include "experiments/collapse/query_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace regimes::experiments {
namespace {

double squared(double x) { return x * x; }

/// NaN where there is no error.
double without_grid(const observables::Estimate& time) {
  const double rest = squared(time.standard_error) - squared(time.grid_error);
  return rest < 0 ? 0 : std::sqrt(rest);
}

std::string number(double x) { return fmt::format("{:.3g}", x); }

std::string measured_text(const QueryTarget& state, std::int64_t points, std::int64_t queries) {
  return fmt::format("t_C(n = {}) = {} +- {} with {}", points, number(state.time.value),
                     number(state.time.standard_error), counted(queries, "query", "queries"));
}

/// Times between the neighbours of `time` on the grid that make its grid error `target` or less: the error of
/// an interpolant falls at least as the square of their distance, and across a gap there must be cells that
/// an interpolant sees (observables/README.md, "Grid errors").
std::string times_to_add(double time, double grid_error, double target, const std::vector<double>& times) {
  constexpr double ratio_of_cells = 1.1, safety = 2;
  constexpr int fewest = 4, most = 64;
  const auto above = std::upper_bound(times.begin(), times.end(), time);
  if (above == times.begin() || above == times.end()) return "more times";
  const double begin = *(above - 1), end = *above;
  const double cells =
      std::max(std::sqrt(safety * grid_error / target), std::log(end / begin) / std::log(ratio_of_cells));
  return fmt::format("times such as linspace({:.4g},{:.4g},{})", begin, end,
                     std::clamp(static_cast<int>(std::ceil(cells)) + 1, fewest, most));
}

}  // namespace

double ErrorParts::sum() const { return std::hypot(of_queries, of_training_sets, of_grid); }

ErrorParts error_parts(const observables::Estimate& time,
                       const std::vector<observables::Estimate>& of_replicas) {
  const double scatter = without_grid(time);
  if (of_replicas.empty()) return {scatter, 0, time.grid_error};
  double of_queries = 0;
  for (const observables::Estimate& replica : of_replicas) of_queries += squared(without_grid(replica));
  of_queries = std::sqrt(of_queries) / static_cast<double>(of_replicas.size());
  if (!(of_queries < scatter)) return {scatter, 0, time.grid_error};
  return {of_queries, std::sqrt(squared(scatter) - squared(of_queries)), time.grid_error};
}

const char* name_of(TargetEnd end) {
  switch (end) {
    case TargetEnd::open:
      return "the run has not ended";
    case TargetEnd::reached:
      return "reached";
    case TargetEnd::most_queries:
      return "--max-queries";
    case TargetEnd::memory:
      return "memory";
    case TargetEnd::sources:
      return "--points";
    case TargetEnd::times:
      return "--times";
    case TargetEnd::training_sets:
      return "--realisations";
    case TargetEnd::no_error:
      return "no error";
    case TargetEnd::batches:
      return "batches";
  }
  return "";
}

TargetDecision decide(double target, const ErrorParts& error, std::int64_t queries,
                      const TargetLimits& limits) {
  constexpr double nearly = .9;  // what other parts leave beside them would cost many times the queries
  const double others = std::hypot(error.of_training_sets, error.of_grid), sum = error.sum();
  if (!std::isfinite(sum)) return {TargetEnd::no_error};
  if (sum <= target) return {TargetEnd::reached};
  if (error.of_grid > nearly * target) return {TargetEnd::times};
  if (others > nearly * target) return {TargetEnd::training_sets};
  const std::int64_t most = limits.queries - limits.queries % 2;  // whole pairs
  if (queries >= most) return {limits.reason};
  if (limits.further_batches <= 0) return {TargetEnd::batches};
  const double wanted = target_margin * static_cast<double>(queries) * squared(error.of_queries) /
                        (squared(target) - squared(others));
  const double steps = std::ceil(wanted / static_cast<double>(query_step));
  const double limit = static_cast<double>(most);
  const auto needed = static_cast<std::int64_t>(std::min(limit, steps * static_cast<double>(query_step)));
  return {TargetEnd::open, std::max(needed, std::min(queries + query_step, most))};
}

std::string decision_text(const QueryTarget& state, double target, std::int64_t points) {
  const std::size_t done = state.batches.size() - 2;
  return fmt::format("{}; {} for the target error {}", measured_text(state, points, state.batches[done]),
                     state.batches.back(), number(target));
}

std::string interrupted_text(const QueryTarget& state, double target, std::int64_t points) {
  if (state.batches.size() < 2)
    return fmt::format("target error {}: not reached, the first queries are not done", number(target));
  return fmt::format("target error {}: not reached yet, {}", number(target),
                     decision_text(state, target, points));
}

std::string ending_text(const QueryTarget& state, double target, std::int64_t points,
                        const std::vector<double>& times) {
  if (state.end == TargetEnd::no_error)
    return fmt::format("target error {}: t_C(n = {}) has no error{}", number(target), points,
                       state.time.reason.empty() ? "" : ": " + state.time.reason);
  const std::string measured = measured_text(state, points, state.batches.back());
  if (state.end == TargetEnd::reached)
    return fmt::format("target error {}: reached, {}", number(target), measured);
  const auto advice = [&]() -> std::string {
    switch (state.end) {
      case TargetEnd::most_queries:
        return "as many as --max-queries lets it have";
      case TargetEnd::memory:
        return "for more of which this machine has no memory; use fewer --sizes or --times, or more "
               "--realisations";
      case TargetEnd::sources:
        return "and every training point is the source of several, so that more would hardly lower it: give "
               "more --realisations, or more --points";
      case TargetEnd::times:
        return fmt::format("of which the time grid alone makes {}; no number of queries lowers that: add {}",
                           number(state.error.of_grid),
                           times_to_add(state.time.value, state.error.of_grid, target, times));
      case TargetEnd::training_sets:
        return fmt::format(
            "of which the scatter of the training sets alone makes {}; no number of queries "
            "lowers that: give more --realisations",
            number(state.error.of_training_sets));
      default:
        return "whose error is larger than the batches before had promised; resume the result with the "
               "same --target-error and a larger --max-queries, or begin with more --queries";
    }
  };
  return fmt::format("target error {}: not reached, {}, {}", number(target), measured, advice());
}

}  // namespace regimes::experiments
