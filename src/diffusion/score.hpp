#pragma once
/// What an integrator needs to know of the noised law P_t, whoever computes it: F = grad ln P_t =
/// (e^{-t} D - x)/Delta_t with the posterior mean D(x, t) = E[a | x] (arXiv 2402.18491).
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "diffusion/trajectories.hpp"
#include "kernels/posterior_states.hpp"

namespace regimes::diffusion {

/// What a score says of this rank's trajectories at one time.
struct Denoised {
  std::vector<double> mean;  ///< [own][coordinate]: D(x, t), or points drawn from the posterior
  std::vector<kernels::Posterior> posterior;  ///< [own], over training points; empty for other scores
};

/// What it says of them with a class c for each.
struct ClassDenoised {
  std::vector<double> inside;          ///< [own][coordinate]: D_c = E[a | x, c]
  std::vector<double> outside;         ///< the same over all other classes, D_rest; D_c where there are none
  std::vector<double> weight_outside;  ///< [own]: 1 - pi_c, without the cancellation
  std::vector<kernels::Posterior> posterior;  ///< [own], over all training points; empty for other scores
};

/// The posterior weights of classes.
struct ClassWeights {
  int classes = 0;
  std::vector<double> weights;  ///< [own][class]
};

/// All functions but the constants are collective: every rank calls them with its share of the trajectories.
class Score {
 public:
  virtual ~Score() = default;

  virtual int dimension() const = 0;
  virtual int classes() const = 0;  ///< 0: none

  /// D(x, t), t > 0.
  virtual Denoised denoise(const Trajectories& trajectories, double t) = 0;
  /// Means inside and outside a class; classes: that of every trajectory, [count], as a position. Throws
  /// UsageError where the score has none.
  virtual ClassDenoised denoise_classes(const Trajectories& /*trajectories*/, double /*t*/,
                                        const std::vector<int>& /*classes*/) {
    throw UsageError("--guidance needs a score that is resolved by class, and this one is not");
  }
  /// Points a from the posterior P(a | x, t); t > 0. Which ones is a function of (seed, step, number of the
  /// trajectory) and x. Throws UsageError where the law offers no such points.
  virtual Denoised draw(const Trajectories& trajectories, double t, std::uint64_t seed,
                        std::uint32_t step) = 0;
  /// pi_c(x, t) = sum of the posterior weights of a class; t > 0.
  virtual ClassWeights class_weights(const Trajectories& trajectories, double t) = 0;

  /// (trajectory, training point) products and terms so far, by this rank.
  virtual kernels::Work work() const { return {}; }
};

}  // namespace regimes::diffusion
