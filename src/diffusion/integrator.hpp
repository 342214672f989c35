#pragma once
/// Backward steps from noise to data. An integrator does not know whose score it follows.
#include <cstdint>
#include <string_view>

#include "diffusion/score.hpp"

namespace regimes::diffusion {

enum class StepKind {
  euler,      ///< Euler-Maruyama of the backward equation
  ancestral,  ///< bridge with a = D(x, t)
  ode_euler,  ///< probability-flow equation
  ode_heun,
  ddim,  ///< Euler step of the interpolant: D constant over the step
  exact  ///< bridge with a drawn from the posterior: no error at any size of step
};
std::string_view name_of(StepKind kind);
bool is_deterministic(StepKind kind);    ///< but for the start
bool starts_at_infinity(StepKind kind);  ///< whether a step may lead from t = inf, pure noise

class Integrator {
 public:
  /// The score must outlive it.
  Integrator(Score& score, StepKind kind, std::uint64_t seed) : score_(score), kind_(kind), seed_(seed) {}

  /// Brings the trajectories from time t (infinite where starts_at_infinity()) to s < t, s >= 0, with the
  /// noise of step number `step`. Returns what the score said at (x, t). Collective.
  Denoised advance(Trajectories& trajectories, double t, double s, std::uint32_t step);

 private:
  Score& score_;
  StepKind kind_;
  std::uint64_t seed_;
};

}  // namespace regimes::diffusion
