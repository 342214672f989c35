#pragma once
/// The collapse time of a law by every definition, each under its own name.
#include "theory/law.hpp"

namespace regimes::theory {

/// f^e/alpha at which the entropy definition takes t_C.
inline constexpr double entropy_level = 0.05;

/// Diffusion times; NaN where a definition does not apply.
struct CollapseTimes {
  double information;         ///< I(t) = ln n: infinite size, and phi_C = 1/2 in the finite-size law
  double entropy;             ///< f^e/alpha = .05 in the finite-size law
  double entropy_asymptotic;  ///< f^e/alpha = .05 at infinite size
  double closed_form;  ///< one variance: the Gaussian's closed form; of two classes, that of one class with n
                       ///< points
  double resolved_classes;  ///< two classes: the same with n/2 points, for classes that the query tells apart
  double width;             ///< time over which phi_C falls from Phi(1/2) to Phi(-1/2) at t_C, Delta_t/sqrt V
};

/// log_points = ln n > 0. UsageError where no time has I(t) = ln n.
CollapseTimes collapse_times(const DataLaw& law, double log_points);

}  // namespace regimes::theory
