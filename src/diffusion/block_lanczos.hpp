#pragma once
/// The largest eigenvalues of a symmetric matrix that is only multiplied with blocks of vectors, which come
/// from outside: those of many matrices go through one pass over the points.
#include <Eigen/Core>
#include <span>
#include <vector>

namespace regimes::diffusion {

/// Block Lanczos iterations with full reorthogonalisation (G. H. Golub and C. F. Van Loan, Matrix
/// Computations, 10.3): the basis Q of a Krylov space and T = Q^T C Q, whose largest eigenvalues are those of
/// C once the residuals |C y - theta y| of their vectors are small. Where a space is exhausted, vectors
/// beside it take the places of those that it lacks, so that equal eigenvalues and zeros are found.
class BlockLanczos {
 public:
  /// The `count` largest of `dimension` eigenvalues, 1 <= count <= dimension, until residuals are below
  /// `tolerance` of the largest; `number` chooses the vectors it begins with. At most basis_of() vectors.
  BlockLanczos(int dimension, int count, double tolerance, std::uint64_t number);

  static constexpr int block_vectors = 4;
  /// Vectors of a basis at most.
  static int basis_of(int dimension, int count);

  /// The vectors to be multiplied next, [vector][coordinate], orthonormal; block_vectors of them, or fewer
  /// and then zeros.
  std::vector<double> block() const;
  /// Their products with the matrix, likewise.
  void take(std::span<const double> products);

  bool is_done() const { return is_done_; }
  /// Descending; the largest residual among them.
  const std::vector<double>& values() const { return values_; }
  double residual() const { return residual_; }

 private:
  int size() const { return static_cast<int>(basis_.cols()); }
  void add_block(const Eigen::MatrixXd& candidates);
  void find_values();

  int dimension_, count_;
  double tolerance_;
  std::uint64_t next_number_;
  int in_block_ = 0, next_check_ = 0;
  bool is_done_ = false;
  double residual_ = 0;
  std::vector<double> values_;
  Eigen::MatrixXd basis_;      // [coordinate][vector], the block last
  Eigen::MatrixXd projected_;  // T, of all but the block that is not multiplied yet
  Eigen::MatrixXd coupling_;   // of the block to the one before: what is left of C V is V_next times it
};

}  // namespace regimes::diffusion
