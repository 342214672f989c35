// The collective operations on whatever number of ranks this runs on.
#include "parallel/communicator.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

namespace regimes::parallel {
namespace {

TEST(Communicator, RanksAreCounted) {
  const Communicator ranks;
  EXPECT_EQ(ranks.sum(std::vector<std::int64_t>{1}), std::vector<std::int64_t>{ranks.size()});
  EXPECT_EQ(ranks.maximum(std::int64_t{ranks.rank()}), ranks.size() - 1);
  EXPECT_EQ(ranks.is_root(), ranks.rank() == 0);
}

TEST(Communicator, SumsElementByElementOnEveryRank) {
  const Communicator ranks;
  const std::int64_t rank = ranks.rank(), size = ranks.size(), large = std::int64_t{1} << 53;
  const std::int64_t triangle = size * (size - 1) / 2;
  EXPECT_EQ(ranks.sum(std::vector<std::int64_t>{rank, -rank, large + 1}),
            (std::vector<std::int64_t>{triangle, -triangle, size * (large + 1)}));
  EXPECT_EQ(ranks.sum(std::vector<double>{0.5, static_cast<double>(rank)}),
            (std::vector<double>{0.5 * static_cast<double>(size), static_cast<double>(triangle)}));
  EXPECT_TRUE(ranks.sum(std::vector<double>{}).empty());
}

TEST(Communicator, SumsAndSharesArraysOfSeveralMessages) {
  const Communicator ranks;
  constexpr std::size_t length = (std::size_t{5} << 19) + 3;  // two and a half messages of 2^20
  std::vector<std::int64_t> values(length);
  std::iota(values.begin(), values.end(), std::int64_t{ranks.rank()});
  const std::vector<std::int64_t> total = ranks.sum(values);
  const std::int64_t size = ranks.size(), triangle = size * (size - 1) / 2;
  std::int64_t wrong = 0;
  for (std::size_t i = 0; i < length; ++i) wrong += total[i] != size * std::int64_t(i) + triangle;
  EXPECT_EQ(wrong, 0);

  const int owner = ranks.size() - 1;
  std::vector<double> row(length, -1);
  if (ranks.rank() == owner) std::iota(row.begin(), row.end(), 0.);
  ranks.share_rows(row, length, {owner});
  wrong = 0;
  for (std::size_t i = 0; i < length; ++i) wrong += row[i] != static_cast<double>(i);
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(ranks.broadcast(ranks.is_root() ? std::string(length, 'a') : std::string()),
            std::string(length, 'a'));
}

TEST(Communicator, MaximumAndAnyComeFromAnyRank) {
  const Communicator ranks;
  EXPECT_EQ(ranks.maximum(std::int64_t{-1 - ranks.rank()}), -1);
  EXPECT_EQ(ranks.maximum(-0.5 - ranks.rank()), -0.5);
  EXPECT_EQ(ranks.maximum(ranks.rank() == ranks.size() - 1 ? std::numeric_limits<std::int64_t>::max() : 0),
            std::numeric_limits<std::int64_t>::max());
  for (int alone = 0; alone < ranks.size(); ++alone) EXPECT_TRUE(ranks.any(ranks.rank() == alone));
  EXPECT_FALSE(ranks.any(false));
}

TEST(Communicator, BroadcastsWhatRootHas) {
  const Communicator ranks;
  EXPECT_EQ(ranks.broadcast(ranks.is_root() ? std::int64_t{-5} << 40 : std::int64_t{ranks.rank()}),
            std::int64_t{-5} << 40);
  const std::string text("zero \0 inside", 13);
  EXPECT_EQ(ranks.broadcast(ranks.is_root() ? text : std::string(100, 'x')), text);
  EXPECT_EQ(ranks.broadcast(ranks.is_root() ? std::string() : std::string("mine")), "");
}

TEST(Communicator, SharesRowsFromTheirOwners) {
  const Communicator ranks;
  constexpr std::size_t width = 3;
  constexpr int count = 11;
  const auto value = [](int row, std::size_t k) {
    return 0.25 * static_cast<double>(row) - static_cast<double>(k);
  };
  std::vector<int> owners;
  std::vector<double> rows;
  for (int i = 0; i < count; ++i) {
    owners.push_back(i * i % ranks.size());  // some ranks own nothing
    for (std::size_t k = 0; k < width; ++k)
      rows.push_back(owners.back() == ranks.rank() ? value(i, k) : std::numeric_limits<double>::quiet_NaN());
  }
  ranks.share_rows(rows, width, owners);
  ASSERT_EQ(rows.size(), count * width);
  for (int i = 0; i < count; ++i)
    for (std::size_t k = 0; k < width; ++k) EXPECT_EQ(rows[i * width + k], value(i, k)) << "row " << i;
}

TEST(Communicator, GathersTextInRankOrderOnRoot) {
  const Communicator ranks;
  const auto of = [](int rank) { return rank % 2 == 0 ? std::string(rank + 1, 'a') : std::string(); };
  const std::vector<std::string> all = ranks.gather(of(ranks.rank()));
  if (!ranks.is_root()) {
    EXPECT_TRUE(all.empty());
    return;
  }
  ASSERT_EQ(all.size(), static_cast<std::size_t>(ranks.size()));
  for (int rank = 0; rank < ranks.size(); ++rank) EXPECT_EQ(all[rank], of(rank));
}

}  // namespace
}  // namespace regimes::parallel
