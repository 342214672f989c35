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

/// R = ln of the odds of the others against the source; -infinity if there are none.
double log_odds_of_others(const kernels::Posterior& others);
/// ln w^mu <= 0.
double source_log_weight(const kernels::Posterior& others);
/// w^mu, in [0, 1].
double source_weight(const kernels::Posterior& others);
/// H >= 0, in nats.
double posterior_entropy(const kernels::Posterior& others);
/// Y2 = sum over all points of w^2, in [0, 1].
double inverse_participation_ratio(const kernels::Posterior& others);
/// The largest weight among all points, in [0, 1].
double max_weight(const kernels::Posterior& others);
/// Whether the source is the training point nearest to the query; ties go to the lowest global index.
bool nearest_is_source(const kernels::Posterior& others, std::int64_t source_index);

/// ln P_t^e at the query, nats. `noise_norm_squared` = |z|^2, `points` = n (with the source),
/// `noise_variance` = Delta_t.
double log_density_train(const kernels::Posterior& others, double noise_norm_squared, std::int64_t points,
                         std::int64_t dimension, double noise_variance);
/// ln P_t^e at the query for the training set without the source, for which the query is a fresh point. NaN
/// if n < 2.
double log_density_fresh(const kernels::Posterior& others, double noise_norm_squared, std::int64_t points,
                         std::int64_t dimension, double noise_variance);

/// sum_c pi_c^2. `class_sums` holds one sum per class, without the source; `source_class` is its position
/// there, or -1 where the source belongs to none of them.
double cloning_agreement(const kernels::Posterior& others, std::span<const kernels::LogSum> class_sums,
                         int source_class);

}  // namespace regimes::observables
