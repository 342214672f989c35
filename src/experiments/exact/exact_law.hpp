#pragma once
/// Mixtures of isotropic Gaussians, as exact averages need them.
#include <cstdint>
#include <vector>

namespace regimes::experiments {

/// Points m + sigma z of one class. The means of all classes lie in one subspace, of few dimensions.
struct ExactClass {
  double variance = 1;            ///< sigma^2 > 0
  std::vector<double> mean = {};  ///< m in an orthonormal basis of that subspace; as long for every class
};

/// Classes of equal shares, which take turns among the points (kernels/class_shares.hpp).
struct ExactLaw {
  std::int64_t dimension = 1;              ///< d, at least that of the subspace of the means
  std::vector<ExactClass> classes = {{}};  ///< one or more

  std::int64_t mean_dimension() const { return static_cast<std::int64_t>(classes.front().mean.size()); }
};

/// One Gaussian N(0, variance I).
ExactLaw one_gaussian(std::int64_t dimension, double variance);
/// Classes +m and -m, |m|^2 = amplitude^2 d.
ExactLaw two_means(std::int64_t dimension, double amplitude, double variance);
/// Orthogonal means, |m_c|^2 = amplitude_c^2 d.
ExactLaw orthogonal_means(std::int64_t dimension, const std::vector<double>& amplitudes, double variance);
/// Classes s1 m1 + s2 m2 of all signs, with orthogonal m_i, |m_i|^2 = amplitude_i^2 d.
ExactLaw hierarchy(std::int64_t dimension, double first, double second, double variance);
/// Classes of mean 0 with these variances.
ExactLaw different_variances(std::int64_t dimension, const std::vector<double>& variances);

}  // namespace regimes::experiments
