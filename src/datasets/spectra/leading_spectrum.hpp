#pragma once
/// The largest eigenvalues of a covariance that is never formed.
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/partition.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// Writes C v of every vector v of a block, [vector][d], for a symmetric matrix C.
using SymmetricProduct = std::function<void(std::span<const double> v, std::span<double> out)>;

struct LeadingEigenpairs {
  std::vector<double> values;   ///< descending
  std::vector<double> vectors;  ///< [value][d], of norm 1
};

/// The `count` largest eigenvalues, 1 <= count <= dimension (ContractError), to 1e-9 of the largest, by
/// implicitly restarted Lanczos iterations; of up to 512 dimensions, by forming the matrix. Where iterations
/// do not converge, for values that all but coincide, there are fewer. Every rank that takes part in
/// `multiply` gets the same.
LeadingEigenpairs leading_eigenpairs(int dimension, int count, const SymmetricProduct& multiply);

/// Leading eigenvalues of a training set's own covariance, with 1/(n - 1), and their standard errors: the
/// s.d. of (v.(a - m))^2 over the points, over sqrt n. That is the first-order change of an eigenvalue with a
/// point's weight, which the bootstrap over points tends to.
struct LeadingSpectrum {
  std::vector<double> values, standard_errors;
};

/// Passes over the points that leading_covariance_spectrum() makes; where it iterates, what it takes of
/// spectra whose leading values stand apart.
int usual_passes(int dimension, int count);

/// Collective; the same on every rank. Points in memory or of a file, which is read once for every product.
/// Work: 4 n d flop per product over all ranks; one sum of d doubles each. Up to 512 dimensions are one pass
/// of 4 n d^2.
LeadingSpectrum leading_covariance_spectrum(const TrainingSet& set, int count,
                                            const kernels::Partition& partition,
                                            const parallel::Communicator& communicator);

}  // namespace regimes::datasets
