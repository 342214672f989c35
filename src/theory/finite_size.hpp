#pragma once
/// Collapse at finite n and d, from the mean I and the variance V of the information density alone.
namespace regimes::theory {

/// psi(u) = E max(0, u + g), g ~ N(0, 1).
double psi(double u);

/// d f^e(t), the mean posterior entropy in nats, for I, V >= 0 (nats, nats squared) and log_points = ln n.
double excess_entropy(double information, double variance, double log_points);

/// What d_eff needs beside I and V, by the law of the points.
struct LogSnrSlopes {
  double liquid;    ///< 2 dI/d ln snr, the number of directions that infinitely many points resolve
  double variance;  ///< dV/d ln snr
};

/// d_eff(t) = -2 dE[H]/d ln snr, the number of directions that the score of n points resolves.
double effective_dimension(double information, double variance, const LogSnrSlopes& slopes,
                           double log_points);

/// phi_C(t), the probability that two clones end at the same training point.
double cloning_collapse(double information, double variance, double log_points);

/// phi_C(t) at infinite size: 1 before I = ln n is lost, 0 after, 1/2 at it.
double cloning_collapse_asymptotic(double information, double log_points);

}  // namespace regimes::theory
