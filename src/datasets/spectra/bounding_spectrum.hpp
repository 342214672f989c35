#pragma once
#include <cstdint>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/partition.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// Directions that it keeps apart.
inline constexpr int bounding_directions = 128;

/// d eigenvalues, descending, in the place of those of the covariance C (1/n) of the first n points, where
/// these would take too long: a Gaussian with them has at least the information
///     I = (1/2) sum_i ln(1 + s lambda_i),   s = e^{-2t}/Delta_t,
/// of the one with C, at every t, and the same trace. For orthonormal q_1 ... q_k and what is left of the
/// trace, R = tr C - sum_i q_i.C q_i, shared evenly by the other directions that points can differ in,
///     det(1 + sC) <= det(1 + s Q^T C Q) (1 + s R/r)^r,   r = min(d, n - 1) - k
/// (Fischer's inequality, R. A. Horn and C. R. Johnson, Matrix Analysis, 7.8.5; then that of the means). The
/// q are the leading principal directions of the first 1024 points, which makes the bound close. Collective;
/// the same on every rank. Work: 2 n d k flop, shared among the ranks, and on every rank 1e6 d.
std::vector<double> bounding_spectrum(const TrainingSet& set, std::int64_t points,
                                      const kernels::Partition& partition,
                                      const parallel::Communicator& communicator);

/// Bytes that a rank holds for it at most.
double bounding_spectrum_bytes(int dimension);

}  // namespace regimes::datasets
