#include "experiments/collapse/collapse_header.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "datasets/covariance.hpp"

namespace regimes::experiments {
namespace {

bool is_float(const CollapseResult& result) { return result.precision.used == kernels::Precision::fp32; }

}  // namespace

std::string collapse_description(const CollapseResult& result) {
  return fmt::format("{}, d = {}, n up to {}, {}, {}, {} in [{:.4g}, {:.4g}], {}, seed {}",
                     name_of(result.options.train), result.dimension, result.snapshots.back(),
                     counted(result.snapshots.size(), "size"),
                     counted(result.options.queries, "query", "queries"), counted(result.grid.size(), "time"),
                     result.grid.front(), result.grid.back(), counted(result.options.replicas, "realisation"),
                     result.options.seed);
}

std::vector<std::string> collapse_notes(const CollapseResult& result) {
  if (!is_float(result)) return {};
  return {fmt::format("rounding error of logits at t = {:.4g}: at most {:.2g} nats", result.grid.front(),
                      result.precision.float_logit_error)};
}

std::vector<std::string> collapse_warnings(const CollapseResult& result) {
  std::vector<std::string> warnings = imprecision_warnings(result.precision, result.grid.front());
  if (!result.law && result.dimension > datasets::largest_spectrum_dimension)
    warnings.push_back(
        fmt::format("d = {} is above {}: the Gaussian bound is left out, its eigenvalues would take too long",
                    result.dimension, datasets::largest_spectrum_dimension));
  return warnings;
}

}  // namespace regimes::experiments
