#pragma once
/// What one query at one time says: closed forms in the state of the OTHER points, joined here with the
/// source.
///
/// Logits are relative to the source's own, so the source enters with l = 0 and the odds of the others
/// against it are e^R with R = ln sum_{nu != mu} e^{l^nu}. R runs from -1e6 at small times to about ln n at
/// large ones; the forms below hold for any R of either sign, because nothing is ever subtracted from one.
/// Without other points R = -infinity and the source holds all weight.
#include <cstdint>
#include <span>

#include "kernels/posterior.hpp"

namespace regimes::observables {

/// ln(1 + e^x), without overflow and accurate to rounding where it is tiny.
double softplus(double x);

/// The source against the others. All observables of a state are formed from these logarithms and weights,
/// which are worked out once.
struct SourceOdds {
  SourceOdds(const kernels::Posterior& others);  // NOLINT(google-explicit-constructor): a state has them

  const kernels::Posterior& others;  ///< to outlive this
  double log_sum;                    ///< ln sum of the others, relative to their reference
  double log_odds;                   ///< R: of the others against the source; -infinity if there are none
  double minus_log_source;           ///< -ln w^mu = ln(1 + e^R)
  double minus_log_rest;             ///< -ln(1 - w^mu) = ln(1 + e^-R)
  double source, rest;               ///< w^mu, 1 - w^mu, each with all its digits
};

/// ln w^mu <= 0.
double source_log_weight(const SourceOdds& odds);
/// w^mu, in [0, 1].
double source_weight(const SourceOdds& odds);
/// H >= 0, in nats.
double posterior_entropy(const SourceOdds& odds);
/// Y2 = sum over all points of w^2, in [0, 1].
double inverse_participation_ratio(const SourceOdds& odds);
/// The largest weight among all points, in [0, 1].
double max_weight(const SourceOdds& odds);
/// Whether the source is the training point nearest to the query; ties go to the lowest global index.
bool nearest_is_source(const kernels::Posterior& others, std::int64_t source_index);

/// (d/2) ln(2 pi Delta_t), what normalises the noise.
double log_noise_volume(std::int64_t dimension, double noise_variance);
/// ln P_t^e at the query, nats. `noise_norm_squared` = |z|^2, `points` = n (with the source).
double log_density_train(const SourceOdds& odds, double noise_norm_squared, std::int64_t points,
                         double log_noise_volume);
/// ln P_t^e at the query for the training set without the source, for which the query is a fresh point. NaN
/// if n < 2.
double log_density_fresh(const SourceOdds& odds, double noise_norm_squared, std::int64_t points,
                         double log_noise_volume);

/// sum_c pi_c^2. `class_sums` holds one sum per class, without the source; `source_class` is its position
/// there, or -1 where the source belongs to none of them.
double cloning_agreement(const SourceOdds& odds, std::span<const kernels::LogSum> class_sums,
                         int source_class);

}  // namespace regimes::observables
