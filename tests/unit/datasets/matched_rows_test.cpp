// Paths whose file has all times of a path together, read as times.
#include "datasets/matched_rows.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "datasets/free_points.hpp"

namespace regimes::datasets {
namespace {

/// Number k of row r is 1000 r + k, and the rows that are read are counted.
class CountedRows : public RowReader {
 public:
  CountedRows(std::int64_t rows, int dimension, std::int64_t& rows_read)
      : RowReader(rows, dimension, {}), rows_read_(rows_read) {}

 private:
  void read(std::int64_t first, std::int64_t count, std::span<double> values) const override {
    rows_read_ += count;
    for (std::int64_t row = 0; row < count; ++row)
      for (int k = 0; k < dimension(); ++k)
        values[static_cast<std::size_t>(row * dimension() + k)] =
            1000. * static_cast<double>(first + row) + k;
  }

  std::int64_t& rows_read_;
};

constexpr std::int64_t paths = 5, times = 7;
constexpr int dimension = 3;

MatchedRows turned(std::int64_t& rows_read, CoordinateOrder order = {}) {
  Match match{2, 1, std::move(order), dimension, true};
  return {std::make_unique<CountedRows>(paths, times * dimension, rows_read), std::move(match)};
}

TEST(TurnedPaths, AreTimesOfAllPaths) {
  std::int64_t rows_read = 0;
  const MatchedRows rows = turned(rows_read, {2, 0, 1});
  ASSERT_EQ(rows.rows(), times);
  ASSERT_EQ(rows.dimension(), paths * dimension);
  const std::vector<double> values = read_rows(rows, 2, 3);
  const int from[] = {2, 0, 1};
  for (std::int64_t time = 0; time < 3; ++time)
    for (std::int64_t path = 0; path < paths; ++path)
      for (int k = 0; k < dimension; ++k)
        EXPECT_EQ(
            values[static_cast<std::size_t>((time * paths + path) * dimension + k)],
            2 * (1000. * static_cast<double>(path) + static_cast<double>((2 + time) * dimension + from[k])) +
                1);
}

TEST(TurnedPaths, AreReadOnceForAllTimes) {
  std::int64_t rows_read = 0;
  const MatchedRows rows = turned(rows_read);
  for (const std::int64_t time : {3, 0, 1, 2, 4, 5, 6, 3}) read_rows(rows, time, 1);
  EXPECT_EQ(rows_read, paths);
}

TEST(TurnedPaths, LargerThanWhatIsKeptAreReadInPartsOfManyTimes) {
  constexpr std::int64_t many_paths = 1 << 10, width = 1 << 10, many_times = 20;  // 8 times are kept
  std::int64_t rows_read = 0;
  Match match{1, 0, {}, static_cast<int>(width), true};
  const MatchedRows rows(std::make_unique<CountedRows>(many_paths, many_times * width, rows_read), match);
  for (std::int64_t time = 0; time < many_times; ++time) {
    const std::vector<double> values = read_rows(rows, time, 1);
    EXPECT_EQ(values[width + 1], 1000. + static_cast<double>(time * width + 1));
  }
  EXPECT_EQ(rows_read, 3 * many_paths);
}

}  // namespace
}  // namespace regimes::datasets
