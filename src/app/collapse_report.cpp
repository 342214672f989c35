#include "app/collapse_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"

namespace regimes::app {
namespace {

constexpr const char* row_format = "{:>12}  {:>7}  {:>18}  {:>18}  {:>18}  {:>8}\n";
constexpr double flops_per_gigaflop = 1e9;

std::string number(double value) { return std::isnan(value) ? "-" : fmt::format("{:.4f}", value); }

std::string with_error(double value, double error) {
  if (std::isnan(value) || std::isnan(error)) return number(value);
  return fmt::format("{:.4f} +- {:.4f}", value, error);
}

std::string ending(const experiments::CollapseSummary& summary) {
  if (summary.finished) return "wrote " + summary.output;
  if (summary.output.empty())
    return "stopped on request before the first snapshot was done, nothing is written";
  return "stopped on request, the results so far are in " + summary.output;
}

std::string closing_line(const experiments::CollapseSummary& summary) {
  const double rate = summary.seconds > 0 ? summary.flops / summary.seconds / flops_per_gigaflop : 0;
  return fmt::format("{} pairs, {} exponentials, {:.1f} GFLOP/s in {}; {}\n",
                     human_count(static_cast<double>(summary.pairs)),
                     human_count(static_cast<double>(summary.pair_times)), rate,
                     human_duration(summary.seconds), ending(summary));
}

}  // namespace

std::string collapse_report(const experiments::CollapseSummary& summary) {
  std::string text = fmt::format(fmt::runtime(row_format), "n", "alpha", "t_C cloning", "t_C entropy",
                                 "t_C fit", summary.reference_is_bound ? "bound" : "theory");
  for (const auto& row : summary.rows) {
    text +=
        fmt::format(fmt::runtime(row_format), row.points, number(row.log_points_per_dimension),
                    with_error(row.cloning, row.cloning_stderr), with_error(row.entropy, row.entropy_stderr),
                    with_error(row.fit, row.fit_stderr), number(row.reference));
  }
  if (summary.reference_is_bound)
    text += "bound: the Gaussian bound, from the covariance of the data; it is not a theory of them\n";
  for (const std::string& note : summary.notes) text += note + "\n";
  return text + closing_line(summary);
}

}  // namespace regimes::app
