// Free queries on any number of ranks: means and nearest points of random splits of the points, reduced,
// against the same points merged one by one.
#include "parallel/reduce_queries.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace regimes::parallel {
namespace {

constexpr int queries = 7, dimension = 3, points = 40, neighbours = 4;

struct Point {
  double logit;
  double a[dimension];
};

/// Point `index` as query q sees it; logits differ by hundreds, and some are equal.
Point point(int q, int index) {
  std::mt19937_64 generator(1000 * q + index / 2);
  std::normal_distribution<double> normal(0, 300);
  Point made{normal(generator), {}};
  for (double& coordinate : made.a) coordinate = normal(generator);
  return made;
}

int owner(int index, int ranks) { return index * 7 % 11 % ranks; }

TEST(ReduceQueries, MeansAreThoseOfAllPointsOnEveryShare) {
  const Communicator ranks;
  kernels::PosteriorMeans mine(queries, dimension), all(queries, dimension);
  for (int q = 0; q < queries; ++q)
    for (int index = 0; index < points; ++index) {
      const Point p = point(q, index);
      kernels::Posterior one;
      one.add(p.logit, index);
      all.merge(q, one, p.a);
      if (owner(index, ranks.size()) == ranks.rank()) mine.merge(q, one, p.a);
    }
  mine.work = {10, 3};
  const Share share = share_of(queries, ranks);
  const kernels::PosteriorMeans shared = reduce_and_share(mine, ranks);
  ASSERT_EQ(shared.queries, share.last - share.first);
  EXPECT_EQ(shared.work.terms, 10 * ranks.size());
  for (int q = 0; q < shared.queries; ++q)
    for (int k = 0; k < dimension; ++k)
      EXPECT_NEAR(shared.mean(q, k), all.mean(share.first + q, k), 1e-11 * 300);
}

TEST(ReduceQueries, NearestPointsAreThoseOfAllPointsOnEveryRank) {
  const Communicator ranks;
  kernels::Neighbours mine(queries, neighbours), all(queries, neighbours);
  for (int q = 0; q < queries; ++q)
    for (int index = 0; index < points; ++index) {
      const kernels::Neighbour candidate{point(q, index).logit, index};
      all.add(q, candidate);
      if (owner(index, ranks.size()) == ranks.rank()) mine.add(q, candidate);
    }
  reduce_to_all(mine, ranks);
  for (std::size_t i = 0; i < all.nearest.size(); ++i) {
    EXPECT_EQ(mine.nearest[i].index, all.nearest[i].index);
    EXPECT_EQ(mine.nearest[i].nearness, all.nearest[i].nearness);
  }
}

TEST(ReduceQueries, SharesCoverEverythingOnce) {
  const Communicator ranks;
  for (const int count : {0, 1, 5, 100}) {
    const Share share = share_of(count, ranks);
    EXPECT_EQ(ranks.sum(std::vector<std::int64_t>{share.last - share.first}).front(), count);
  }
}

}  // namespace
}  // namespace regimes::parallel
