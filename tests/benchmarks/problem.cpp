#include "problem.hpp"

#include <cmath>

#include "base/grid.hpp"
#include "base/process.hpp"

namespace regimes::benchmarks {

using namespace regimes::kernels;

namespace {

constexpr std::uint64_t seed = 1;

/// t_C = ln(1 + 1/(n^{2/d} - 1))/2, arXiv 2402.18491.
double collapse_time(double points, int dimension) {
  return 0.5 * std::log1p(1 / std::expm1(2 * std::log(points) / dimension));
}

/// `count` times over a factor 12, from a half of the collapse time up, spaced as `collapse` does.
std::vector<double> times_around(double collapse, int count) {
  constexpr double range = 12, part_below = 0.3;
  if (count == 1) return {collapse};
  const double first = collapse * std::pow(range, -part_below);
  return signal_spaced(first, range * first, count);
}

std::vector<float> rows_of(const ProceduralPoints& law, std::int64_t count) {
  std::vector<float> rows(static_cast<std::size_t>(count) * law.dimension);
  write_rows(law, 0, count, rows.data());
  return rows;
}

}  // namespace

StoredPoints store(const std::vector<float>& values, int dimension) {
  StoredPoints points(static_cast<std::int64_t>(values.size()) / dimension, dimension, 0);
  points.write(0, values, {});
  return points;
}

Problem make_problem(int dimension, std::int64_t points, int queries, int times) {
  Problem problem;
  problem.law = normal_points(make_stream(seed, 0, Purpose::training_point), dimension);
  problem.points = points;
  problem.stored = store(rows_of(problem.law, points), dimension);
  problem.noised = {queries, dimension, {}, {}, {}};
  problem.free = {queries, dimension, {}};
  const Stream noise = make_stream(seed, 0, Purpose::query_noise);
  for (int q = 0; q < queries; ++q) {
    append_normals(noise, static_cast<std::uint64_t>(q), dimension, problem.noised.noise);
    problem.noised.source_index.push_back(q);
  }
  const std::vector<float> sources = rows_of(problem.law, queries);
  problem.noised.source.assign(sources.begin(), sources.end());
  problem.time = collapse_time(static_cast<double>(points), dimension);
  problem.times = times_around(problem.time, times);
  const auto shrink = static_cast<float>(std::exp(-problem.time));
  const auto spread = static_cast<float>(std::sqrt(noise_variance(problem.time)));
  for (std::size_t i = 0; i < problem.noised.source.size(); ++i)
    problem.free.x.push_back(shrink * problem.noised.source[i] + spread * problem.noised.noise[i]);
  return problem;
}

}  // namespace regimes::benchmarks
