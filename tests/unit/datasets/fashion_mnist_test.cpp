// Runs on several ranks: real images (the Debian package dataset-fashion-mnist) against published numbers of
// their covariance.
#include <gmock/gmock.h>

#include <filesystem>
#include <numeric>

#include "datasets/spectra/covariance.hpp"
#include "datasets/stored_shard.hpp"
#include "datasets/training_set.hpp"

namespace regimes::datasets {
namespace {

const std::string folder = "/usr/share/datasets/fashion-mnist/";

TEST(FashionMnist, TrousersAndSneakers) {
  FileSource source;
  source.train_file = folder + "train-images-idx3-ubyte.gz";
  source.labels_file = folder + "train-labels-idx1-ubyte.gz";
  ASSERT_TRUE(std::filesystem::exists(source.train_file))
      << "install the package dataset-fashion-mnist (cmake/setup)";
  source.selection = {{1, 7}, 1000, {}};
  source.scale = 1. / 255;
  const parallel::Communicator world;
  const kernels::Partition partition{world.size(), world.rank()};
  const StoredSet set = read_file_set(source, 1, 0, partition, world);
  EXPECT_EQ(set.points, 2000);
  EXPECT_EQ(set.dimension, 784);
  EXPECT_EQ(std::accumulate(set.class_of.begin(), set.class_of.end(), 0), 1000);

  constexpr double n = 2000, largest = 25.8913488, largest_unbiased = 25.9043, last_digit = 5e-5;
  const auto spectra = prefix_covariance_spectra({set, partition}, {500, 2000}, partition, world);
  EXPECT_NEAR(spectra[1][0], largest, last_digit);
  EXPECT_NEAR(spectra[1][0] * n / (n - 1), largest_unbiased, last_digit);

  // A prefix is a balanced random subset, so that its leading direction is already the one between the
  // classes.
  EXPECT_NEAR(spectra[0][0] / largest, 1, .1);
}

}  // namespace
}  // namespace regimes::datasets
