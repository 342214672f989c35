// Collapse depends on distances only. Points, sources and noises are transformed together, so that results
// must agree query by query, up to the rounding of coordinates to float.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "base/process.hpp"
#include "small_runs.hpp"

namespace regimes::physics_test {
namespace {

using observables::Observable;

const std::vector<double> times{.1, .3, .6, 1.2};
constexpr int dimension = 10, query_count = 64;
constexpr std::int64_t points = 500;
constexpr std::uint64_t seed = 21;

/// Coordinates are rounded to 24 bits; snr |a|^2 at the smallest time is about 50.
constexpr double rounding = 2e-6;

struct Case {
  int dimension = 0;
  std::vector<float> rows;   ///< [point][coordinate]
  std::vector<float> noise;  ///< [query][coordinate]
  std::vector<double> diffusion_times = times;
};

using Vector = std::vector<double>;
using Map = std::function<Vector(Vector)>;

/// Applies a map to every vector of a list; it may change the dimension.
std::vector<float> mapped(const std::vector<float>& list, int dimension, const Map& map) {
  std::vector<float> result;
  for (std::size_t first = 0; first < list.size(); first += dimension) {
    const Vector image = map(Vector(list.begin() + static_cast<std::ptrdiff_t>(first),
                                    list.begin() + static_cast<std::ptrdiff_t>(first) + dimension));
    for (const double value : image) result.push_back(static_cast<float>(value));
  }
  return result;
}

Case plain_case() {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal;
  Case plain{dimension, {}, {}};
  for (std::int64_t i = 0; i < points * dimension; ++i) plain.rows.push_back(normal(generator));
  for (int i = 0; i < query_count * dimension; ++i) plain.noise.push_back(normal(generator));
  return plain;
}

observables::QueryValues values_of(const Case& c) {
  kernels::NoisedQueries queries{query_count, c.dimension, {}, c.noise, {}};
  queries.source.assign(c.rows.begin(), c.rows.begin() + query_count * c.dimension);
  for (int query = 0; query < query_count; ++query) queries.source_index.push_back(query);
  return measured_values(stored_set(c.rows, c.dimension, {}), queries, c.diffusion_times,
                         kernels::Precision::fp64);
}

void expect_same(const Case& changed) {
  const auto expected = values_of(plain_case()), values = values_of(changed);
  for (const Observable observable :
       {Observable::excess_entropy_ratio, Observable::cloning_collapse, Observable::nearest_is_source,
        Observable::source_log_weight, Observable::max_weight})
    for (std::size_t at = 0; at < expected.values[observable].size(); ++at)
      EXPECT_NEAR(values.values[observable][at], expected.values[observable][at], rounding)
          << "observable " << static_cast<int>(observable) << ", value " << at;
}

/// A product of `dimension` reflections at random planes: v - 2 (u.v) u.
Map random_rotation(int dimension) {
  std::mt19937_64 generator(seed + 1);
  std::normal_distribution<double> normal;
  std::vector<Vector> axes;
  for (int i = 0; i < dimension; ++i) {
    Vector axis(dimension);
    double squared = 0;
    for (double& value : axis) {
      value = normal(generator);
      squared += value * value;
    }
    for (double& value : axis) value /= std::sqrt(squared);
    axes.push_back(axis);
  }
  return [axes](Vector v) {
    for (const Vector& axis : axes) {
      double overlap = 0;
      for (std::size_t k = 0; k < v.size(); ++k) overlap += axis[k] * v[k];
      for (std::size_t k = 0; k < v.size(); ++k) v[k] -= 2 * overlap * axis[k];
    }
    return v;
  };
}

TEST(Invariance, Rotations) {
  Case c = plain_case();
  const Map rotation = random_rotation(dimension);
  c.rows = mapped(c.rows, dimension, rotation);
  c.noise = mapped(c.noise, dimension, rotation);
  expect_same(c);
}

TEST(Invariance, OrderOfCoordinates) {
  Case c = plain_case();
  const Map reversed = [](Vector v) {
    std::reverse(v.begin(), v.end());
    return v;
  };
  c.rows = mapped(c.rows, dimension, reversed);
  c.noise = mapped(c.noise, dimension, reversed);
  expect_same(c);
}

TEST(Invariance, ConstantCoordinatesWithAnyNoise) {
  constexpr double constant = .7, noise_there = -1.3;
  for (const int extra : {1, 6, 23}) {
    const auto padded = [extra](double value) {
      return [extra, value](Vector v) {
        v.insert(v.end(), extra, value);
        return v;
      };
    };
    Case c = plain_case();
    c.rows = mapped(c.rows, dimension, padded(constant));
    c.noise = mapped(c.noise, dimension, padded(noise_there));
    c.dimension = dimension + extra;
    expect_same(c);
  }
}

TEST(Invariance, Translations) {
  Case c = plain_case();
  c.rows = mapped(c.rows, dimension, [](Vector v) {
    for (std::size_t k = 0; k < v.size(); ++k) v[k] += k % 2 == 0 ? .5 : -.25;
    return v;
  });
  expect_same(c);
}

/// Data scaled by s at the time where the signal-to-noise ratio 1/(e^{2t} - 1) is s^2 times smaller.
TEST(Invariance, ScaleTradesAgainstTime) {
  for (const double scale : {.25, 3.}) {
    Case c = plain_case();
    c.rows = mapped(c.rows, dimension, [scale](Vector v) {
      for (double& value : v) value *= scale;
      return v;
    });
    for (double& t : c.diffusion_times) t = std::log1p(scale * scale / signal_to_noise(t)) / 2;
    expect_same(c);
  }
}

}  // namespace
}  // namespace regimes::physics_test
