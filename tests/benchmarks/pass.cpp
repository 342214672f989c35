#include "pass.hpp"

#include <cmath>
#include <type_traits>

#include "base/process.hpp"
#include "kernels/density_sweep.hpp"
#include "kernels/procedural_tiles.hpp"

namespace regimes::benchmarks {

using namespace regimes::kernels;

namespace {

constexpr int neighbours = 1;

template <class AnySweep>
Pass pass_of(std::unique_ptr<AnySweep> made, std::int64_t points) {
  const std::shared_ptr<AnySweep> sweep = std::move(made);
  return [sweep, points] {
    run_all(*sweep, points);
    const auto collected = sweep->collect();
    if constexpr (std::is_same_v<AnySweep, NearestSweep>)
      return Work{};
    else
      return collected.work;
  };
}

SweepSettings settings_of(const Problem& problem, std::vector<double> times) {
  return {std::move(times), Precision::fp32, problem.points};
}

template <class Points>
Pass curve(const Problem& problem, const Points& points) {
  return pass_of(make_sweep(points, problem.noised, settings_of(problem, problem.times)), problem.points);
}
Pass log_partition(const Problem& problem) {
  return pass_of(make_sweep(problem.stored, problem.free, settings_of(problem, {problem.time})),
                 problem.points);
}
Pass mean(const Problem& problem) {
  return pass_of(make_mean_sweep(problem.stored, problem.free, settings_of(problem, {problem.time})),
                 problem.points);
}
Pass nearest(const Problem& problem) {
  return pass_of(make_nearest_sweep(problem.stored, problem.free, std::vector<double>(problem.free.count, 0.),
                                    neighbours),
                 problem.points);
}
/// As many bandwidths as the curve has times, with logits of the same size: h^2 = 1/snr.
Pass density(const Problem& problem) {
  DensityQueries queries;
  static_cast<FreeQueries&>(queries) = problem.free;
  std::vector<double> bandwidths;
  for (const double t : problem.times) bandwidths.push_back(std::sqrt(noise_to_signal(t)));
  return pass_of(make_density_sweep(problem.stored, queries,
                                    {bandwidths, DensityKernel::gaussian, Precision::fp32, problem.points}),
                 problem.points);
}

}  // namespace

const std::vector<Kernel>& kernel_table() {
  static const std::vector<Kernel> table{
      {curve_kernel, false, 2, {1, 64}, [](const Problem& p) { return curve(p, p.stored); }},
      {"curve-procedural", true, 2, {1, 64}, [](const Problem& p) { return curve(p, p.law); }},
      {"log-partition", false, 1, {1}, log_partition},
      {density_kernel, false, 1, {64}, density},
      {"mean", false, 2, {1}, mean},
      {"nearest", false, 1, {1}, nearest},
  };
  return table;
}

Pass prepare_generation(const Problem& problem) {
  const ProceduralPoints law = problem.law;
  const std::int64_t points = problem.points;
  // One tile, rewritten: as in a sweep, it stays in cache.
  const std::size_t numbers = tile_scratch<float>(law) + tile_points;
  const auto scratch = std::make_shared<std::vector<simd::Floats>>(numbers / simd::lanes<float> + 2);
  return [law, points, scratch] {
    auto* values = reinterpret_cast<float*>(scratch->data());
    float* half_norms = values + tile_scratch<float>(law);
    const Partition partition{};
    for (std::int64_t t = 0; t < partition.local_blocks(points) * tiles_per_block; ++t) {
      const Tile tile = partition.tile(t, 0, points);
      if (tile.count > 0) read_tile<float>(law, tile, values, half_norms);
      asm volatile("" : : "r"(values) : "memory");
    }
    return Work{};
  };
}

}  // namespace regimes::benchmarks
