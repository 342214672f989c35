#pragma once
/// The geometry of the score: what of the data it resolves, whom it retrieves, and where smoothing ends.
#include <cstddef>
#include <vector>

#include "theory/law.hpp"
#include "theory/spectrum.hpp"

namespace regimes::theory {

/// m of the liquid, lambda snr/(1 + lambda snr): the eigenvalue of snr times the posterior covariance along a
/// direction of variance lambda, in [0, 1). t > 0, `eigenvalue` >= 0 (UsageError).
double liquid_eigenvalue(double eigenvalue, double t);

/// The height of d_eff(t) of n points under a law, and its time.
struct LargestDimension {
  double value, time;
};
/// log_points = ln n. UsageError where the law has no collapse time, near which it is searched.
LargestDimension largest_effective_dimension(const DataLaw& law, double log_points);

/// I(t) + V(t)/2 in nats: a point itself, without noise, is retrieved from ln n points below that.
double retrieval_information(const Spectrum& spectrum, double t);
/// The time where that is ln n = log_points, the capacity of retrieval without noise; later than t_C, which
/// is that of a query with its noise. UsageError as collapse_time().
double retrieval_time(const Spectrum& spectrum, double log_points);

/// The intrinsic dimension <|y - a|^2>/h^2 at a point y, with the mean taken over infinitely many points a of
/// a Gaussian of `directions` directions of variance 1 with weights e^{-|y - a|^2/(2 h^2)}; |y|^2 =
/// norm_squared, h = bandwidth > 0 (UsageError).
double annealed_intrinsic_dimension(double directions, double norm_squared, double bandwidth);

/// Numbers [smallest, largest].
struct Edges {
  double smallest, largest;
};

/// Points F z/sqrt(m) on a random plane of m = sum of `directions` in `dimension` = d coordinates: F is d x m
/// with normal entries, z normal with these variances, in one group of directions or in two.
struct ManifoldPlane {
  double dimension;
  std::vector<double> directions;  ///< m_1, or m_1 and m_2; m_1 + m_2 < d
  std::vector<double> variances;   ///< s_1^2, or s_1^2 > s_2^2

  /// Eigenvalues of the covariance that belong to a group, for large d (Marchenko and Pastur); of the second
  /// group in the limit s_1 >> s_2.
  Edges edges(std::size_t group) const;
  /// The gap of Delta_t J between its directions at -1, across the plane, and those of the plane.
  double gap_across(double t) const;
  /// The gap between both groups; negative where they overlap. Two groups.
  double gap_between(double t) const;
  /// snr* where that is widest, and how wide it is there.
  double widest_snr() const;
  double widest_gap() const;
};

/// Where the smoothed flow of two points +-1 ends: the largest y with y = erf(y/(h sqrt 2)). `smoothing` = h
/// >= 0, in units of half their distance (UsageError).
double smoothed_fixed_point(double smoothing);
/// From here on it ends in the middle.
double critical_smoothing();

}  // namespace regimes::theory
