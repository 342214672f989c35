#pragma once
/// Eigenvalues of a data covariance: all that the information of a Gaussian depends on.
#include <vector>

namespace regimes::theory {

/// Distinct eigenvalues and the number of directions of each. Constant directions may be left out or listed
/// with eigenvalue 0.
struct Spectrum {
  std::vector<double> eigenvalue;    ///< [k] variances, >= 0
  std::vector<double> multiplicity;  ///< [k] numbers of directions, >= 0
};

/// `dimension` directions of the same variance.
Spectrum isotropic(double variance, double dimension);

/// Throws ContractError where lengths differ and UsageError where a value is negative or not finite.
void require_valid(const Spectrum& spectrum);

}  // namespace regimes::theory
