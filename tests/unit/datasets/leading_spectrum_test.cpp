#include "datasets/spectra/leading_spectrum.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "base/error.hpp"
#include "datasets/population/laws.hpp"
#include "datasets/population/population_set.hpp"

namespace regimes::datasets {
namespace {

SymmetricProduct product_with(const Eigen::MatrixXd& matrix) {
  return [&matrix](std::span<const double> v, std::span<double> out) {
    const Eigen::Index d = matrix.rows(), vectors = static_cast<Eigen::Index>(v.size()) / d;
    Eigen::Map<Eigen::MatrixXd>(out.data(), d, vectors) =
        matrix * Eigen::Map<const Eigen::MatrixXd>(v.data(), d, vectors);
  };
}

TEST(LeadingEigenpairs, AreThoseOfTheDenseSolver) {
  for (const int dimension : {1, 7, 150, 600}) {
    const Eigen::MatrixXd root = Eigen::MatrixXd::Random(dimension, dimension);
    const Eigen::MatrixXd matrix = root * root.transpose();
    const Eigen::VectorXd expected =
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(matrix).eigenvalues().reverse();
    const int count = std::min(dimension, 5);
    const LeadingEigenpairs pairs = leading_eigenpairs(dimension, count, product_with(matrix));
    ASSERT_EQ(static_cast<int>(pairs.values.size()), count);
    for (int k = 0; k < count; ++k) {
      EXPECT_NEAR(pairs.values[k], expected[k], 1e-8 * expected[0]);
      const Eigen::Map<const Eigen::VectorXd> v(pairs.vectors.data() + k * dimension, dimension);
      EXPECT_NEAR((matrix * v - pairs.values[k] * v).norm(), 0, 1e-6 * expected[0]);
    }
  }
}

TEST(LeadingEigenpairs, OfTheIdentityAreOnes) {
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(600, 600);
  for (const double value : leading_eigenpairs(600, 4, product_with(identity)).values)
    EXPECT_NEAR(value, 1, 1e-12);
  EXPECT_THROW(leading_eigenpairs(3, 4, product_with(identity)), ContractError);
}

class LeadingCovarianceSpectrum : public testing::TestWithParam<int> {};

// Of a few dimensions the matrix is formed, of many it is not.
INSTANTIATE_TEST_SUITE_P(Dimensions, LeadingCovarianceSpectrum, testing::Values(90, 600));

TEST_P(LeadingCovarianceSpectrum, IsThatOfAllPointsOnAnyNumberOfRanks) {
  const parallel::Communicator ranks;
  const int dimension = GetParam();
  const std::int64_t points = 700;
  const PopulationLaw law = several_means_law(dimension, {1, 0.6}, 0.5, {0.4, 0.6});
  const kernels::Partition partition{ranks.size(), ranks.rank()};
  const TrainingSet set(draw_shard(law, points, 9, 0, partition), partition);
  const LeadingSpectrum spectrum = leading_covariance_spectrum(set, 3, partition, ranks);

  const StoredSet all = draw_shard(law, points, 9, 0, {1, 0});
  const Eigen::Map<const Eigen::MatrixXf> rows(all.rows.data(), dimension, points);
  const Eigen::MatrixXd centred = rows.cast<double>().colwise() - rows.cast<double>().rowwise().mean();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(centred * centred.transpose() /
                                                              static_cast<double>(points - 1));
  for (int k = 0; k < 3; ++k) {
    EXPECT_NEAR(spectrum.values[k], solver.eigenvalues()[dimension - 1 - k], 1e-7);
    const Eigen::ArrayXd squares =
        (centred.transpose() * solver.eigenvectors().col(dimension - 1 - k)).array().square();
    const double deviation = std::sqrt((squares - squares.mean()).square().mean());
    EXPECT_NEAR(spectrum.standard_errors[k], deviation / std::sqrt(static_cast<double>(points)), 1e-6);
  }
}

// The error of an isolated eigenvalue is its scatter between sets.
TEST(LeadingCovarianceErrors, AreTheScatterBetweenSets) {
  const parallel::Communicator ranks;
  const kernels::Partition partition{ranks.size(), ranks.rank()};
  constexpr int sets = 60;
  const PopulationLaw law = two_means_law(5, 1, 0.7);
  double sum = 0, squares = 0, error = 0;
  for (int replica = 0; replica < sets; ++replica) {
    const TrainingSet set(draw_shard(law, 400, 4, replica, partition), partition);
    const LeadingSpectrum spectrum = leading_covariance_spectrum(set, 1, partition, ranks);
    sum += spectrum.values[0];
    squares += spectrum.values[0] * spectrum.values[0];
    error += spectrum.standard_errors[0] / sets;
  }
  const double mean = sum / sets, scatter = std::sqrt((squares / sets - mean * mean) * sets / (sets - 1.));
  EXPECT_NEAR(scatter / error, 1, 4 / std::sqrt(2. * sets));
  EXPECT_NEAR(mean, 5.7, 4 * scatter / std::sqrt(1. * sets));
}

}  // namespace
}  // namespace regimes::datasets
