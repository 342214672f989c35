// Runs on several ranks.
#include "datasets/covariance.hpp"

#include <gmock/gmock.h>

#include <Eigen/Dense>
#include <cmath>

#include "base/error.hpp"
#include "idx_files.hpp"

namespace regimes::datasets {
namespace {

const kernels::Partition& partition() {
  static const parallel::Communicator world;
  static const kernels::Partition partition{world.size(), world.rank()};
  return partition;
}

// Point mu, coordinate k: a product of two incommensurate waves, around an offset.
float value(std::int64_t mu, int k, double offset) {
  return static_cast<float>(offset + std::sin(.7 * static_cast<double>(mu) * (k + 1)) * (k + 1) +
                            std::cos(.3 * static_cast<double>(mu)));
}

TrainingSet make_set(std::int64_t points, int dimension, double offset) {
  StoredSet set;
  set.points = points;
  set.dimension = dimension;
  set.mean.assign(static_cast<std::size_t>(dimension), offset);
  set.rows.resize(partition().local_rows(points) * dimension);
  for (std::int64_t mu = 0; mu < points; ++mu) {
    if (!partition().owns(mu)) continue;
    for (int k = 0; k < dimension; ++k)
      set.rows[partition().local_row(mu) * dimension + k] = value(mu, k, offset);
  }
  return {std::move(set), partition()};
}

// The singular values of the centred data, squared and divided by n: never forms the covariance.
std::vector<double> spectrum_by_singular_values(std::int64_t points, int dimension, double offset) {
  Eigen::MatrixXd data(points, dimension);
  for (std::int64_t mu = 0; mu < points; ++mu) {
    for (int k = 0; k < dimension; ++k) data(mu, k) = value(mu, k, offset);
  }
  data.rowwise() -= data.colwise().mean().eval();
  const Eigen::VectorXd singular = data.bdcSvd().singularValues();
  std::vector<double> spectrum(dimension, 0.);
  for (Eigen::Index i = 0; i < singular.size(); ++i)
    spectrum[i] = singular(i) * singular(i) / static_cast<double>(points);
  return spectrum;
}

class PrefixSpectra : public testing::TestWithParam<double> {};

TEST_P(PrefixSpectra, EqualTheSquaredSingularValuesOfEveryPrefix) {
  constexpr int dimension = 7;
  const double offset = GetParam();
  // Within one block, at and around block and chunk boundaries, fewer points than dimensions, and a repeated
  // size.
  const std::vector<std::int64_t> snapshots = {1, 2, 5, 100, 192, 193, 500, 500, 1000, 1337};
  const auto spectra = prefix_covariance_spectra(make_set(1337, dimension, offset), snapshots, partition(),
                                                 parallel::Communicator());
  ASSERT_EQ(spectra.size(), snapshots.size());
  for (std::size_t k = 0; k < snapshots.size(); ++k) {
    const auto expected = spectrum_by_singular_values(snapshots[k], dimension, offset);
    ASSERT_EQ(spectra[k].size(), expected.size());
    const double tolerance = 1e-12 * std::max(expected[0], 1.);
    for (int i = 0; i < dimension; ++i) {
      EXPECT_NEAR(spectra[k][i], expected[i], tolerance) << "n = " << snapshots[k] << ", eigenvalue " << i;
      EXPECT_GE(spectra[k][i], 0);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Offsets, PrefixSpectra, testing::Values(0., 1000.));

TEST(PrefixSpectra, OfManyDimensionsWithFewerAndMorePoints) {
  constexpr int dimension = 150;
  const std::vector<std::int64_t> snapshots = {20, 149, 150, 400};
  std::vector<std::size_t> begun;
  const auto spectra =
      prefix_covariance_spectra(make_set(400, dimension, 3), snapshots, partition(), parallel::Communicator(),
                                [&](std::size_t k) { begun.push_back(k); });
  for (std::size_t k = 0; k < snapshots.size(); ++k) {
    const auto expected = spectrum_by_singular_values(snapshots[k], dimension, 3);
    ASSERT_EQ(spectra[k].size(), expected.size());
    for (int i = 0; i < dimension; ++i)
      EXPECT_NEAR(spectra[k][i], expected[i], 1e-12 * expected[0]) << snapshots[k] << ' ' << i;
  }
  EXPECT_EQ(begun.front(), 0u);
  EXPECT_TRUE(std::is_sorted(begun.begin(), begun.end()));
}

// Sums of bytes are those of their coordinates, also where these have an offset as large as 300 deviations.
TEST(PrefixSpectra, OfBytesAreThoseOfTheirCoordinates) {
  constexpr std::int64_t points = 2000;
  constexpr int dimension = 60;
  const parallel::Communicator world;
  const TemporaryFolder folder;
  for (const bool is_far : {false, true}) {
    Bytes values = scrambled(static_cast<std::size_t>(points * dimension));
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = is_far ? static_cast<std::uint8_t>(250 + values[i] % 3)
                         : static_cast<std::uint8_t>(values[i] / (1 + i % dimension % 7));
    FileSource source;
    source.format = "idx";
    source.train_file = folder.plain("images", idx({points, dimension}, values));
    source.scale = -1. / 255;
    source.centering = Centering::none;
    const auto spectra_in = [&](kernels::Coordinates coordinates) {
      const TrainingSet set(FilePoints(source, 1, 0, world), partition(), world, no_window, coordinates);
      EXPECT_EQ(set.own_bytes() != nullptr, coordinates == kernels::Coordinates::bytes);
      return prefix_covariance_spectra(set, {100, points}, partition(), world);
    };
    const auto of_bytes = spectra_in(kernels::Coordinates::bytes),
               expected = spectra_in(kernels::Coordinates::fp64);
    for (std::size_t k = 0; k < expected.size(); ++k)
      for (std::size_t i = 0; i < dimension; ++i)
        EXPECT_NEAR(of_bytes[k][i], expected[k][i], 1e-12 * expected[k][0]) << k << ' ' << i;
  }
}

TEST(PrefixSpectra, SurviveEmptyShards) {  // all 3 points lie in the first rank's block
  const auto spectra =
      prefix_covariance_spectra(make_set(3, 2, 0), {3}, partition(), parallel::Communicator());
  const auto expected = spectrum_by_singular_values(3, 2, 0);
  for (int i = 0; i < 2; ++i) EXPECT_NEAR(spectra[0][i], expected[i], 1e-14);
}

TEST(PrefixSpectra, RefuseSnapshotsThatAreNotPrefixes) {
  const TrainingSet set = make_set(10, 2, 0);
  const parallel::Communicator world;
  EXPECT_THROW(prefix_covariance_spectra(set, {0}, partition(), world), ContractError);
  EXPECT_THROW(prefix_covariance_spectra(set, {11}, partition(), world), ContractError);
  EXPECT_THROW(prefix_covariance_spectra(set, {5, 4}, partition(), world), ContractError);
  EXPECT_THROW(prefix_covariance_spectra(set, {5}, {world.size() + 1, world.rank()}, world), ContractError);
}

}  // namespace
}  // namespace regimes::datasets
