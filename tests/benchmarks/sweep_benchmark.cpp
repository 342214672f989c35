// Seconds, rates and fractions of this machine's peak of every kind of sweep. usage: sweep_benchmark [REPEATS]
// The peak is measured before every repeat, so that both see the machine alike; medians are printed.
#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "kernels/random.hpp"
#include "kernels/sweep.hpp"
#include "peak.hpp"

namespace {

using namespace regimes;
using namespace regimes::kernels;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Case {
  const char* name;
  int dimension;
  int times;  // 0: free queries at one time
  std::int64_t points;
  bool procedural;
};

constexpr int queries = 128;

StoredPoints stored(const ProceduralPoints& law, std::int64_t count) {
  Kokkos::View<float**, Kokkos::LayoutRight, SweepMemory> rows("regimes::benchmark::rows", count, law.dimension);
  Kokkos::View<double*, SweepMemory> half_norms("regimes::benchmark::half_norms", count);
  const auto host_rows = Kokkos::create_mirror_view(rows);
  const auto host_half_norms = Kokkos::create_mirror_view(half_norms);
  std::vector<float> point;
  for (std::int64_t i = 0; i < count; ++i) {
    point.clear();
    append_normals(law.stream, static_cast<std::uint64_t>(i), law.dimension, point);
    double norm = 0;
    for (int k = 0; k < law.dimension; ++k) {
      host_rows(i, k) = point[k];
      norm += static_cast<double>(point[k]) * point[k];
    }
    host_half_norms(i) = norm / 2;
  }
  Kokkos::deep_copy(rows, host_rows);
  Kokkos::deep_copy(half_norms, host_half_norms);
  return {rows, half_norms, {}, law.dimension, 0};
}

std::unique_ptr<Sweep> make(const Case& c, const ProceduralPoints& law) {
  const PointSource points = c.procedural ? PointSource(law) : PointSource(stored(law, c.points));
  std::vector<float> sources, noises;
  NoisedQueries noised{queries, c.dimension, {}, {}, {}};
  const Stream noise = make_stream(1, 0, Purpose::query_noise);
  for (int q = 0; q < queries; ++q) {
    append_normals(law.stream, static_cast<std::uint64_t>(q), c.dimension, noised.source);
    append_normals(noise, static_cast<std::uint64_t>(q), c.dimension, noised.noise);
    noised.source_index.push_back(q);
  }
  // Times around the collapse of a Gaussian, where most weights are negligible and some are not.
  const double collapse = 0.5 * std::log1p(1 / std::expm1(2 * std::log(c.points) / c.dimension));
  if (c.times == 0) return make_sweep(points, FreeQueries{queries, c.dimension, noised.noise}, {{collapse}, Precision::single, c.points});
  std::vector<double> times;
  for (int i = 0; i < c.times; ++i) times.push_back(c.times == 1 ? collapse : collapse * std::pow(12., (i + 0.5) / c.times - 0.3));
  return make_sweep(points, noised, {times, Precision::single, c.points});
}

void run(const Case& c, int repeats) {
  const ProceduralPoints law{make_stream(1, 0, Purpose::training_point), c.dimension, 1, 0, 0};
  const auto sweep = make(c, law);
  const Deal deal{};
  std::vector<double> seconds, fraction;
  const int products = c.times == 0 ? 1 : 2, times = std::max(c.times, 1);
  const double pairs = static_cast<double>(c.points) * queries;
  for (int r = 0; r <= repeats; ++r) {
    const double peak = benchmarks::peak_flops<float>();
    const double begin = benchmarks::seconds_now();
    sweep->run(deal, 0, deal.local_blocks(c.points) * tiles_per_block, 0, c.points);
    const double took = benchmarks::seconds_now() - begin;
    sweep->take();
    if (r == 0) continue;  // warms caches and clocks
    seconds.push_back(took);
    fraction.push_back(took * peak);
  }
  const double s = median(seconds), peak_flops_spent = median(fraction);
  fmt::print("{:<22} {:>5} {:>5} {:>9} {:>9.4f} {:>9.3g} {:>9.3g} {:>8.1f} {:>8.1f} %\n", c.name, c.dimension, times, c.points, s,
             pairs / s, pairs * times / s, peak_flops_spent / (pairs * times),
             100 * products * 2. * pairs * c.dimension / peak_flops_spent);
}

}  // namespace

int main(int argc, char** argv) {
  Kokkos::ScopeGuard kokkos(argc, argv);
  const int repeats = argc > 1 ? std::atoi(argv[1]) : 5;
  fmt::print("float peak of one core: {:.1f} GFLOP/s; {} queries\n", benchmarks::peak_flops<float>() / 1e9, queries);
  fmt::print("{:<22} {:>5} {:>5} {:>9} {:>9} {:>9} {:>9} {:>8} {:>10}\n", "sweep", "d", "times", "points", "seconds", "pairs/s",
             "terms/s", "peak/term", "products");
  for (const Case& c : std::vector<Case>{{"curve, procedural", 32, 64, 200000, true},
                                         {"curve, stored", 32, 64, 200000, false},
                                         {"curve, stored", 1024, 64, 20000, false},
                                         {"curve, stored", 1024, 1, 20000, false},
                                         {"log-partition, stored", 32, 0, 500000, false},
                                         {"log-partition, stored", 256, 0, 100000, false},
                                         {"log-partition, stored", 1024, 0, 20000, false}})
    run(c, repeats);
}
