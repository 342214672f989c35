#pragma once
/// The collapse curves of a synthetic training set, in one object: what results are compared with.
#include "theory/spectrum.hpp"

namespace regimes::theory {

/// A Gaussian (mean_norm_squared = 0), or the classes +-m with weights 1/2 and the spectrum within each
/// class. All times are > 0 (ContractError), log_points = ln n > 0 (UsageError). Two classes need one common
/// variance (ContractError).
struct DataLaw {
  Spectrum spectrum;             ///< covariance within a class
  double mean_norm_squared = 0;  ///< |m|^2 = mu^2 d

  double information(double t) const;           ///< I(t), nats, class bit included
  double information_variance(double t) const;  ///< V(t), nats squared

  /// 2 dI/d ln snr: the directions that the score of infinitely many points resolves; V of a Gaussian.
  double liquid_dimension(double t) const;

  /// t_C with I(t_C) = ln n; UsageError where there is none.
  double collapse_time(double log_points) const;

  /// f^e(t)/alpha = H/ln n, at finite size and at infinite size.
  double excess_entropy_ratio(double t, double log_points) const;
  double excess_entropy_ratio_asymptotic(double t, double log_points) const;

  /// d_eff(t) of n points at finite size.
  double effective_dimension(double t, double log_points) const;

  /// phi_C(t), at finite size and at infinite size.
  double cloning_collapse(double t, double log_points) const;
  double cloning_collapse_asymptotic(double t, double log_points) const;
};

}  // namespace regimes::theory
