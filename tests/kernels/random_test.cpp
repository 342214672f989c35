// The generator of training points and noises: its words are Random123's, packs and plain numbers agree bit
// for bit, and the numbers are normal.
#include "kernels/random.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "kernels/packs/packed_numbers.hpp"

namespace regimes::kernels {
namespace {

std::vector<float> packed_group(Stream stream, std::uint64_t first, std::uint32_t group, int coordinate) {
  simd::Floats x[group_coordinates];
  normal_group<Packed>(stream, first, group, x);
  std::vector<float> lanes;
  for (int lane = 0; lane < simd::lanes<float>; ++lane) lanes.push_back(x[coordinate][lane]);
  return lanes;
}

TEST(Random, PacksGiveTheBitsOfPlainNumbersAlsoAcrossTwoToThe32) {
  const Stream stream = make_stream(7, 2, Purpose::training_point);
  for (const std::uint64_t first : {0ull, 123456ull, (1ull << 32) - 5, (1ull << 45) + 1})
    for (const std::uint32_t group : {0u, 1u, 700u})
      for (int k = 0; k < group_coordinates; ++k) {
        const auto lanes = packed_group(stream, first, group, k);
        for (int lane = 0; lane < simd::lanes<float>; ++lane) {
          float x[group_coordinates];
          normal_group<Scalar>(stream, first + lane, group, x);
          EXPECT_EQ(lanes[lane], x[k]);
        }
      }
}

TEST(Random, WordsAreThoseOfRandom123) {
  const Stream stream = make_stream(3, 1, Purpose::query_noise);
  for (const std::uint64_t index : {0ull, 77ull, (1ull << 32) + 9, ~0ull}) {
    const auto expected = r123::Philox4x32()(
        {{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), 5u, 0u}},
        {{stream.key0, stream.key1}});
    std::uint32_t words[4];
    philox<Scalar>(stream, index, 5, words);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(words[i], expected.v[i]);
  }
}

TEST(Random, StreamsDiffer) {
  const auto first = [](std::uint64_t seed, std::uint32_t replica, Purpose purpose) {
    float x[group_coordinates];
    normal_group<Scalar>(make_stream(seed, replica, purpose), 0, 0, x);
    return x[0];
  };
  const float base = first(1, 0, Purpose::training_point);
  EXPECT_NE(base, first(2, 0, Purpose::training_point));
  EXPECT_NE(base, first(1ull << 32 | 1, 0, Purpose::training_point));
  EXPECT_NE(base, first(1, 1, Purpose::training_point));
  EXPECT_NE(base, first(1, 0, Purpose::query_noise));
}

struct Pair {
  double along, across, radius;
};

/// Box-Muller in double. Of the angle word, 30 bits are a signed fraction of a turn between -1/8 and 1/8, bit
/// 31 reflects the cosine, bit 30 swaps the axes: together the angles of a whole turn.
Pair box_muller(std::uint32_t radius_word, std::uint32_t angle_word) {
  constexpr std::int64_t half_of_2_30 = std::int64_t{1} << 29;
  const std::int64_t low_bits = angle_word & 0x3fffffffu;
  const std::int64_t steps = low_bits < half_of_2_30 ? low_bits : low_bits - 2 * half_of_2_30;
  const double angle = 2 * std::acos(-1.) * std::ldexp(static_cast<double>(steps), -32);
  const double u = (radius_word + 0.5) * std::ldexp(1., -32), radius = std::sqrt(-2 * std::log(u));
  double along = radius * std::cos(angle), across = radius * std::sin(angle);
  if (angle_word >> 31 & 1) along = -along;
  if (angle_word >> 30 & 1) std::swap(along, across);
  return {along, across, radius};
}

/// u is rounded to float: d radius = du / (u radius). All else is off by a few units of 6e-8, relative to the
/// radius.
TEST(Random, NumbersAreThoseOfBoxMullerInDouble) {
  constexpr double rounding_of_u = 6e-8;
  const Stream stream = make_stream(11, 0, Purpose::query_noise);
  for (std::uint64_t index = 0; index < 20000; ++index) {
    const auto words =
        r123::Philox4x32()({{static_cast<std::uint32_t>(index), 0u, 3u, 0u}}, {{stream.key0, stream.key1}});
    float x[group_coordinates];
    normal_group<Scalar>(stream, index, 3, x);
    for (int pair = 0; pair < 2; ++pair) {
      const Pair expected = box_muller(words.v[2 * pair], words.v[2 * pair + 1]);
      const double tolerance = 1e-6 * expected.radius + rounding_of_u / expected.radius;
      EXPECT_NEAR(x[2 * pair], expected.along, tolerance);
      EXPECT_NEAR(x[2 * pair + 1], expected.across, tolerance);
    }
  }
}

TEST(Random, MomentsAndQuantilesAreThoseOfTheNormalLaw) {
  const Stream stream = make_stream(5, 0, Purpose::training_point);
  const int vectors = 100000, groups = 2;
  const double count = 1. * vectors * groups * group_coordinates;
  std::vector<double> powers(5, 0.);
  double lag = 0;
  std::vector<double> below(4, 0.);
  const double thresholds[] = {-3, -1, 0.5, 2};
  for (int v = 0; v < vectors; ++v)
    for (int g = 0; g < groups; ++g) {
      float x[group_coordinates];
      normal_group<Scalar>(stream, v, g, x);
      lag += x[0] * x[1] + x[2] * x[3] + x[0] * x[2] + x[1] * x[3];
      for (const float value : x) {
        for (int p = 1; p <= 4; ++p) powers[p] += std::pow(value, p) / count;
        for (int i = 0; i < 4; ++i) below[i] += (value < thresholds[i]) / count;
      }
    }
  EXPECT_NEAR(powers[1], 0, 4 / std::sqrt(count));
  EXPECT_NEAR(powers[2], 1, 4 * std::sqrt(2 / count));
  EXPECT_NEAR(powers[3], 0, 4 * std::sqrt(15 / count));
  EXPECT_NEAR(powers[4], 3, 4 * std::sqrt(96 / count));
  EXPECT_NEAR(lag / count, 0, 4 / std::sqrt(count));
  for (int i = 0; i < 4; ++i) {
    const double p = cdf(boost::math::normal(), thresholds[i]);
    EXPECT_NEAR(below[i], p, 4 * std::sqrt(p * (1 - p) / count));
  }
}

}  // namespace
}  // namespace regimes::kernels
