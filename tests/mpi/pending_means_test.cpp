// Posterior means on their way: as those of all points merged one by one, on any number of ranks; and rows
// that are gathered, distributed out and summed.
#include "parallel/pending_means.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "parallel/gather_rows.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::parallel {
namespace {

constexpr int queries = 9, dimension = 3, points = 40;

std::vector<int> uneven_counts(int ranks) {
  std::vector<int> counts;
  for (int rank = 0; rank < ranks; ++rank) {
    const Share share = share_of(queries - 1, rank, ranks);
    counts.push_back(share.last - share.first);
  }
  ++counts.back();
  return counts;
}

/// All points of rank r, with logits hundreds apart; a rank may have none of a query.
kernels::PosteriorMeans seen_by(int rank, int ranks) {
  kernels::PosteriorMeans seen(queries, dimension);
  for (int q = 0; q < queries; ++q)
    for (int index = 0; index < points; ++index) {
      if ((index / (q + 1)) % ranks != rank) continue;
      std::mt19937_64 generator(1000 * q + index);
      std::normal_distribution<double> normal(0, 300);
      kernels::Posterior one;
      one.add(normal(generator), index);
      const std::vector<double> a = {normal(generator), normal(generator), 1};
      seen.merge(q, one, a.data());
    }
  return seen;
}

TEST(PendingMeans, AreThoseOfAllPointsWhileOthersAreUnderWay) {
  const Communicator ranks;
  const std::vector<int> counts = uneven_counts(ranks.size());
  const int first = std::accumulate(counts.begin(), counts.begin() + ranks.rank(), 0);
  kernels::PosteriorMeans all = seen_by(0, 1);
  PendingMeans before(seen_by(ranks.rank(), ranks.size()), counts, ranks);
  PendingMeans after(kernels::PosteriorMeans(queries, dimension), counts, ranks);
  const kernels::PosteriorMeans mine = before.collect();
  ASSERT_EQ(mine.queries, counts[ranks.rank()]);
  for (int q = 0; q < mine.queries; ++q) {
    EXPECT_EQ(mine.posterior[q].nearest_index, all.posterior[first + q].nearest_index);
    const auto log_sum = [](const kernels::Posterior& state) {
      return state.reference + std::log(state.sum);
    };
    EXPECT_NEAR(log_sum(mine.posterior[q]), log_sum(all.posterior[first + q]), 1e-12 * 300);
    for (int k = 0; k < dimension; ++k) EXPECT_NEAR(mine.mean(q, k), all.mean(first + q, k), 1e-11 * 300);
  }
  for (const kernels::Posterior& state : after.collect().posterior) EXPECT_TRUE(state.empty());
}

/// Rows 0 ... n - 1 of which rank r has those of its share of n.
TEST(GatherRows, ComeInTheOrderOfRanks) {
  const Communicator ranks;
  constexpr int rows = 11, width = 2;
  const Share share = share_of(rows, ranks);
  std::vector<double> mine, expected;
  for (int i = 0; i < rows * width; ++i) {
    expected.push_back(i);
    if (i / width >= share.first && i / width < share.last) mine.push_back(i);
  }
  EXPECT_EQ(gather_rows(mine, width, ranks), expected);
  EXPECT_EQ(gather_rows_on_root(mine, width, ranks), ranks.is_root() ? expected : std::vector<double>());
  EXPECT_EQ(scatter_rows(ranks.is_root() ? expected : std::vector<double>(), width, rows, ranks), mine);
  using Integers = std::vector<std::int64_t>;
  const Integers integers(mine.begin(), mine.end()), all_integers(expected.begin(), expected.end());
  EXPECT_EQ(gather_rows(integers, width, ranks), all_integers);
  EXPECT_EQ(scatter_rows(ranks.is_root() ? all_integers : Integers(), width, rows, ranks), integers);
}

TEST(GatherRows, SumsGoToTheirRanks) {
  const Communicator ranks;
  const std::vector<int> counts = uneven_counts(ranks.size());
  std::vector<double> rows;
  for (int i = 0; i < queries * dimension; ++i) rows.push_back(i % ranks.size() == ranks.rank() ? i : 0);
  const std::vector<double> mine = sum_and_share_rows(rows, dimension, counts, ranks);
  const int first = std::accumulate(counts.begin(), counts.begin() + ranks.rank(), 0);
  ASSERT_EQ(mine.size(), static_cast<std::size_t>(counts[ranks.rank()] * dimension));
  for (std::size_t i = 0; i < mine.size(); ++i) EXPECT_EQ(mine[i], first * dimension + static_cast<int>(i));
}

}  // namespace
}  // namespace regimes::parallel
