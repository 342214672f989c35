#include "sweep_fixture.hpp"

#include <random>

namespace regimes::kernels::test {

reference::Points random_points(std::int64_t count, int dimension, int classes, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal;
  reference::Points points{count, dimension, classes, {}, {}};
  for (std::int64_t i = 0; i < count * dimension; ++i) points.a.push_back(normal(generator));
  if (classes > 0)
    for (std::int64_t index = 0; index < count; ++index)
      points.class_of.push_back(static_cast<int>(index % classes));
  return points;
}

StoredPoints stored_points(const reference::Points& points, const Deal& deal) {
  const std::int64_t rows = deal.local_rows(points.count);
  Kokkos::View<float**, Kokkos::LayoutRight, SweepMemory> a("regimes::test::rows", rows, points.dimension);
  Kokkos::View<double*, SweepMemory> half_norms("regimes::test::half_norms", rows);
  Kokkos::View<std::int32_t*, SweepMemory> classes("regimes::test::classes", points.classes > 0 ? rows : 0);
  const auto a_host = Kokkos::create_mirror_view(a);
  const auto norms_host = Kokkos::create_mirror_view(half_norms);
  const auto classes_host = Kokkos::create_mirror_view(classes);
  for (std::int64_t index = 0; index < points.count; ++index) {
    if (!deal.owns(index)) continue;
    const std::int64_t row = deal.local_row(index);
    double norm = 0;
    for (int k = 0; k < points.dimension; ++k) {
      a_host(row, k) = static_cast<float>(points.point(index)[k]);
      norm += points.point(index)[k] * points.point(index)[k];
    }
    norms_host(row) = norm / 2;
    if (points.classes > 0) classes_host(row) = points.class_of[index];
  }
  Kokkos::deep_copy(a, a_host);
  Kokkos::deep_copy(half_norms, norms_host);
  Kokkos::deep_copy(classes, classes_host);
  return {a, half_norms, classes, points.dimension, points.classes};
}

ProceduralPoints two_means(Stream stream, int dimension, float deviation, float mean) {
  return make_procedural(stream, dimension,
                         {NormalClass{{mean}, {deviation}}, NormalClass{{-mean}, {deviation}}}, {.5, .5});
}

NoisedQueries noised_queries(const reference::Points& points, int count, std::int64_t source_points,
                             std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal;
  NoisedQueries queries{count, points.dimension, {}, {}, {}};
  for (int q = 0; q < count; ++q) {
    const std::int64_t source = q % source_points;
    queries.source_index.push_back(source);
    for (int k = 0; k < points.dimension; ++k) {
      queries.source.push_back(static_cast<float>(points.point(source)[k]));
      queries.noise.push_back(normal(generator));
    }
  }
  return queries;
}

FreeQueries free_queries(int count, int dimension, double amplitude, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal(0, static_cast<float>(amplitude));
  FreeQueries queries{count, dimension, {}};
  for (int i = 0; i < count * dimension; ++i) queries.x.push_back(normal(generator));
  return queries;
}

}  // namespace regimes::kernels::test
