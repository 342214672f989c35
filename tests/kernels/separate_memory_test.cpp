// The device path where the host does not reach its memory: these tests, and those of the sweeps beside them,
// with a library of kernels that is compiled for it (watched_memory.hpp).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/backend.hpp"
#include "kernels/stored_points.hpp"
#include "watched_memory.hpp"

namespace regimes::kernels {
namespace {

std::vector<double> visited(const StoredPoints& points, std::int64_t first, std::int64_t last) {
  std::vector<double> all;
  points.visit(first, last,
               [&](std::span<const double> rows) { all.insert(all.end(), rows.begin(), rows.end()); });
  return all;
}

TEST(SeparateMemory, IsNotThatOfTheHost) { EXPECT_TRUE(runs_on_device()); }

TEST(SeparateMemory, NoticesAHostThatReadsOrWrites) {
  EXPECT_TRUE(std::isnan(test::read_from_the_host()));
  EXPECT_THAT(test::arrays_written_by_the_host(), testing::IsEmpty());
  test::write_from_the_host();
  EXPECT_THAT(test::arrays_written_by_the_host(), testing::ElementsAre("regimes::device::test::ones"));
}

TEST(SeparateMemory, RowsComeBackAsTheyWereWritten) {
  constexpr int rows = 600, dimension = 5;
  std::vector<float> written;
  for (int i = 0; i < rows * dimension; ++i) written.push_back(static_cast<float>(i % 97) / 8);
  StoredPoints points(rows, dimension, 0);
  points.write(0, std::span<const float>(written), {});
  EXPECT_EQ(visited(points, 0, rows), std::vector<double>(written.begin(), written.end()));
  std::vector<double> row(dimension);
  points.read(417, row);
  EXPECT_TRUE(std::equal(row.begin(), row.end(), written.begin() + 417 * dimension));
}

TEST(SeparateMemory, RowsAreFilledThroughACopy) {
  constexpr int rows = 300, dimension = 3;
  StoredPoints points(rows, dimension, 2, Coordinates::fp64);
  const std::vector<std::int32_t> classes(rows, 1);
  points.fill<double>(
      [](std::span<double> all) {
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = .1 * static_cast<double>(i);
      },
      classes);
  const auto all = visited(points, 0, rows);
  ASSERT_EQ(all.size(), std::size_t{rows} * dimension);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], .1 * static_cast<double>(i));
}

TEST(SeparateMemory, BytesStandForTheirCoordinates) {
  StoredPoints points(2, 3, 0, ByteScale{.5, {1, 2, 3}});
  const std::vector<std::uint8_t> bytes{0, 2, 4, 255, 128, 1};
  points.write(0, std::span<const std::uint8_t>(bytes), {});
  EXPECT_THAT(visited(points, 0, 2), testing::ElementsAre(-1, -1, -1, 126.5, 62, -2.5));
  EXPECT_DOUBLE_EQ(points.largest_norm_squared(), 126.5 * 126.5 + 62 * 62 + 2.5 * 2.5);
}

TEST(SeparateMemory, LargestNormIsFoundWhereTheRowsAre) {
  StoredPoints points(3, 2, 0);
  EXPECT_EQ(StoredPoints().largest_norm_squared(), 0);
  const std::vector<float> rows{1, 2, -3, 4, 0, 1};
  points.write(0, std::span<const float>(rows), {});
  EXPECT_EQ(points.largest_norm_squared(), 25);
  const std::vector<float> no_number{std::numeric_limits<float>::quiet_NaN(), 0};
  points.write(2, std::span<const float>(no_number), {});
  EXPECT_EQ(points.largest_norm_squared(), HUGE_VAL);
}

/// No test may have written where the host has no business.
class NothingWritten : public testing::EmptyTestEventListener {
  void OnTestEnd(const testing::TestInfo& /*test*/) override {
    EXPECT_THAT(test::arrays_written_by_the_host(), testing::IsEmpty());
    EXPECT_EQ(test::kernels_running(), 0);
  }
};

}  // namespace
}  // namespace regimes::kernels

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const regimes::kernels::BackendScope backend;
  testing::UnitTest::GetInstance()->listeners().Append(new regimes::kernels::NothingWritten);
  return RUN_ALL_TESTS();
}
