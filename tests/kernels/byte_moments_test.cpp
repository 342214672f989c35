// Second moments of bytes are those of plain loops in integers.
#include "kernels/bytes/byte_moments.hpp"

#include <gtest/gtest.h>

#include <random>
#include <span>
#include <vector>

#include "kernels/instruction_set.hpp"

namespace regimes::kernels {
namespace {

class ByteMomentSums : public testing::TestWithParam<std::tuple<int, std::int64_t>> {};

TEST_P(ByteMomentSums, AreThoseOfIntegers) {
  const auto [dimension, count] = GetParam();
  const auto d = static_cast<std::size_t>(dimension);
  std::mt19937_64 random(7);
  std::vector<std::uint8_t> bytes(d * static_cast<std::size_t>(count));
  for (auto& byte : bytes) byte = random() % 3 == 0 ? 255 : static_cast<std::uint8_t>(random());
  StoredPoints points(count, dimension, 0, {.5, std::vector<double>(d, 3.)});
  points.write(0, std::span<const std::uint8_t>(bytes), {});
  if (byte_instructions().empty()) {
    EXPECT_FALSE(has_byte_moments(points));
    return;
  }
  ASSERT_TRUE(has_byte_moments(points));
  for (const std::int64_t first : {std::int64_t{0}, count / 3}) {
    const ByteMoments moments = byte_moments(points, first, count);
    for (std::size_t j = 0; j < d; ++j) {
      std::int64_t sum = 0;
      for (auto mu = static_cast<std::size_t>(first); mu < bytes.size() / d; ++mu) sum += bytes[mu * d + j];
      ASSERT_EQ(moments.sums[j], sum) << j;
      for (std::size_t i = j; i < d; ++i) {
        std::int64_t product = 0;
        for (auto mu = static_cast<std::size_t>(first); mu < bytes.size() / d; ++mu)
          product += bytes[mu * d + i] * bytes[mu * d + j];
        ASSERT_EQ(moments.products[j * d + i], product) << i << ", " << j;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, ByteMomentSums,
                         testing::Combine(testing::Values(1, 7, 48, 101), testing::Values(1, 1023, 2050)));

TEST(ByteMomentSums, AreOfBytesAlone) { EXPECT_FALSE(has_byte_moments(StoredPoints(3, 2, 0))); }

}  // namespace
}  // namespace regimes::kernels
