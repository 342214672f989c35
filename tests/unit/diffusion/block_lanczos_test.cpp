// Block Lanczos iterations against matrices whose eigenvalues are known.
#include "diffusion/block_lanczos.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <functional>

namespace regimes::diffusion {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double tolerance = 1e-10;

/// With these eigenvalues, in a basis that is no basis of the coordinates.
MatrixXd matrix_of(const std::vector<double>& eigenvalues) {
  const auto d = static_cast<Eigen::Index>(eigenvalues.size());
  const MatrixXd random = MatrixXd::NullaryExpr(
      d, d, [](Eigen::Index i, Eigen::Index j) { return std::sin(1. + 7. * i * i + 13. * j + 3. * i * j); });
  const MatrixXd rotation = random.householderQr().householderQ();
  return rotation * Eigen::Map<const VectorXd>(eigenvalues.data(), d).asDiagonal() * rotation.transpose();
}

struct Found {
  std::vector<double> values;
  double residual;
  int passes;
};

Found largest_of(const MatrixXd& matrix, int count) {
  const int d = static_cast<int>(matrix.rows());
  BlockLanczos iterations(d, count, tolerance, 3);
  int passes = 0;
  for (; !iterations.is_done() && passes <= d; ++passes) {
    const std::vector<double> block = iterations.block();
    const Eigen::Map<const MatrixXd> vectors(block.data(), d, BlockLanczos::block_vectors);
    const MatrixXd products = matrix * vectors;
    iterations.take({products.data(), static_cast<std::size_t>(products.size())});
  }
  EXPECT_TRUE(iterations.is_done());
  return {iterations.values(), iterations.residual(), passes};
}

std::vector<double> descending(int count, const std::function<double(int)>& value) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(value(i));
  return values;
}

void expect_found(const std::vector<double>& eigenvalues, int count) {
  const Found found = largest_of(matrix_of(eigenvalues), count);
  ASSERT_EQ(found.values.size(), static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) EXPECT_NEAR(found.values[i], eigenvalues[i], 1e-11) << i;
  EXPECT_LE(found.residual, tolerance * eigenvalues.front());
}

TEST(BlockLanczos, FindsTheLargestOfASpectrumThatFalls) {
  const auto falling = descending(150, [](int i) { return 1 / (1. + i); });
  for (const int count : {1, 3, 8, 20}) expect_found(falling, count);
}

TEST(BlockLanczos, FindsAFewLargeOnesAboveManyEqualSmallOnesInFewPasses) {
  const auto two_groups = descending(128, [](int i) { return i < 12 ? 1 - .01 * i : .002; });
  expect_found(two_groups, 12);
  EXPECT_LE(largest_of(matrix_of(two_groups), 12).passes, 12);
}

TEST(BlockLanczos, FindsAllEigenvaluesOfSmallMatrices) {
  for (const int d : {1, 2, 4, 5, 7, 9})
    expect_found(descending(d, [&](int i) { return 2. - 1.5 * i / d; }), d);
}

TEST(BlockLanczos, FindsEqualEigenvaluesAndZeros) {
  expect_found(descending(30, [](int i) { return i < 4 ? 2. : i < 8 ? 1. : 0.; }), 12);
  expect_found(descending(40, [](int i) { return i < 1 ? 3. : 0.; }), 6);  // two points
  expect_found(descending(10, [](int) { return 0.; }), 3);                 // one point
}

TEST(BlockLanczos, BlocksAreOrthonormalBesideWhatWasThere) {
  const MatrixXd matrix = matrix_of(descending(20, [](int i) { return i < 2 ? 1. : 0.; }));
  BlockLanczos iterations(20, 15, tolerance, 1);
  MatrixXd all(20, 0);
  while (!iterations.is_done()) {
    const std::vector<double> block = iterations.block();
    const Eigen::Map<const MatrixXd> vectors(block.data(), 20, BlockLanczos::block_vectors);
    all.conservativeResize(20, all.cols() + vectors.cols());
    all.rightCols(vectors.cols()) = vectors;
    const MatrixXd products = matrix * vectors;
    iterations.take({products.data(), static_cast<std::size_t>(products.size())});
  }
  EXPECT_LT((all.transpose() * all - MatrixXd::Identity(all.cols(), all.cols())).cwiseAbs().maxCoeff(),
            1e-12);
}

}  // namespace
}  // namespace regimes::diffusion
