#pragma once
/// From where paths have ended to what guidance has done to them. Errors are those of independent paths:
/// every estimate is a smooth function of means, and its error follows from what each path adds to it (the
/// delta method), so that the noise that both strengths share cancels.
#include <cstdint>
#include <vector>

#include "experiments/guidance/guidance_result.hpp"

namespace regimes::experiments {

/// Mean of the differences, over paths.
observables::MeanError mean_difference(const std::vector<double>& guided, const std::vector<double>& plain);

/// Variance within the classes of the paths over that at strength 0.
observables::MeanError variance_ratio(const std::vector<double>& guided, const std::vector<double>& plain,
                                      const std::vector<std::int64_t>& path_class);

/// Ratio of means.
observables::MeanError mean_ratio(const std::vector<double>& guided, const std::vector<double>& plain);

/// (V - 1 - ln V + s^2)/2 with the variance ratio V and the mean difference s: the divergence of the guided
/// law from that of the class along the direction, were both normal; nats.
observables::MeanError gaussian_divergence(const std::vector<double>& guided,
                                           const std::vector<double>& plain,
                                           const std::vector<std::int64_t>& path_class);

/// N_eff/n_c, the mean over classes with two paths or more. N_eff = 1/sum_mu p_mu^2 of the probabilities p_mu
/// that a path of class c ends on point mu; sum p^2 without bias from the counts c_mu of N paths:
/// sum c (c - 1)/(N (N - 1)). Infinite where no two paths have one end.
observables::MeanError effective_points(const std::vector<std::int64_t>& nearest,
                                        const std::vector<std::int64_t>& path_class,
                                        const std::vector<std::int64_t>& class_points);

/// Different ends over n_c, the mean over the classes of the paths; without an error.
observables::MeanError distinct_points(const std::vector<std::int64_t>& nearest,
                                       const std::vector<std::int64_t>& path_class,
                                       const std::vector<std::int64_t>& class_points);

/// What the strengths have done, [strength], but for what theory says.
std::vector<GuidanceEffect> guidance_effects(const GuidanceResult& result);

}  // namespace regimes::experiments
