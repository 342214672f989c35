#include "diffusion/integrator.hpp"

#include <cmath>

#include "base/contract.hpp"
#include "base/process.hpp"

namespace regimes::diffusion {
namespace {

/// x -> x_factor x + mean_factor D + deviation z: every step that asks for D once.
struct LinearStep {
  double x_factor = 1, mean_factor = 0, deviation = 0;
};

/// x + dt (x + weight F), F = (e^{-t} D - x)/Delta_t.
LinearStep drift_step(double t, double dt, double weight, double deviation) {
  const double pull = weight * dt / noise_variance(t);
  return {1 + dt - pull, pull * std::exp(-t), deviation};
}

/// Backward equation: x -> x + dt (x + 2 F) + sqrt(2 dt) z (arXiv 2402.18491).
LinearStep euler_step(double t, double s) {
  constexpr double score_weight = 2;
  return drift_step(t, t - s, score_weight, std::sqrt(2 * (t - s)));
}

/// Probability flow: x -> x + dt (x + F).
LinearStep flow_step(double t, double s) { return drift_step(t, t - s, 1, 0); }

/// The law of x_s given x_t and a: mean [a e^{-s} (1 - r^2) + r Delta_s x]/Delta_t, variance
/// Delta_s (1 - r^2)/Delta_t, with r = e^{-(t - s)} and 1 - r^2 = Delta_{t - s} (src/diffusion/README.md).
LinearStep bridge_step(double t, double s) {
  const double between = noise_variance(t - s), end = noise_variance(s), start = noise_variance(t);
  return {std::exp(s - t) * end / start, std::exp(-s) * between / start, std::sqrt(end * between / start)};
}

/// Probability flow with D constant over the step: x_s = q x + (e^{-s} - e^{-t} q) D, q =
/// sqrt(Delta_s/Delta_t), which is the Euler step of every interpolant alpha z + beta a with linear alpha and
/// beta (arXiv 2501.00988; src/theory/README.md, "Schedules").
LinearStep interpolant_step(double t, double s) {
  const double q = std::sqrt(noise_variance(s) / noise_variance(t));
  return {q, std::exp(-s) - std::exp(-t) * q, 0};
}

void apply(const LinearStep& step, Trajectories& trajectories, const Denoised& denoised,
           kernels::Stream stream) {
  std::vector<double>& x = trajectories.x;
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = step.x_factor * x[i] + step.mean_factor * denoised.mean[i];
  if (step.deviation == 0) return;
  const std::vector<float> z = noise_of(trajectories, stream);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += step.deviation * z[i];
}

}  // namespace

std::string_view name_of(StepKind kind) {
  switch (kind) {
    case StepKind::euler:
      return "euler";
    case StepKind::ancestral:
      return "ancestral";
    case StepKind::ode_euler:
      return "ode-euler";
    case StepKind::ode_heun:
      return "ode-heun";
    case StepKind::ddim:
      return "ddim";
    case StepKind::exact:
      break;
  }
  return "exact";
}

bool is_deterministic(StepKind kind) {
  return kind == StepKind::ode_euler || kind == StepKind::ode_heun || kind == StepKind::ddim;
}

bool starts_at_infinity(StepKind kind) { return kind == StepKind::ddim || kind == StepKind::ancestral; }

Denoised Integrator::advance(Trajectories& trajectories, double t, double s, std::uint32_t step) {
  require(t > s && s >= 0 && (std::isfinite(t) || starts_at_infinity(kind_)),
          "a step {} goes from {} down to {}", name_of(kind_), t, s);
  const kernels::Stream stream = kernels::make_stream(seed_, step, kernels::Purpose::trajectory_noise);
  Denoised at_t =
      kind_ == StepKind::exact ? score_.draw(trajectories, t, seed_, step) : score_.denoise(trajectories, t);
  switch (kind_) {
    case StepKind::euler:
      apply(euler_step(t, s), trajectories, at_t, stream);
      break;
    case StepKind::ancestral:
    case StepKind::exact:
      apply(bridge_step(t, s), trajectories, at_t, stream);
      break;
    case StepKind::ode_euler:
      apply(flow_step(t, s), trajectories, at_t, stream);
      break;
    case StepKind::ddim:
      apply(interpolant_step(t, s), trajectories, at_t, stream);
      break;
    case StepKind::ode_heun: {
      // x + (dt/2) (v(x, t) + v(x', s)) = (x + x'')/2 with x' = x + dt v(x, t), x'' = x' + dt v(x', s). The
      // score has no value at s = 0: the last step there is Euler's.
      const std::vector<double> before = trajectories.x;
      apply(flow_step(t, s), trajectories, at_t, stream);
      if (s == 0) break;
      const Denoised at_s = score_.denoise(trajectories, s);
      apply(drift_step(s, t - s, 1, 0), trajectories, at_s, stream);
      for (std::size_t i = 0; i < before.size(); ++i) trajectories.x[i] = (before[i] + trajectories.x[i]) / 2;
      break;
    }
  }
  return at_t;
}

}  // namespace regimes::diffusion
