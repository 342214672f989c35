#include "datasets/covariance.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <span>

#include "base/contract.hpp"
#include "datasets/first_points.hpp"
#include "datasets/moments.hpp"
#include "datasets/symmetric_eigenvalues.hpp"

namespace regimes::datasets {
namespace {

using Eigen::Index;

/// Descending, and at least 0, which rounding may miss. Overwrites the matrix.
std::vector<double> descending_spectrum(Eigen::MatrixXd& matrix) {
  std::vector<double> values = symmetric_eigenvalues({matrix.data(), static_cast<std::size_t>(matrix.size())},
                                                     static_cast<int>(matrix.rows()));
  std::reverse(values.begin(), values.end());
  for (double& value : values) value = std::max(value, 0.);
  return values;
}

/// Eigenvalues, descending, of sum a a^T / n - m m^T, m = sum a / n.
std::vector<double> descending_spectrum(const std::vector<double>& moments, Index dimension, double n) {
  Eigen::MatrixXd covariance = lower_covariance(moments, dimension, n);
  return descending_spectrum(covariance);
}

/// Eigenvalues likewise of points that are fewer than their dimension, the columns of `points`, from their
/// Gram matrix (a^mu - m).(a^nu - m)/n, which has the same eigenvalues but for zeros.
std::vector<double> gram_spectrum(const Eigen::Ref<const Eigen::MatrixXd>& points) {
  const Eigen::VectorXd mean = points.rowwise().mean();
  const Eigen::MatrixXd centered = points.colwise() - mean;
  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(points.cols(), points.cols());
  gram.selfadjointView<Eigen::Lower>().rankUpdate(centered.transpose(),
                                                  1 / static_cast<double>(points.cols()));
  std::vector<double> spectrum = descending_spectrum(gram);
  spectrum.resize(static_cast<std::size_t>(points.rows()), 0.);
  return spectrum;
}

}  // namespace

double spectra_flops(const std::vector<std::int64_t>& snapshots, std::int64_t dimension) {
  double flops = 0;
  for (const std::int64_t points : snapshots)
    flops += 4. / 3 * std::pow(static_cast<double>(std::min(points, dimension)), 3);
  return flops;
}

std::vector<std::vector<double>> prefix_covariance_spectra(const TrainingSet& set,
                                                           const std::vector<std::int64_t>& snapshots,
                                                           const kernels::Partition& partition,
                                                           const parallel::Communicator& communicator,
                                                           const std::function<void(std::size_t)>& begins,
                                                           PointMoments* of_last) {
  require(partition.ranks == communicator.size() && partition.rank == communicator.rank(),
          "points distributed to rank {} of {} are used on rank {} of {}", partition.rank, partition.ranks,
          communicator.rank(), communicator.size());
  require(set.mean().size() == static_cast<std::size_t>(set.dimension()),
          "a mean of {} coordinates belongs to points of dimension {}", set.mean().size(), set.dimension());
  const auto d = static_cast<std::size_t>(set.dimension()), count = snapshots.size();
  for (std::size_t k = 0; k < count; ++k)
    require(
        (k == 0 ? 1 : snapshots[k - 1]) <= snapshots[k] && 1 <= snapshots[k] && snapshots[k] <= set.count(),
        "snapshot {} of {} points follows its prefix in a set of {}", k, snapshots[k], set.count());
  const auto tell = [&](std::size_t k) {
    if (begins) begins(k);
  };
  // Near the mean, sums of products lose no digits to an offset that all points share.
  const Eigen::VectorXd shift = Eigen::Map<const Eigen::VectorXd>(set.mean().data(), set.dimension());
  std::vector<double> spectra(count * d, 0.);
  const auto keep = [&](std::size_t k, const std::vector<double>& spectrum) {
    std::copy(spectrum.begin(), spectrum.end(), spectra.begin() + static_cast<std::ptrdiff_t>(k * d));
  };
  // Ranks solve the eigenproblems of as many snapshots as there are ranks side by side.
  const auto ranks = static_cast<std::size_t>(partition.ranks),
             rank = static_cast<std::size_t>(partition.rank);
  const std::size_t first_large = static_cast<std::size_t>(
      std::lower_bound(snapshots.begin(), snapshots.end(), set.dimension()) - snapshots.begin());
  if (first_large > 0) {
    const std::int64_t most = snapshots[first_large - 1];
    const std::vector<double> rows = first_points(set, most, partition, communicator);
    const Eigen::Map<const Eigen::MatrixXd> points(rows.data(), set.dimension(), most);
    for (std::size_t k = 0; k < first_large; ++k) {
      if (k % ranks == 0) tell(k);
      if (k % ranks == rank) keep(k, gram_spectrum(points.leftCols(snapshots[k])));
    }
  }
  Moments moments(first_large < count ? set.dimension() : 0, shift);
  for (std::size_t batch = first_large; batch < count; batch += ranks) {
    tell(batch);
    std::vector<double> mine;
    const std::size_t my_snapshot = batch + rank;
    for (std::size_t k = batch; k < std::min(count, batch + ranks); ++k) {
      const std::int64_t before = k == first_large ? 0 : snapshots[k - 1];
      moments.add(set, partition.local_rows(before), partition.local_rows(snapshots[k]));
      std::vector<double> total = communicator.sum(moments.values());
      if (of_last && k + 1 == count) *of_last = {snapshots[k], total};
      if (k == my_snapshot) mine = std::move(total);
    }
    if (mine.empty()) continue;
    keep(my_snapshot,
         descending_spectrum(mine, set.dimension(), static_cast<double>(snapshots[my_snapshot])));
  }
  spectra = communicator.sum(spectra);  // of one number and zeros: exact
  std::vector<std::vector<double>> result;
  for (std::size_t k = 0; k < count; ++k)
    result.emplace_back(spectra.begin() + k * d, spectra.begin() + (k + 1) * d);
  return result;
}

double spectra_bytes(const std::vector<std::int64_t>& snapshots, int dimension) {
  constexpr double matrices = 4, copies = 3;
  const double d = dimension;
  double most = 0;
  for (const std::int64_t points : snapshots) {
    const auto n = static_cast<double>(points);
    most = std::max(
        most,
        n < d ? sizeof(double) * n * (copies * d + n) + symmetric_eigenvalues_bytes(static_cast<int>(points))
              : sizeof(double) * matrices * d * (d + 1) + symmetric_eigenvalues_bytes(dimension));
  }
  return most;
}

}  // namespace regimes::datasets
