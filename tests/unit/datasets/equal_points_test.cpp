// Equal points by their hashes, on any number of ranks, and what is known of them.
#include "datasets/equal_points.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace regimes::datasets {
namespace {

using testing::ElementsAre;

TEST(RowHash, TellsRowsApartAndNotZeros) {
  const auto hash = [](std::vector<double> values) { return row_hash(0, values).hash; };
  EXPECT_EQ(hash({0., 1.}), hash({-0., 1.}));
  EXPECT_NE(hash({0., 1.}), hash({1., 0.}));
  EXPECT_NE(hash({1.}), hash({std::nextafter(1., 2.)}));
  EXPECT_NE(hash({0.}), hash({0., 0.}));
}

TEST(EqualRows, AreFoundWhoeverHasThem) {
  const parallel::Communicator ranks;
  std::vector<RowHash> mine;
  for (std::int64_t row = 0; row < 1000; ++row)
    if (row % ranks.size() == ranks.rank())
      mine.push_back(row_hash(row, std::vector<double>{static_cast<double>(row % 400 == 7 ? 7 : row), 1}));
  EXPECT_THAT(groups_of_equal_rows(mine, ranks), ElementsAre(ElementsAre(7, 407, 807)));
}

TEST(EqualPoints, KnowTheirCopiesInEveryPrefix) {
  const EqualPoints equals({{2, 5, 9}, {3, 4}});
  EXPECT_EQ(equals.count(), 5);
  EXPECT_EQ(equals.distinct(), 2);
  EXPECT_EQ(equals.first_of(9), 2);
  EXPECT_EQ(equals.first_of(6), 6);
  EXPECT_EQ(equals.copies(2, 10), 3);
  EXPECT_EQ(equals.copies(2, 9), 2);
  EXPECT_EQ(equals.copies(6, 10), 1);
  EXPECT_DOUBLE_EQ(equals.mean_log_copies(10), (3 * std::log(3) + 2 * std::log(2)) / 10);
  EXPECT_DOUBLE_EQ(equals.mean_log_copies(5), 2 * std::log(2) / 5);
  EXPECT_EQ(EqualPoints().mean_log_copies(5), 0);
}

}  // namespace
}  // namespace regimes::datasets
