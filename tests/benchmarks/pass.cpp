#include "pass.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/grid.hpp"
#include "base/process.hpp"
#include "kernels/covariance_sweep.hpp"
#include "kernels/density_sweep.hpp"
#include "kernels/packs/procedural_tiles.hpp"
#include "kernels/shared_references.hpp"

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
    if constexpr (std::is_same_v<AnySweep, Sweep>)
      sweep->share_references(nearest_logits(collected));  // of the next pass, as in runs
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
/// Points and queries of the curve as bytes, with noise on its grid.
Pass byte_curve(const Problem& problem) {
  constexpr double unit = 1. / 32, zero = 128;
  const int dimension = problem.noised.dimension;
  const auto byte_of = [&](double a) {
    return static_cast<std::uint8_t>(std::clamp(std::nearbyint(a / unit + zero), 0., 255.));
  };
  StoredPoints points(problem.points, dimension, 0, ByteScale{unit, std::vector(dimension, unit * zero)});
  std::int64_t row = 0;
  problem.stored.visit(0, problem.points, [&](std::span<const double> some) {
    std::vector<std::uint8_t> bytes;
    for (const double a : some) bytes.push_back(byte_of(a));
    points.write(row, std::span<const std::uint8_t>(bytes), {});
    row += std::ssize(some) / dimension;
  });
  NoisedQueries noised = problem.noised;
  for (double& a : noised.source) a = unit * (byte_of(a) - zero);
  for (float& z : noised.noise) z = on_noise_grid(z);
  return pass_of(make_sweep(points, noised, settings_of(problem, problem.times)), problem.points);
}
Pass log_partition(const Problem& problem) {
  return pass_of(make_sweep(problem.stored, problem.free, settings_of(problem, {problem.time})),
                 problem.points);
}
Pass mean(const Problem& problem) {
  return pass_of(make_mean_sweep(problem.stored, problem.free, settings_of(problem, {problem.time})),
                 problem.points);
}
/// The points in two classes, one after the other, and half of the queries in each: a guided step.
Pass class_means(const Problem& problem) {
  constexpr int classes = 2;
  StoredPoints points(problem.points, problem.free.dimension, classes);
  std::int64_t row = 0;
  problem.stored.visit(0, problem.points, [&](std::span<const double> some) {
    const std::vector<float> rows(some.begin(), some.end());
    std::vector<std::int32_t> class_of;
    for (std::int64_t i = 0; i < std::ssize(some) / problem.free.dimension; ++i)
      class_of.push_back(static_cast<std::int32_t>((row + i) % classes));
    points.write(row, std::span<const float>(rows), class_of);
    row += std::ssize(class_of);
  });
  std::vector<int> of_queries;
  for (int q = 0; q < problem.free.count; ++q) of_queries.push_back(q % classes);
  return pass_of(
      make_class_mean_sweep(points, problem.free, of_queries, settings_of(problem, {problem.time})),
      problem.points);
}

constexpr int covariance_vectors = 4;
/// Products with four vectors for every query, at a time where all points are alive; without any, D is left
/// at 0.
Pass covariance(const Problem& problem) {
  constexpr double all_alive = 4;
  const SweepSettings settings = settings_of(problem, {all_alive});
  const auto first = make_sweep(problem.stored, problem.free, settings);
  run_all(*first, problem.points);
  CovarianceQueries queries{problem.free,
                            nearest_logits(first->collect()),
                            std::vector<double>(problem.free.x.size(), 0.),
                            covariance_vectors,
                            {}};
  for (int v = 0; v < covariance_vectors; ++v)
    queries.vector.insert(queries.vector.end(), problem.free.x.begin(), problem.free.x.end());
  return pass_of(make_covariance_sweep(problem.stored, queries, settings), problem.points);
}
Pass nearest(const Problem& problem) {
  return pass_of(make_nearest_sweep(problem.stored, problem.free, std::vector<double>(problem.free.count, 0.),
                                    neighbours),
                 problem.points);
}
/// As many bandwidths as the curve has times, with logits of the same size: h^2 = 1/snr at the ends.
Pass density(const Problem& problem) {
  DensityQueries queries;
  static_cast<FreeQueries&>(queries) = problem.free;
  const auto bandwidth = [](double t) { return std::sqrt(noise_to_signal(t)); };
  const std::vector<double> bandwidths =
      inverse_square_spaced(bandwidth(problem.times.front()), bandwidth(problem.times.back()),
                            static_cast<std::int64_t>(problem.times.size()));
  return pass_of(make_density_sweep(problem.stored, queries,
                                    {bandwidths, DensityKernel::gaussian, Precision::fp32, problem.points}),
                 problem.points);
}

}  // namespace

const std::vector<Kernel>& kernel_table() {
  static const std::vector<Kernel> table{
      {curve_kernel, false, 2, {1, 64}, [](const Problem& p) { return curve(p, p.stored); }},
      {"curve-procedural", true, 2, {1, 64}, [](const Problem& p) { return curve(p, p.law); }},
      {"curve-bytes", false, 2, {1, 64}, byte_curve},
      {"log-partition", false, 1, {1}, log_partition},
      {density_kernel, false, 1, {64}, density},
      {"mean", false, 2, {1}, mean},
      {"mean-classes", false, 2, {1}, class_means},
      {"covariance", false, 1 + 2 * covariance_vectors, {1}, covariance},
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
