#pragma once
/// The spectrum of a training set's own covariance, from which theory predicts its collapse.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/partition.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// Matrices of a larger order take minutes, and are better bounded (bounding_spectrum.hpp).
inline constexpr int largest_spectrum_dimension = 4096;

/// (4/3) sum_k min(n_k, d)^3, of the solver.
double spectra_flops(const std::vector<std::int64_t>& snapshots, std::int64_t dimension);

/// What the first `points` points sum to: sum a and the lower triangle of sum a a^T, relative to
/// TrainingSet::mean(), of all ranks. None: 0 points.
struct PointMoments {
  std::int64_t points = 0;
  std::vector<double> sums;
};

/// For every snapshot n_k, the d eigenvalues, descending and at least 0, of
///     C = (1/n_k) sum_{mu < n_k} (a^mu - m)(a^mu - m)^T,   m = (1/n_k) sum_{mu < n_k} a^mu
/// on every rank. Collective. Snapshots ascend and lie in [1, n]. Points of a file or in memory; one pass
/// over them. Of snapshots with n_k < d from the n_k x n_k Gram matrix. `begins`, where it is not empty,
/// hears of the first snapshot that ranks are about to solve side by side. of_last: where given, the moments
/// of the last snapshot, if it has d points or more, on every rank. Work: n d^2 + (4/3) sum_k min(n_k,
/// d)^3 flop, shared among the ranks; memory: spectra_bytes(); one sum of d (d + 1) doubles per snapshot.
/// Numbers agree between rank counts to round-off.
std::vector<std::vector<double>> prefix_covariance_spectra(
    const TrainingSet& set, const std::vector<std::int64_t>& snapshots, const kernels::Partition& partition,
    const parallel::Communicator& communicator, const std::function<void(std::size_t)>& begins = {},
    PointMoments* of_last = nullptr);

/// Bytes that a rank holds for it at most: moments, their sum over the ranks, the covariance, and the matrix
/// that the solver works on; of snapshots with n_k < d the points, their sum over the ranks or less their
/// mean, and the Gram matrix.
double spectra_bytes(const std::vector<std::int64_t>& snapshots, int dimension);

}  // namespace regimes::datasets
