#pragma once
/// When the classes of the data are decided: speciation times by every definition, and class agreement. Times
/// are NaN where the noise hides the classes from the beginning.
namespace regimes::theory {

/// The mean kappa of the log-likelihood ratio at which it equals its fluctuation sqrt(2 kappa): phi = .7752.
inline constexpr double speciation_kappa = 2;

/// t_S = (1/2) ln Lambda for the largest eigenvalue Lambda >= 0 of the data covariance.
double speciation_time_of_eigenvalue(double largest_eigenvalue);

/// Two means +-m with `variance` within each; |m|^2 = mean_norm_squared. All arguments >= 0 (UsageError).
/// Where the potential of the backward process along m loses its second minimum:
double speciation_time_of_curvature(double mean_norm_squared, double variance);
/// Where kappa = 2:
double speciation_time_two_means(double mean_norm_squared, double variance);

/// Two classes N(0, C1) and N(0, C2), from squared_difference = tr (C1 - C2)^2 >= 0 (UsageError):
/// kappa for large t, and where it is 2.
double kappa_of_covariances(double squared_difference, double t);
double speciation_time_of_covariances(double squared_difference);

/// Two classes N(0, v I) of different variances v >= 0 in `dimension` directions (UsageError).
struct TwoVariances {
  double first, second, dimension;

  /// tr (C1 - C2)^2 = d (v1 - v2)^2.
  double squared_difference() const;
  /// kappa for large t, (d/4) (v1 - v2)^2 e^{-4t}.
  double kappa(double t) const;
  /// phi(t), exactly.
  double agreement(double t) const;
  /// kappa = 2, in the large-t form; and phi = phi(kappa = 2), exactly.
  double speciation_time() const;
  double speciation_time_of_agreement() const;
};

/// Two classes of open Ising chains of `dimension` spins at inverse temperatures beta (of either sign).
struct TwoIsingChains {
  double first, second, dimension;

  /// tr (C1 - C2)^2 of the chains of this length.
  double squared_difference() const;
  /// c in kappa = d c e^{-4t} for large t; tr (C1 - C2)^2 = 4 d c for long chains.
  double constant() const;
  double kappa(double t) const;
  double speciation_time() const;
};

}  // namespace regimes::theory
