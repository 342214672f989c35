#pragma once
/// What a free query x at one time says: closed forms in its state, which holds all points. Its logits are
/// L = (e^{-t} x.a - e^{-2t} |a|^2/2)/Delta_t, so that ln Z = ln sum e^L - |x|^2/(2 Delta_t) (arXiv
/// 2402.18491; kernels/README.md).
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/posterior.hpp"

namespace regimes::observables::free_query {

/// ln P_t^e(x) = ln Z - ln n - (d/2) ln(2 pi Delta_t), nats.
double log_density(const kernels::Posterior& all, double query_norm_squared, std::int64_t points,
                   std::int64_t dimension, double noise_variance);
/// H = ln Z_rel - SL/Z_rel >= 0, nats.
double posterior_entropy(const kernels::Posterior& all);
/// Y2 = S2/Z_rel^2, in (0, 1].
double inverse_participation_ratio(const kernels::Posterior& all);
/// Sums over the places g of the data where m_g > 1 points are equal, each of weight e^l.
struct EqualSums {
  kernels::LogSum entropy;        ///< of m_g ln m_g e^{l_g}
  kernels::LogSum participation;  ///< of m_g (m_g - 1) e^{2 l_g}
};
/// H and Y2 with equal points as one, of weight W_g = m_g w_g: -sum_g W_g ln W_g = H - sum_g m_g w_g ln m_g,
/// and sum_g W_g^2 = Y2 + sum_g m_g (m_g - 1) w_g^2.
double posterior_entropy_distinct(const kernels::Posterior& all, const EqualSums& equals);
double inverse_participation_ratio_distinct(const kernels::Posterior& all, const EqualSums& equals);
/// pi_c = Z_c/Z of every class.
std::vector<double> class_weights(std::span<const kernels::LogSum> class_sums);

}  // namespace regimes::observables::free_query
