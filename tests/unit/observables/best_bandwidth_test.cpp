// The best bandwidth of drawn points: from grids, beside a search for the maximum of the likelihood itself.
#include "observables/best_bandwidth.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace regimes::observables {
namespace {

using Points = std::vector<std::vector<double>>;

Points drawn_points(int count, int dimension, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Points points(count, std::vector<double>(dimension));
  for (auto& point : points)
    for (double& x : point) x = normal(random);
  return points;
}

struct AtBandwidth {
  double log_density = 0, spread = 0;
};

/// Means over the points, each estimated from the others; up to what does not depend on h.
AtBandwidth leave_one_out(const Points& points, double h) {
  AtBandwidth mean;
  const auto d = static_cast<double>(points[0].size()), n = static_cast<double>(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::vector<double> squares;
    for (std::size_t j = 0; j < points.size(); ++j) {
      double square = 0;
      for (std::size_t k = 0; k < points[i].size(); ++k) square += std::pow(points[i][k] - points[j][k], 2);
      if (i != j) squares.push_back(square / (h * h));
    }
    const double nearest = *std::min_element(squares.begin(), squares.end());
    double sum = 0, weighted = 0;
    for (const double square : squares) {
      sum += std::exp((nearest - square) / 2);
      weighted += square * std::exp((nearest - square) / 2);
    }
    mean.log_density += (std::log(sum) - nearest / 2 - d * std::log(h)) / n;
    mean.spread += weighted / sum / d / n;
  }
  return mean;
}

OnGrid from_grid(const Points& points, const std::vector<double>& grid) {
  LikelihoodCurve curve;
  for (const double h : grid) {
    const AtBandwidth at = leave_one_out(points, h);
    curve.log_density.push_back(at.log_density);
    curve.spread.push_back(at.spread);
  }
  return best_bandwidth(grid, curve, DensityKernel::gaussian);
}

double right(const Points& points) {
  const auto found = boost::math::tools::brent_find_minima(
      [&](double log_h) { return -leave_one_out(points, std::exp(log_h)).log_density; }, -2., 2., 40);
  return std::exp(found.first);
}

TEST(BestBandwidth, LiesWithinTheErrorOfItsGrid) {
  for (const auto& [count, dimension] : {std::pair{60, 1}, std::pair{60, 6}, std::pair{50, 40}}) {
    for (unsigned seed = 1; seed <= 4; ++seed) {
      const Points points = drawn_points(count, dimension, seed);
      const double best = right(points);
      for (const int size : {2, 3, 5, 8, 12, 50}) {
        std::vector<double> grid;  // it does not lie evenly around the best
        for (int i = 0; i < size; ++i) grid.push_back(best / 9 * std::pow(50 + seed, i / (size - 1.)));
        const OnGrid found = from_grid(points, grid);
        EXPECT_NEAR(found.value, best, 1.96 * found.grid_error) << size << " bandwidths, d = " << dimension;
        if (size == 50) {
          EXPECT_LT(found.grid_error, .01 * best);
        }
        if (dimension == 40) {
          EXPECT_LT(found.grid_error, .2 * best) << "known far better than half of a bracket";
        }
      }
    }
  }
}

TEST(BestBandwidth, IsUnknownAtTheEndsOfItsGrid) {
  const Points points = drawn_points(40, 3, 1);
  const double best = right(points);
  EXPECT_TRUE(std::isnan(from_grid(points, {.1 * best, .5 * best, .9 * best}).value));
  EXPECT_TRUE(std::isnan(from_grid(points, {1.1 * best, 2 * best}).value));
}

TEST(BestBandwidth, OfABallIsThatOfAParabolaWithHalfASpacing) {
  const OnGrid found = best_bandwidth({1, 2, 4}, {{0, 1, 0}, {}}, DensityKernel::ball);
  EXPECT_NEAR(found.value, 2, 1e-12);
  EXPECT_NEAR(found.grid_error, .75, 1e-12);
  EXPECT_TRUE(std::isnan(best_bandwidth({1, 2}, {{0, 1}, {}}, DensityKernel::ball).grid_error));
}

}  // namespace
}  // namespace regimes::observables
