#include "datasets/spectra/bounding_spectrum.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <span>

#include "base/contract.hpp"
#include "datasets/first_points.hpp"

namespace regimes::datasets {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::int64_t points_of_directions = 1024;

/// The leading principal directions of `points`, which are columns: orthonormal columns.
MatrixXd leading_directions(const Eigen::Ref<const MatrixXd>& points) {
  const MatrixXd gram = points.transpose() * points;
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(gram);
  require(solver.info() == Eigen::Success, "the spectrum of {} points converges", points.cols());
  const Index count = std::min<Index>({bounding_directions, points.cols(), points.rows()});
  const MatrixXd directions = points * solver.eigenvectors().rightCols(count);
  // Of points that span fewer dimensions some are zero: any that are orthogonal serve.
  const Eigen::HouseholderQR<MatrixXd> orthogonal(directions);
  return orthogonal.householderQ() * MatrixXd::Identity(points.rows(), count);
}

}  // namespace

// The first points, their sum over the ranks and their Gram matrix with its eigenvectors, or the directions
// and their copies.
double bounding_spectrum_bytes(int dimension) {
  constexpr double of_points = 3 * points_of_directions, of_directions = 4 * bounding_directions,
                   of_gram = 3. * points_of_directions * points_of_directions;
  return sizeof(double) * ((of_points + of_directions) * dimension + of_gram);
}

std::vector<double> bounding_spectrum(const TrainingSet& set, std::int64_t points,
                                      const kernels::Partition& partition,
                                      const parallel::Communicator& communicator) {
  require(1 <= points && points <= set.count(), "{} of {} points", points, set.count());
  const Index d = set.dimension();
  const VectorXd shift = Eigen::Map<const VectorXd>(set.mean().data(), d);
  const std::int64_t few = std::min(points, points_of_directions);
  const std::vector<double> rows = first_points(set, few, partition, communicator);
  const MatrixXd directions = leading_directions(Eigen::Map<const MatrixXd>(rows.data(), d, few));
  const Index k = directions.cols();
  // Sums over points a, less the shift: of Q^T a, of Q^T a (Q^T a)^T, of a, of |a|^2.
  std::vector<double> sums(static_cast<std::size_t>(k * k + d + 1), 0.);
  Eigen::Map<MatrixXd> products(sums.data(), k, k);
  Eigen::Map<VectorXd> sum(sums.data() + k * k, d);
  set.visit_own_rows(0, partition.local_rows(points), [&](std::span<const double> rows) {
    constexpr Index chunk_points = 256;  // so that their copy stays in cache
    const Index count = static_cast<Index>(rows.size()) / d;
    for (Index first = 0; first < count; first += chunk_points) {
      const Eigen::Map<const MatrixXd> raw(rows.data() + first * d, d, std::min(chunk_points, count - first));
      const MatrixXd chunk = raw.colwise() - shift;
      const MatrixXd along = directions.transpose() * chunk;
      const VectorXd of_chunk = chunk.rowwise().sum();
      products += along * along.transpose();
      sum += of_chunk;
      sums.back() += chunk.squaredNorm();
    }
  });
  std::vector<double> all = communicator.sum(sums);
  const auto n = static_cast<double>(points);
  const VectorXd mean = Eigen::Map<const VectorXd>(all.data() + k * k, d) / n;
  const VectorXd mean_along = directions.transpose() * mean;
  const MatrixXd covariance =
      Eigen::Map<const MatrixXd>(all.data(), k, k) / n - mean_along * mean_along.transpose();
  const VectorXd leading =
      Eigen::SelfAdjointEigenSolver<MatrixXd>(covariance, Eigen::EigenvaluesOnly).eigenvalues();
  const double trace = all.back() / n - mean.squaredNorm();
  const auto others = static_cast<Index>(std::min<std::int64_t>(d, points - 1)) - k;
  std::vector<double> spectrum;
  for (Index i = k; i-- > 0;) spectrum.push_back(std::max(0., leading[i]));
  if (others > 0)
    spectrum.insert(spectrum.end(), static_cast<std::size_t>(others),
                    std::max(0., trace - leading.sum()) / static_cast<double>(others));
  spectrum.resize(static_cast<std::size_t>(d), 0.);
  std::sort(spectrum.rbegin(), spectrum.rend());
  return spectrum;
}

}  // namespace regimes::datasets
