#pragma once
/// Two classes, or two training points, seen through noise. Everything depends on one number, kappa: the mean
/// of the log-likelihood ratio L ~ N(kappa, 2 kappa) of the class that a noised point came from.
namespace regimes::theory {

/// kappa of the classes +-m with isotropic `variance` within each; |m|^2 = mean_norm_squared, t > 0.
double kappa_two_means(double mean_norm_squared, double variance, double t);

/// phi(kappa), the probability that two clones end in the same class; also E[Y2] of two training points.
/// kappa >= 0.
double two_class_agreement(double kappa);

/// E ln(1 + e^{-L}) in nats: entropy of the class given the noised point; also E[H] of two training points.
/// kappa >= 0.
double two_point_entropy(double kappa);

/// I_class in [0, ln 2] nats: what the noised point still tells of its class. kappa >= 0.
double class_information(double kappa);

/// 2 dI_class/d ln snr of the classes +-m: the number of directions that the score resolves because the class
/// is not decided, from 0 to |m|^2 snr. t > 0.
double class_dimension(double mean_norm_squared, double variance, double t);

}  // namespace regimes::theory
