#include "datasets/selection.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "base/error.hpp"

namespace regimes::datasets {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using Sizes = std::vector<std::int64_t>;

LabelledRows labelled(std::vector<std::int32_t> labels) {
  const auto rows = static_cast<std::int64_t>(labels.size());
  return {rows, "--train-file 'points.gz'", "--labels-file 'labels.gz'", std::move(labels)};
}

LabelledRows unlabelled(std::int64_t rows) { return {rows, "--train-file 'points.gz'", "", {}}; }

// Sorted by class: 0 x 5, 1 x 3, 7 x 40.
LabelledRows sorted_file() {
  std::vector<std::int32_t> labels(5, 0);
  labels.insert(labels.end(), 3, 1);
  labels.insert(labels.end(), 40, 7);
  return labelled(std::move(labels));
}

// The largest distance of a class from its share over all prefixes, in units of 1/n points, so that it is
// exact.
std::int64_t worst_imbalance_times_n(const std::vector<std::int32_t>& order, const Sizes& sizes) {
  const std::int64_t n = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
  Sizes seen(sizes.size(), 0);
  std::int64_t worst = 0;
  for (std::size_t m = 1; m <= order.size(); ++m) {
    ++seen[order[m - 1]];
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      worst = std::max<std::int64_t>(worst, std::abs(seen[c] * n - static_cast<std::int64_t>(m) * sizes[c]));
    }
  }
  return worst;
}

class BalancedOrder : public testing::TestWithParam<Sizes> {};

TEST_P(BalancedOrder, KeepsEveryPrefixWithinOnePointOfItsShare) {
  const Sizes sizes = GetParam();
  const std::int64_t n = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
  const auto order = balanced_order(sizes);
  ASSERT_EQ(static_cast<std::int64_t>(order.size()), n);
  for (std::size_t c = 0; c < sizes.size(); ++c)
    EXPECT_EQ(std::count(order.begin(), order.end(), c), sizes[c]);
  EXPECT_LT(worst_imbalance_times_n(order, sizes), n);
}

INSTANTIATE_TEST_SUITE_P(Sizes, BalancedOrder,
                         testing::Values(Sizes{1}, Sizes{9}, Sizes{1, 1}, Sizes{1000, 1000}, Sizes{1, 1000},
                                         Sizes{3, 5, 7}, Sizes{100, 1, 1, 1, 1, 1}, Sizes{10, 10, 10, 1},
                                         Sizes{999, 1000, 1001},
                                         Sizes{500, 300, 100, 50, 25, 12, 6, 3, 2, 1, 1}, Sizes(10, 600),
                                         Sizes{977, 1, 977, 13, 401, 2, 2, 2, 59}));

TEST(BalancedOrder, AlternatesEqualClasses) {
  EXPECT_THAT(balanced_order({3, 3}), ElementsAre(0, 1, 0, 1, 0, 1));
}

TEST(SelectPoints, TakesTheFirstOfEveryClassInFileOrder) {
  const auto rows = labelled({7, 1, 0, 7, 1, 7, 7, 1, 1});
  const Selection selection = select_points(rows, {{7, 1}, 2, {}}, 5, 0);
  EXPECT_THAT(selection.class_values, ElementsAre(1, 7));
  ASSERT_EQ(selection.file_row.size(), 4u);
  EXPECT_THAT(selection.file_row, testing::UnorderedElementsAre(0, 1, 3, 4));
  for (std::size_t mu = 0; mu < 4; ++mu) {
    EXPECT_EQ(rows.labels[selection.file_row[mu]], selection.class_values[selection.class_of[mu]]);
  }
}

TEST(SelectPoints, TakesEverythingByDefault) {
  Selection selection = select_points(sorted_file(), {}, 1, 0);
  EXPECT_THAT(selection.class_values, ElementsAre(0, 1, 7));
  EXPECT_LT(worst_imbalance_times_n(selection.class_of, {5, 3, 40}), 48);
  std::sort(selection.file_row.begin(), selection.file_row.end());
  Sizes all(48);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(selection.file_row, all);
}

TEST(SelectPoints, WithoutLabelsIsOneClass) {
  Selection selection = select_points(unlabelled(100), {{}, 60, 20}, 1, 0);
  EXPECT_TRUE(selection.class_values.empty());
  EXPECT_EQ(selection.points, 20);
  EXPECT_EQ(selection.file_row.size(), 20u);
  EXPECT_THAT(selection.class_of, testing::IsEmpty());
  EXPECT_THAT(selection.file_row, Each(testing::Lt(60)));  // of the first 60
  EXPECT_EQ(std::set<std::int64_t>(selection.file_row.begin(), selection.file_row.end()).size(), 20u);
}

TEST(SelectPoints, FewerPointsAreAPrefixOfAll) {
  const Selection all = select_points(sorted_file(), {}, 3, 1),
                  some = select_points(sorted_file(), {{}, {}, 17}, 3, 1);
  ASSERT_EQ(some.file_row.size(), 17u);
  EXPECT_TRUE(std::equal(some.file_row.begin(), some.file_row.end(), all.file_row.begin()));
  EXPECT_TRUE(std::equal(some.class_of.begin(), some.class_of.end(), all.class_of.begin()));
}

TEST(SelectPoints, DependsOnSeedAndReplicaAndNothingElse) {
  const auto rows_at = [](std::uint64_t seed, std::uint32_t replica) {
    return select_points(unlabelled(1000), {}, seed, replica).file_row;
  };
  EXPECT_EQ(rows_at(7, 0), rows_at(7, 0));
  EXPECT_NE(rows_at(7, 0), rows_at(7, 1));
  EXPECT_NE(rows_at(7, 0), rows_at(8, 0));
  EXPECT_NE(rows_at(7, 0), rows_at(7 + (std::uint64_t{1} << 32), 0));  // all 64 bits of the seed count
  // From a second implementation, in Python. Data sets of a given seed are defined by it: it may never
  // change.
  EXPECT_THAT(select_points(unlabelled(8), {}, 1, 0).file_row, ElementsAre(2, 3, 5, 4, 0, 6, 1, 7));
}

TEST(SelectPoints, GivesEveryOrderTheSameChance) {
  constexpr int replicas = 24'000, orders = 24;  // of 4 points
  std::map<Sizes, int> count;
  for (int replica = 0; replica < replicas; ++replica) {
    ++count[select_points(unlabelled(4), {}, 11, static_cast<std::uint32_t>(replica)).file_row];
  }
  ASSERT_EQ(count.size(), static_cast<std::size_t>(orders));
  constexpr double expected = double{replicas} / orders;
  double chi_squared = 0;
  for (const auto& [order, times] : count) chi_squared += (times - expected) * (times - expected) / expected;
  constexpr double four_sigma = 6.3e-5;  // two-sided probability beyond 4 standard errors
  const boost::math::chi_squared law(orders - 1);
  EXPECT_LT(chi_squared, quantile(complement(law, four_sigma / 2)));
  EXPECT_GT(chi_squared, quantile(law, four_sigma / 2));
}

TEST(SelectPoints, MayKeepTheOrderOfTheFile) {
  const FileSelection in_order{{}, {}, {}, RowOrder::file};
  const Selection all = select_points(unlabelled(1000), in_order, 1, 0);
  EXPECT_EQ(all.points, 1000);
  EXPECT_TRUE(all.file_row.empty());  // a file of any length needs no list
  EXPECT_EQ(all.row_of(999), 999);
  EXPECT_EQ(select_points(unlabelled(1000), {{}, {}, 30, RowOrder::file}, 1, 0).points, 30);

  const LabelledRows mixed = labelled({7, 3, 7, 5, 3, 7});
  const Selection first_four = select_points(mixed, {{}, {}, 4, RowOrder::file}, 9, 4);
  EXPECT_EQ(first_four.points, 4);
  EXPECT_TRUE(first_four.file_row.empty());
  EXPECT_THAT(first_four.class_of, ElementsAre(2, 0, 2, 1));
  EXPECT_THAT(first_four.class_values, ElementsAre(3, 5, 7));
  const Selection some = select_points(mixed, {{7, 3}, 2, {}, RowOrder::file}, 9, 4);
  EXPECT_THAT(some.file_row, ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(some.class_of, ElementsAre(1, 0, 1, 0));
  EXPECT_THAT(some.class_values, ElementsAre(3, 7));
  EXPECT_THAT(select_points(mixed, {{7, 3}, 2, 3, RowOrder::file}, 9, 4).file_row, ElementsAre(0, 1, 2));
}

TEST(SelectPoints, PermutesEveryClassByItself) {
  std::vector<std::int32_t> labels(100, 3);
  labels.insert(labels.end(), 100, 4);
  const Selection selection = select_points(labelled(std::move(labels)), {}, 1, 0);
  Sizes first, second;
  for (std::size_t mu = 0; mu < 200; ++mu) {
    (selection.class_of[mu] == 0 ? first : second).push_back(selection.file_row[mu] % 100);
  }
  EXPECT_NE(first, second);
}

// Expects an Error with this code whose message holds all parts.
void expect_refused(ExitCode code, const LabelledRows& rows, const FileSelection& asked,
                    const std::vector<std::string>& parts) {
  try {
    select_points(rows, asked, 1, 0);
    ADD_FAILURE() << "accepted; expected: " << parts[0];
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    for (const std::string& part : parts) EXPECT_THAT(error.what(), HasSubstr(part));
  }
}

TEST(SelectPoints, RefusesWhatTheDataDoNotHave) {
  auto shorter = sorted_file();
  shorter.rows = 60;
  expect_refused(ExitCode::bad_data, shorter, {},
                 {"--labels-file 'labels.gz' has 48", "--train-file 'points.gz' has 60"});
  expect_refused(ExitCode::bad_data, sorted_file(), {{0, 42}, {}, {}},
                 {"class 42", "labels.gz", "no points"});
  expect_refused(ExitCode::bad_data, sorted_file(), {{-1}, {}, {}}, {"class -1", "no points"});
}

TEST(SelectPoints, RefusesMoreThanThereIs) {
  expect_refused(ExitCode::usage, sorted_file(), {{}, 4, {}},
                 {"--per-class", "4 points", "class 1", "has 3"});
  expect_refused(ExitCode::usage, unlabelled(10), {{}, 11, {}},
                 {"--per-class", "11 points", "points.gz", "has 10"});
  expect_refused(ExitCode::usage, unlabelled(10), {{}, {}, 11, RowOrder::file}, {"--points", "has 10"});
  expect_refused(ExitCode::usage, sorted_file(), {{0, 1}, 3, 7},
                 {"--points", "7 points", "points.gz", "has 6"});
}

TEST(SelectPoints, HoldsItsCallerToWhatHasAMeaning) {
  expect_refused(ExitCode::contract_broken, unlabelled(10), {{1}, {}, {}}, {"chosen by its labels"});
  expect_refused(ExitCode::contract_broken, sorted_file(), {{}, 0, {}}, {"0 points per class"});
  expect_refused(ExitCode::contract_broken, sorted_file(), {{}, {}, 0}, {"0 points are"});
}

}  // namespace
}  // namespace regimes::datasets
