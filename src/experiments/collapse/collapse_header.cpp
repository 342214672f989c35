#include "experiments/collapse/collapse_header.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace regimes::experiments {
namespace {

bool is_float(const CollapseResult& result) { return result.precision.of_sums() == kernels::Precision::fp32; }

std::string rounding_text(const CollapseResult& result) {
  return fmt::format("rounding error of logits at t = {:.4g}: at most {:.2g} nats", result.grid.front(),
                     logit_error(result.precision));
}

}  // namespace

std::string grid_text(const CollapseResult& result) {
  return fmt::format("{} in [{:.4g}, {:.4g}]", counted(result.grid.size(), "time"), result.grid.front(),
                     result.grid.back());
}

std::string collapse_description(const CollapseResult& result) {
  const auto& target = result.options.target_error;
  return fmt::format("{}, d = {}, n up to {}, {}, {}{}, {}, {}, seed {}", name_of(result.options.train),
                     result.dimension, result.snapshots.back(), counted(result.snapshots.size(), "size"),
                     counted(result.options.queries, "query", "queries"),
                     target ? fmt::format(" or more for an error of {:g}", *target) : "",
                     result.grid.empty() ? counted(automatic_time_count, "time") : grid_text(result),
                     counted(result.options.replicas, "realisation"), result.options.seed);
}

std::vector<std::string> collapse_notes(const CollapseResult& result) {
  std::vector<std::string> notes;
  if (!result.law && result.options.spectra == SpectraChoice::largest && result.snapshots.size() > 1)
    notes.push_back("Gaussian bound: from " + covariance_text(result.options));
  if (is_float(result)) notes.push_back(rounding_text(result));
  return notes;
}

std::vector<std::string> collapse_warnings(const CollapseResult& result) {
  std::vector<std::string> warnings = imprecision_warnings(result.precision, result.grid.front());
  return warnings;
}

}  // namespace regimes::experiments
