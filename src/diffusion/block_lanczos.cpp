#include "diffusion/block_lanczos.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "kernels/random.hpp"

namespace regimes::diffusion {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::uint64_t first_seed = 0x1a9c205;  ///< of vectors to begin with, in all runs
constexpr double nothing_left = 1e-13;           ///< of a vector, relative to the products: rounding
constexpr double check_growth = 1.25;            ///< of the basis between two looks at its eigenvalues

VectorXd random_vector(int dimension, std::uint64_t number) {
  std::vector<float> normals;
  kernels::append_normals(kernels::make_stream(first_seed, 0, kernels::Purpose::query_noise), number,
                          dimension, normals);
  return Eigen::Map<const Eigen::VectorXf>(normals.data(), dimension).cast<double>();
}

}  // namespace

int BlockLanczos::basis_of(int dimension, int count) {
  constexpr int per_value = 12, least = 120;
  return std::min(dimension, per_value * count + least);
}

BlockLanczos::BlockLanczos(int dimension, int count, double tolerance, std::uint64_t number)
    : dimension_(dimension),
      count_(count),
      tolerance_(tolerance),
      next_number_(number << 20),
      next_check_(std::min(dimension, 2 * count)),
      basis_(dimension, 0) {
  require(1 <= count && count <= dimension, "{} eigenvalues of {}", count, dimension);
  add_block(MatrixXd::Zero(dimension, std::min(block_vectors, dimension)));
}

std::vector<double> BlockLanczos::block() const {
  std::vector<double> vectors(static_cast<std::size_t>(block_vectors) * dimension_, 0.);
  const MatrixXd last = basis_.rightCols(in_block_);
  std::copy(last.data(), last.data() + last.size(), vectors.begin());
  return vectors;
}

void BlockLanczos::take(std::span<const double> products) {
  const MatrixXd product = Eigen::Map<const MatrixXd>(products.data(), dimension_, in_block_);
  const MatrixXd on_basis = basis_.transpose() * product;  // the new columns of T
  const Index before = size() - in_block_;
  projected_.conservativeResize(size(), size());
  projected_.rightCols(in_block_) = on_basis;
  projected_.bottomLeftCorner(in_block_, before) = on_basis.topRows(before).transpose();
  const MatrixXd left = product - basis_ * on_basis;
  const int room = std::min({block_vectors, dimension_ - size(), basis_of(dimension_, count_) - size()});
  const int multiplied = size();
  if (room > 0) {
    add_block(left);
  } else {
    coupling_ = MatrixXd::Zero(1, in_block_);
    for (Index j = 0; j < left.cols(); ++j) coupling_(0, j) = left.col(j).norm();
  }
  if (multiplied < next_check_ && room > 0) return;
  next_check_ = static_cast<int>(std::ceil(check_growth * multiplied));
  find_values();
  is_done_ = is_done_ || room <= 0;
}

/// What is left of the candidates beside the basis, orthonormal, becomes the next block; in the place of what
/// is nothing, a random vector.
void BlockLanczos::add_block(const MatrixXd& candidates) {
  const Index before = basis_.cols();
  const int room =
      std::min({static_cast<int>(candidates.cols()), dimension_ - static_cast<int>(before), block_vectors});
  const double scale = projected_.size() > 0 ? projected_.cwiseAbs().maxCoeff() : 0;
  basis_.conservativeResize(dimension_, before + room);
  coupling_ = MatrixXd::Zero(room, candidates.cols());
  for (Index j = 0; j < candidates.cols(); ++j) {
    VectorXd vector = candidates.col(j);
    const Index there = before + std::min<Index>(j, room);
    const auto others = basis_.leftCols(there);
    const VectorXd overlaps = others.transpose() * vector;
    vector -= others * overlaps;
    coupling_.topRows(there - before).col(j) += overlaps.tail(there - before);
    double norm = vector.norm();
    if (j < room) {
      if (norm > nothing_left * scale)
        coupling_(j, j) = norm;
      else
        vector = random_vector(dimension_, next_number_++);
      for (int again = 0; again < 2; ++again) {
        vector.normalize();
        vector -= others * (others.transpose() * vector);
      }
      basis_.col(there) = vector.normalized();
    } else if (norm > nothing_left * scale) {  // the whole space is spanned: rounding
      coupling_(room - 1, j) += norm;
    }
  }
  in_block_ = room;
}

void BlockLanczos::find_values() {
  const Index rows = projected_.rows();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(projected_);
  require(solver.info() == Eigen::Success, "the spectrum of a {0} x {0} matrix converges", rows);
  values_.clear();
  residual_ = 0;
  for (Index i = rows - 1; i >= std::max<Index>(0, rows - count_); --i) {
    values_.push_back(std::max(0., solver.eigenvalues()[i]));
    residual_ = std::max(residual_, (coupling_ * solver.eigenvectors().col(i).tail(coupling_.cols())).norm());
  }
  is_done_ = static_cast<int>(values_.size()) == count_ && residual_ <= tolerance_ * values_.front();
}

}  // namespace regimes::diffusion
