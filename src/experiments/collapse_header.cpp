#include "experiments/collapse_header.hpp"

#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <set>

#include "datasets/covariance.hpp"
#include "kernels/deal.hpp"
#include "kernels/simd.hpp"

namespace regimes::experiments {
namespace {

/// "1 snapshot", "10 snapshots".
std::string counted(std::int64_t count, const std::string& one, const std::string& several = {}) {
  if (count == 1) return "1 " + one;
  return fmt::format("{} {}", count, several.empty() ? one + "s" : several);
}

bool is_float(const CollapseResult& result) { return result.precision.used == kernels::Precision::single; }

}  // namespace

int vector_width(const CollapseResult& result) {
  return is_float(result) ? kernels::simd::lanes<float> : kernels::simd::lanes<double>;
}

RunHeader collapse_header(const CollapseResult& result, const Participants& participants) {
  RunHeader header;
  header.what = fmt::format("{}, d = {}, n up to {}, {}, {}, {} in [{:.4g}, {:.4g}], {}, seed {}",
                            name_of(result.options.train), result.dimension, result.snapshots.back(),
                            counted(result.snapshots.size(), "snapshot"),
                            counted(result.options.queries, "query", "queries"),
                            counted(result.times.size(), "time"), result.times.front(), result.times.back(),
                            counted(result.options.replicas, "replica"), result.options.seed);
  header.ranks = static_cast<int>(participants.hosts.size());
  const std::set<std::string> distinct(participants.hosts.begin(), participants.hosts.end());
  header.hosts.assign(distinct.begin(), distinct.end());
  header.backend = Kokkos::DefaultExecutionSpace::name();
  header.precision = name_of(result.precision.used);
  header.vector_width = vector_width(result);
  header.memory_per_rank_bytes = participants.memory_per_rank_bytes;
  if (is_float(result))
    header.notes.push_back(fmt::format("rounding error of logits at t = {:.4g}: at most {:.2g} nats",
                                       result.times.front(), result.precision.float_logit_error));
  return header;
}

std::vector<std::string> collapse_warnings(const CollapseResult& result, const Participants& participants) {
  std::vector<std::string> warnings;
  if (is_imprecise(result.precision))
    warnings.push_back(imprecision_text(result.precision, result.times.front()));
  const std::int64_t blocks = (result.snapshots.back() + kernels::block_points - 1) / kernels::block_points;
  if (blocks < participants.sharers)
    warnings.push_back(fmt::format("{} of {} ranks have no points: {} points are {} of {}",
                                   participants.sharers - blocks, participants.sharers,
                                   result.snapshots.back(), counted(blocks, "block"), kernels::block_points));
  if (!result.law && result.dimension > datasets::largest_spectrum_dimension)
    warnings.push_back(
        fmt::format("d = {} is above {}: the Gaussian bound is left out, its eigenvalues would take too long",
                    result.dimension, datasets::largest_spectrum_dimension));
  return warnings;
}

}  // namespace regimes::experiments
