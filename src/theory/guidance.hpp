#pragma once
/// What guidance does to one of two Gaussian classes, without a simulation: the law of generated points along
/// the mean of the class. Everything orthogonal to it is as without guidance (README.md, "Guidance").
namespace regimes::theory {

/// Classes N(+m, variance I), which is the guided one, and N(-m, variance I), |m|^2 = mean_norm_squared;
/// `prior` is the share of the guided class. All positive, prior below 1 (UsageError).
struct GuidedClass {
  double mean_norm_squared = 1, variance = 1, prior = 0.5;

  /// rho = |m|/sigma, the distance of the class from the middle in its widths.
  double separation() const;
};

/// F_c + w |F_c - F|^alpha (F_c - F): strength w >= -1, exponent alpha > -1 (UsageError). Exponent 0 is the
/// linear guidance F_c + w (F_c - F), of which strength 0 is the class itself and -1 the law of both classes.
struct Guidance {
  double strength = 0, exponent = 0;
};
/// What is asked for at most: grids of the law grow with the strength, and powers overflow.
inline constexpr double strongest_guidance = 1000, steepest_guidance = 100;

/// The law of y = x.m/|m| at t = 0, of paths that start from pure noise and make no error of discretisation.
struct GuidedLaw {
  double overshoot;          ///< (E y - |m|)/sigma
  double variance_ratio;     ///< Var y/sigma^2
  double class_probability;  ///< P(y > 0)
  double divergence;         ///< KL of the law of y from that of the class, N(|m|, sigma^2), in nats
};

/// By the backward SDE and by the probability-flow ODE. Below strength 0, where points also end in the other
/// class, only P(y > 0) is known beyond a separation of `most_divided_separation`, and the rest is NaN.
GuidedLaw guided_by_sde(const GuidedClass& guided, const Guidance& guidance);
GuidedLaw guided_by_ode(const GuidedClass& guided, const Guidance& guidance);
inline constexpr double most_divided_separation = 32;

/// A and V of linear guidance by the SDE: overshoot = A/rho and Var y/sigma^2 = 1 - V/rho^2 for large rho.
/// NaN below strength 0, where paths in the other class take long to return, or never do.
struct GuidanceConstants {
  double overshoot, variance;
};
GuidanceConstants guidance_constants(double strength, double prior);

/// A(w) of two classes by its integral. NaN from -1/2 down.
double overshoot_constant(double strength, double prior = 0.5);

/// P(class) of linear guidance by the SDE for rho -> infinity, among any number of classes: 1 for w >= -1/2.
double guided_class_probability(double strength, double prior);

/// UsageError where a number of the two is out of its range.
void check_guided(const GuidedClass& guided, const Guidance& guidance);

}  // namespace regimes::theory
