#pragma once
/// What guidance does to one of several equal classes whose means are at equal distances from each other:
/// two-dimensional or larger, so that the law of generated points is an average over noises instead of the
/// solution of an equation in one coordinate (README.md, "Guidance among several classes").
#include "theory/guidance.hpp"

namespace regimes::theory {

/// Classes N(m_c, variance I) of equal shares, m_c orthogonal, |m_c|^2 = mean_norm_squared. Two or more
/// classes, up to `most_equal_classes`; the others positive (UsageError).
struct EqualClasses {
  int classes = 2;
  double mean_norm_squared = 1, variance = 1;

  /// Half the distance of the mean of a class from the mean of all others, in widths of a class.
  double separation() const;
};
inline constexpr int most_equal_classes = 1000;

/// The law of y along the line from the mean of all other classes to that of the guided one, as for two: of
/// two orthogonal means it is theirs. P(class) is that of the mean of this class being the nearest, and the
/// divergence that of a normal law with this mean and variance. Same numbers at every call; errors of the
/// overshoot below .003 of it for linear guidance by the SDE; elsewhere, of variances and of V/rho^2 some
/// thousandths.
GuidedLaw guided_by_sde(const EqualClasses& equal, const Guidance& guidance);
GuidedLaw guided_by_ode(const EqualClasses& equal, const Guidance& guidance);

/// overshoot = A/rho and Var y/sigma^2 = 1 - V/rho^2 of linear guidance by the SDE at a large separation rho.
/// NaN below strength 0.
GuidanceConstants guidance_constants(double strength, int classes);

}  // namespace regimes::theory
