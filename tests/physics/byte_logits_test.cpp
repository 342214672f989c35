// Images (the Debian package dataset-fashion-mnist) as bytes and as float numbers beside double ones: each
// within its bound, at times where float is good and where it is not.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "diffusion/noised_queries.hpp"
#include "diffusion/precision.hpp"
#include "kernels/sweep.hpp"

namespace regimes::physics_test {
namespace {

using namespace diffusion;
using datasets::TrainingSet;
using kernels::Coordinates;
using kernels::Precision;

constexpr std::int64_t points = 6000;
constexpr int queries = 40;
const kernels::Partition all_points{};

TrainingSet fashion_mnist(Coordinates coordinates) {
  datasets::FileSource source;
  source.train_file = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz";
  EXPECT_TRUE(std::filesystem::exists(source.train_file))
      << "install the package dataset-fashion-mnist (cmake/setup)";
  source.selection.points = points;
  source.scale = 1. / 255;
  const parallel::Communicator alone = parallel::Communicator();
  return {datasets::FilePoints(source, 1, 0), all_points, alone, datasets::no_window, coordinates};
}

kernels::NoisedQueries queries_of(const TrainingSet& set) {
  return noised_queries(set, first_points(queries, points), 4, 0, all_points, parallel::Communicator());
}

kernels::PosteriorStates states_of(const TrainingSet& set, const kernels::NoisedQueries& noised, double t,
                                   Precision precision) {
  const auto sweep = kernels::make_sweep(set.points(), noised, {{t}, precision, points});
  sweep->run(all_points, 0, all_points.local_blocks(points) * kernels::tiles_per_block, 0, points);
  return sweep->collect();
}

double log_sum(const kernels::Posterior& state) { return state.reference + std::log(state.sum); }

TEST(ByteLogits, AreAsGoodAsTheBoundSays) {
  const TrainingSet bytes = fashion_mnist(Coordinates::bytes), floats = fashion_mnist(Coordinates::fp32),
                    doubles = fashion_mnist(Coordinates::fp64);
  const kernels::NoisedQueries noised = queries_of(bytes);
  kernels::NoisedQueries of_floats = noised, of_doubles = noised;
  of_floats.source = queries_of(floats).source;
  of_doubles.source = queries_of(doubles).source;
  const datasets::PointExtent extent = floats.extent(parallel::Communicator());
  const int dimension = bytes.dimension();
  for (const double t : {1e-4, .01, .1, .3, 1., 3.}) {
    SCOPED_TRACE(testing::Message() << "t = " << t);
    const auto expected = states_of(doubles, of_doubles, t, Precision::fp64);
    const auto in_bytes = states_of(bytes, noised, t, Precision::fp32),
               in_float = states_of(floats, of_floats, t, Precision::fp32);
    const double byte_bound = byte_logit_error(t, extent.norm_squared, dimension),
                 float_bound = float_logit_error(t, extent.norm_squared, dimension) +
                               coordinate_logit_error(t, extent.norm_squared, dimension, extent.rounding);
    EXPECT_LT(byte_bound, tolerable_logit_error);
    for (int q = 0; q < queries; ++q) {
      const kernels::Posterior &byte = in_bytes.posterior[q], &exact = expected.posterior[q];
      EXPECT_EQ(byte.nearest_index, exact.nearest_index);
      // Sources have their nearest points where noise is nothing: farther than the bound cares for, at first.
      const double logit = std::abs(exact.nearest_logit);
      EXPECT_NEAR(byte.nearest_logit, exact.nearest_logit, byte_bound + 3e-7 * logit);
      EXPECT_NEAR(log_sum(byte), log_sum(exact), byte_bound + 3e-7 * logit);
      EXPECT_NEAR(log_sum(in_float.posterior[q]), log_sum(exact), float_bound);
      EXPECT_NEAR(log_sum(in_float.posterior[q]), log_sum(byte), float_bound + byte_bound);
    }
  }
}

TEST(ByteLogits, HaveABoundThatTimeDoesNotRaise) {
  EXPECT_LT(byte_logit_error(1e-9, 300, 784), 2e-3);
  EXPECT_NEAR(byte_logit_error(1e-9, 300, 784), byte_logit_error(1e-3, 300, 784), 1e-9);
  EXPECT_LT(byte_logit_error(1e-9, 1e9, 32768), tolerable_logit_error);
  EXPECT_GT(float_logit_error(1e-4, 300, 784), tolerable_logit_error);
}

TEST(NoiseOfBytes, LiesOnItsGrid) {
  const kernels::NoisedQueries noised = queries_of(fashion_mnist(Coordinates::bytes)),
                               plain = queries_of(fashion_mnist(Coordinates::fp32));
  for (std::size_t i = 0; i < noised.noise.size(); ++i) {
    const double steps = noised.noise[i] * 0x1p12;
    ASSERT_EQ(steps, std::nearbyint(steps));
    ASSERT_LE(std::abs(noised.noise[i] - plain.noise[i]), 0x1p-13);
  }
  EXPECT_NE(noised.noise, plain.noise);
}

}  // namespace
}  // namespace regimes::physics_test
