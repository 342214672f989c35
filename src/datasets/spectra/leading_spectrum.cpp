#include "datasets/spectra/leading_spectrum.hpp"

#include <Spectra/SymEigsSolver.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "base/contract.hpp"

namespace regimes::datasets {
namespace {

using Eigen::Index;

constexpr int small = 512, smallest_basis = 20, restarts = 300;

bool is_formed(int dimension, int count) { return dimension <= small || 2 * count >= dimension; }
int basis_of(int dimension, int count) { return std::min(dimension, std::max(smallest_basis, 4 * count)); }

/// What Spectra asks of a matrix.
class Operator {
 public:
  using Scalar = double;
  Operator(int dimension, const SymmetricProduct& multiply) : dimension_(dimension), multiply_(multiply) {}
  Index rows() const { return dimension_; }
  Index cols() const { return dimension_; }
  void perform_op(const double* x, double* y) const {
    const auto d = static_cast<std::size_t>(dimension_);
    multiply_(std::span<const double>(x, d), std::span<double>(y, d));
  }

 private:
  int dimension_;
  const SymmetricProduct& multiply_;
};

/// Columns of `vectors` belong to `values`, which descend.
LeadingEigenpairs pairs_of(const Eigen::VectorXd& values, const Eigen::MatrixXd& vectors) {
  return {{values.data(), values.data() + values.size()}, {vectors.data(), vectors.data() + vectors.size()}};
}

LeadingEigenpairs of_small_matrix(int dimension, int count, const SymmetricProduct& multiply) {
  const Eigen::MatrixXd units = Eigen::MatrixXd::Identity(dimension, dimension);
  Eigen::MatrixXd matrix(dimension, dimension);
  const auto values = static_cast<std::size_t>(matrix.size());
  multiply({units.data(), values}, {matrix.data(), values});
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
  require(solver.info() == Eigen::Success, "the spectrum of a {0} x {0} matrix converges", dimension);
  return pairs_of(solver.eigenvalues().tail(count).reverse(),
                  solver.eigenvectors().rightCols(count).rowwise().reverse());
}

/// sum over this rank's points of weight(a) (a - m), weight(a) = v.(a - m); without v, of (a - m).
class CenteredPoints {
 public:
  CenteredPoints(const TrainingSet& set, const kernels::Partition& partition,
                 const parallel::Communicator& communicator)
      : set_(set),
        rows_(partition.local_rows(set.count())),
        communicator_(communicator),
        center_(Eigen::VectorXd::Zero(set.dimension())) {
    std::vector<double> sums(static_cast<std::size_t>(set.dimension()), 0.);
    for_chunks([&](const Eigen::MatrixXd& chunk) {
      const Eigen::VectorXd sum = chunk.rowwise().sum();  // see covariance.cpp
      Eigen::Map<Eigen::VectorXd>(sums.data(), set_.dimension()) += sum;
    });
    sums = communicator_.sum(sums);
    center_ = Eigen::Map<const Eigen::VectorXd>(sums.data(), set.dimension()) / points();
  }

  /// C v of every vector of a block, in one pass over the points.
  void multiply(std::span<const double> v, std::span<double> out) const {
    std::vector<double> sums(v.size(), 0.);
    const Index vectors = static_cast<Index>(v.size()) / set_.dimension();
    const Eigen::Map<const Eigen::MatrixXd> directions(v.data(), set_.dimension(), vectors);
    for_chunks([&](const Eigen::MatrixXd& chunk) {
      Eigen::Map<Eigen::MatrixXd>(sums.data(), set_.dimension(), vectors) +=
          chunk * (chunk.transpose() * directions);
    });
    sums = communicator_.sum(sums);
    for (std::size_t k = 0; k < sums.size(); ++k) out[k] = sums[k] / (points() - 1);
  }

  /// s.d. over points of (v.(a - m))^2, over sqrt n.
  double error_along(const double* v) const {
    std::vector<double> sums(2, 0.);
    const Eigen::Map<const Eigen::VectorXd> direction(v, set_.dimension());
    for_chunks([&](const Eigen::MatrixXd& chunk) {
      const Eigen::ArrayXd squares = (chunk.transpose() * direction).array().square();
      sums[0] += squares.sum();
      sums[1] += squares.square().sum();
    });
    sums = communicator_.sum(sums);
    const double mean = sums[0] / points();
    return std::sqrt(std::max(0., sums[1] / points() - mean * mean) / points());
  }

 private:
  double points() const { return static_cast<double>(set_.count()); }

  /// Calls work() with columns a - m, some points at a time.
  template <class Work>
  void for_chunks(const Work& work) const {
    constexpr Index chunk_points = 256;  // so that their copy in double stays in cache
    const Index d = set_.dimension();
    set_.visit_own_rows(0, rows_, [&](std::span<const double> rows) {
      const Index count = static_cast<Index>(rows.size()) / d;
      for (Index first = 0; first < count; first += chunk_points) {
        const Eigen::Map<const Eigen::MatrixXd> chunk(rows.data() + first * d, d,
                                                      std::min(chunk_points, count - first));
        work(chunk.colwise() - center_);
      }
    });
  }

  const TrainingSet& set_;
  std::int64_t rows_;
  const parallel::Communicator& communicator_;
  Eigen::VectorXd center_;
};

}  // namespace

LeadingEigenpairs leading_eigenpairs(int dimension, int count, const SymmetricProduct& multiply) {
  require(1 <= count && count <= dimension, "{} eigenvalues are asked for of {}", count, dimension);
  constexpr double tolerance = 1e-9;
  if (is_formed(dimension, count)) return of_small_matrix(dimension, count, multiply);
  Operator matrix(dimension, multiply);
  Spectra::SymEigsSolver<Operator> solver(matrix, count, basis_of(dimension, count));
  solver.init();
  solver.compute(Spectra::SortRule::LargestAlge, restarts, tolerance);
  return pairs_of(solver.eigenvalues(), solver.eigenvectors());
}

int usual_passes(int dimension, int count) {
  const int products = is_formed(dimension, count) ? 1 : 2 * basis_of(dimension, count);
  return 1 + products + count;  // the mean, products, errors
}

LeadingSpectrum leading_covariance_spectrum(const TrainingSet& set, int count,
                                            const kernels::Partition& partition,
                                            const parallel::Communicator& communicator) {
  require(set.count() >= 2, "a covariance needs two points, not {}", set.count());
  const CenteredPoints points(set, partition, communicator);
  const LeadingEigenpairs pairs = leading_eigenpairs(
      set.dimension(), count,
      [&points](std::span<const double> v, std::span<double> out) { points.multiply(v, out); });
  LeadingSpectrum spectrum{pairs.values, {}};
  for (std::size_t i = 0; i < pairs.values.size(); ++i)
    spectrum.standard_errors.push_back(
        points.error_along(pairs.vectors.data() + i * static_cast<std::size_t>(set.dimension())));
  return spectrum;
}

}  // namespace regimes::datasets
