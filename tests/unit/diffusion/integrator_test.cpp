// One step of every kind against its formula, and the law of steps where the posterior is known.
#include "diffusion/integrator.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/process.hpp"
#include "datasets/population/laws.hpp"
#include "diffusion/population_score.hpp"
#include "diffusion/time_grid.hpp"

namespace regimes::diffusion {
namespace {

constexpr std::uint64_t seed = 3;
constexpr std::uint32_t step_number = 5;
constexpr double t = 0.8, s = 0.7, dt = t - s;

/// D = c x, with no posterior to draw from.
class LinearScore : public Score {
 public:
  static constexpr double slope = 0.3;
  int dimension() const override { return 3; }
  int classes() const override { return 0; }
  Denoised denoise(const Trajectories& trajectories, double) override {
    Denoised result;
    for (const double x : trajectories.x) result.mean.push_back(slope * x);
    return result;
  }
  Denoised draw(const Trajectories& trajectories, double time, std::uint64_t, std::uint32_t) override {
    return denoise(trajectories, time);
  }
  ClassWeights class_weights(const Trajectories&, double) override { return {}; }
};

Trajectories two_points() { return {2, 3, 10, {0, 2}, {1, -2, 0.5, 0.1, 0.2, -0.3}}; }

/// What one step makes of the points, beside what `expected(x, z)` says.
template <class Expected>
void expect_step(StepKind kind, const Expected& expected) {
  LinearScore score;
  Trajectories moved = two_points();
  Integrator(score, kind, seed).advance(moved, t, s, step_number);
  std::vector<float> z;
  for (std::uint64_t number = 10; number < 12; ++number)
    kernels::append_normals(kernels::make_stream(seed, step_number, kernels::Purpose::trajectory_noise),
                            number, 3, z);
  for (std::size_t i = 0; i < z.size(); ++i)
    EXPECT_NEAR(moved.x[i], expected(two_points().x[i], double{z[i]}), 1e-12) << name_of(kind) << " " << i;
}

double score_at(double x, double time) {
  return (std::exp(-time) * LinearScore::slope * x - x) / noise_variance(time);
}

TEST(Integrator, EveryStepIsItsFormula) {
  expect_step(StepKind::euler,
              [](double x, double z) { return x + dt * (x + 2 * score_at(x, t)) + std::sqrt(2 * dt) * z; });
  expect_step(StepKind::ode_euler, [](double x, double) { return x + dt * (x + score_at(x, t)); });
  expect_step(StepKind::ode_heun, [](double x, double) {
    const double first = x + score_at(x, t), moved = x + dt * first;
    return x + dt / 2 * (first + moved + score_at(moved, s));
  });
  // The Euler step of alpha z + beta a with velocity E[a - z | X] where alpha + beta = 1: X_s = X_t + dtau (a
  // - z), in x = X/sqrt(alpha^2 + beta^2).
  expect_step(StepKind::ddim, [](double x, double) {
    const auto tau_of = [](double time) {
      const double r = std::exp(-time) / std::sqrt(noise_variance(time));
      return r / (1 + r);
    };
    const auto norm = [](double tau) { return std::sqrt((1 - tau) * (1 - tau) + tau * tau); };
    const double at_t = tau_of(t), at_s = tau_of(s), interpolant = x * norm(at_t),
                 mean = LinearScore::slope * x;
    const double noise = (interpolant - at_t * mean) / (1 - at_t);
    return (interpolant + (at_s - at_t) * (mean - noise)) / norm(at_s);
  });
  for (const StepKind kind : {StepKind::ancestral, StepKind::exact})
    expect_step(kind, [](double x, double z) {
      const double r = std::exp(-dt), at_s = 1 - std::exp(-2 * s), at_t = 1 - std::exp(-2 * t);
      const double mean = (LinearScore::slope * x * std::exp(-s) * (1 - r * r) + r * at_s * x) / at_t;
      return mean + std::sqrt(at_s * (1 - r * r) / at_t) * z;
    });
}

TEST(Integrator, AncestralAndHeunReachTheEnd) {
  for (const StepKind kind : {StepKind::ancestral, StepKind::ode_heun, StepKind::euler}) {
    LinearScore score;
    Trajectories moved = two_points();
    Integrator(score, kind, seed).advance(moved, 0.01, 0, 0);
    for (const double x : moved.x) EXPECT_TRUE(std::isfinite(x));
  }
  LinearScore score;
  Trajectories moved = two_points();
  Integrator(score, StepKind::ancestral, seed).advance(moved, 0.01, 0, 0);
  for (std::size_t i = 0; i < moved.x.size(); ++i)
    EXPECT_NEAR(moved.x[i], LinearScore::slope * two_points().x[i], 1e-15) << "x_0 = D";
}

/// D = .4 at pure noise, as every law has its mean there.
class ConstantScore : public LinearScore {
 public:
  Denoised denoise(const Trajectories& trajectories, double) override {
    return {std::vector<double>(trajectories.x.size(), .4), {}};
  }
};

TEST(Integrator, FirstStepsFromPureNoiseLeadToItAboutTheMean) {
  const double infinity = std::numeric_limits<double>::infinity();
  ConstantScore score;
  Trajectories moved = two_points();
  Integrator(score, StepKind::ddim, seed).advance(moved, infinity, s, step_number);
  for (std::size_t i = 0; i < moved.x.size(); ++i)
    EXPECT_NEAR(moved.x[i], std::sqrt(noise_variance(s)) * two_points().x[i] + .4 * std::exp(-s), 1e-15);
  moved = two_points();
  Integrator(score, StepKind::ancestral, seed).advance(moved, infinity, s, step_number);
  const auto z =
      noise_of(two_points(), kernels::make_stream(seed, step_number, kernels::Purpose::trajectory_noise));
  for (std::size_t i = 0; i < moved.x.size(); ++i)
    EXPECT_NEAR(moved.x[i], std::sqrt(noise_variance(s)) * z[i] + .4 * std::exp(-s), 1e-12);
  for (const StepKind kind : {StepKind::euler, StepKind::ode_euler, StepKind::ode_heun, StepKind::exact})
    EXPECT_THROW(Integrator(score, kind, seed).advance(moved, infinity, s, 0), ContractError);
}

/// What ancestral steps make of the variance of paths that start from N(0, 1), for a Gaussian law of variance
/// v: with sigma^2 = e^{2t} - 1, G = v + sigma^2 and W = e^{2t} Var x, the error G - W of the start shrinks
/// by (G_s/G_t)^2, and every step adds v (sigma_t^2 - sigma_s^2)^2/(sigma_t^2 G_t) (src/diffusion/README.md).
double variance_after_ancestral_steps(const std::vector<double>& times, double v) {
  const double start = noise_to_signal(times.front());
  double missing = v + start - std::exp(2 * times.front());
  for (std::size_t k = 1; k < times.size(); ++k) {
    const double at_t = noise_to_signal(times[k - 1]), at_s = noise_to_signal(times[k]);
    missing *= (v + at_s) * (v + at_s) / ((v + at_t) * (v + at_t));
    missing += v * (at_t - at_s) * (at_t - at_s) / (at_t * (v + at_t));
  }
  return (v + noise_to_signal(times.back()) - missing) * std::exp(-2 * times.back());
}

TEST(Integrator, AncestralTrajectoriesHaveTheVarianceThatTheirStepsGiveThem) {
  constexpr int count = 10'000;
  constexpr double variance = 0.25, end = 0.05;
  constexpr int steps = 40;
  PopulationScore score(datasets::gaussian_law(2, variance));
  Trajectories paths{count, 2, 0, {0, count}, {}};
  for (const float z : noise_of(paths, kernels::make_stream(seed, 0, kernels::Purpose::trajectory_start)))
    paths.x.push_back(z);
  Integrator integrator(score, StepKind::ancestral, seed);
  const std::vector<double> times = descending_times(TimeSpacing::uniform, 4, end, steps);
  for (int k = 0; k < steps; ++k)
    integrator.advance(paths, times[k], times[k + 1], static_cast<std::uint32_t>(k));
  double squares = 0;
  for (const double x : paths.x) squares += x * x;
  const double expected = variance_after_ancestral_steps(times, variance);
  const double standard_error = expected * std::sqrt(2. / (2 * count));
  EXPECT_NEAR(squares / (2 * count), expected, 4 * standard_error);
  const double of_law = noise_variance(end) + variance * std::exp(-2 * end);
  EXPECT_GT(of_law - expected, 8 * standard_error) << "steps this long are seen to have an error";
}

}  // namespace
}  // namespace regimes::diffusion
