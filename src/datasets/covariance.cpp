#include "datasets/covariance.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <span>

#include "base/contract.hpp"
#include "datasets/moments.hpp"

namespace regimes::datasets {
namespace {

using Eigen::Index;

/// Eigenvalues, descending, of sum a a^T / n - m m^T, m = sum a / n.
std::vector<double> descending_spectrum(const std::vector<double>& moments, Index dimension, double n) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(lower_covariance(moments, dimension, n),
                                                              Eigen::EigenvaluesOnly);
  require(solver.info() == Eigen::Success, "the spectrum of a {0} x {0} covariance converges", dimension);
  const Eigen::VectorXd values = solver.eigenvalues().reverse().cwiseMax(0.);
  return {values.begin(), values.end()};
}

}  // namespace

std::vector<std::vector<double>> prefix_covariance_spectra(const TrainingSet& set,
                                                           const std::vector<std::int64_t>& snapshots,
                                                           const kernels::Partition& partition,
                                                           const parallel::Communicator& communicator) {
  require(partition.ranks == communicator.size() && partition.rank == communicator.rank(),
          "points distributed to rank {} of {} are used on rank {} of {}", partition.rank, partition.ranks,
          communicator.rank(), communicator.size());
  require(set.mean().size() == static_cast<std::size_t>(set.dimension()),
          "a mean of {} coordinates belongs to points of dimension {}", set.mean().size(), set.dimension());
  const auto d = static_cast<std::size_t>(set.dimension()), count = snapshots.size();
  // Near the mean, sums of products lose no digits to an offset that all points share.
  const Eigen::VectorXd shift = Eigen::Map<const Eigen::VectorXd>(set.mean().data(), set.dimension());
  Moments moments(set.dimension(), shift);
  std::vector<double> spectra(count * d, 0.);
  // Ranks solve the eigenproblems of as many snapshots as there are ranks side by side.
  for (std::size_t batch = 0; batch < count; batch += static_cast<std::size_t>(partition.ranks)) {
    std::vector<double> mine;
    const std::size_t my_snapshot = batch + static_cast<std::size_t>(partition.rank);
    for (std::size_t k = batch; k < std::min(count, batch + static_cast<std::size_t>(partition.ranks)); ++k) {
      const std::int64_t before = k == 0 ? 0 : snapshots[k - 1];
      require(std::max<std::int64_t>(before, 1) <= snapshots[k] && snapshots[k] <= set.count(),
              "snapshot {} follows {} in a set of {} points", snapshots[k], before, set.count());
      set.visit_own_rows(partition.local_rows(before), partition.local_rows(snapshots[k]),
                         [&](std::span<const double> rows) { moments.add(rows); });
      std::vector<double> total = communicator.sum(moments.values());
      if (k == my_snapshot) mine = std::move(total);
    }
    if (mine.empty()) continue;
    const auto spectrum =
        descending_spectrum(mine, set.dimension(), static_cast<double>(snapshots[my_snapshot]));
    std::copy(spectrum.begin(), spectrum.end(),
              spectra.begin() + static_cast<std::ptrdiff_t>(my_snapshot * d));
  }
  spectra = communicator.sum(spectra);  // of one number and zeros: exact
  std::vector<std::vector<double>> result;
  for (std::size_t k = 0; k < count; ++k)
    result.emplace_back(spectra.begin() + k * d, spectra.begin() + (k + 1) * d);
  return result;
}

}  // namespace regimes::datasets
