#include "diffusion/population_score.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/error.hpp"

namespace regimes::diffusion {

Denoised PopulationScore::denoise(const Trajectories& trajectories, double t) {
  const auto d = static_cast<std::size_t>(dimension());
  Denoised result;
  result.mean.resize(trajectories.x.size());
  std::vector<double> log_weights(classes());
  for (int i = 0; i < trajectories.own_count(); ++i)
    law_.posterior_mean(std::span(trajectories.x).subspan(i * d, d), t,
                        std::span(result.mean).subspan(i * d, d), log_weights);
  return result;
}

/// D_rest = sum_{c' != c} pi_c' D_c'/(1 - pi_c), with weights relative to the largest of the other classes.
ClassDenoised PopulationScore::denoise_classes(const Trajectories& trajectories, double t,
                                               const std::vector<int>& class_of) {
  const auto d = static_cast<std::size_t>(dimension());
  ClassDenoised result;
  result.inside.resize(trajectories.x.size());
  result.outside.resize(trajectories.x.size());
  std::vector<double> log_weights(classes()), mean(d);
  for (int i = 0; i < trajectories.own_count(); ++i) {
    const int own_class = class_of[trajectories.own.first + i];
    const auto x = std::span(trajectories.x).subspan(i * d, d);
    const auto inside = std::span(result.inside).subspan(i * d, d),
               outside = std::span(result.outside).subspan(i * d, d);
    law_.class_law(own_class).posterior_mean(x, t, inside);
    law_.class_log_weights(x, t, log_weights);
    log_weights[own_class] = -HUGE_VAL;
    const double largest = *std::max_element(log_weights.begin(), log_weights.end());
    result.weight_outside.push_back(0);
    if (classes() == 1) {
      std::copy(inside.begin(), inside.end(), outside.begin());
      continue;
    }
    double sum = 0;
    for (int c = 0; c < classes(); ++c) {
      if (c == own_class) continue;
      const double weight = std::exp(log_weights[c] - largest);
      sum += weight;
      law_.class_law(c).posterior_mean(x, t, mean);
      for (std::size_t k = 0; k < d; ++k) outside[k] += weight * mean[k];
    }
    for (double& coordinate : outside) coordinate /= sum;
    result.weight_outside.back() = std::exp(largest) * sum;
  }
  return result;
}

Denoised PopulationScore::draw(const Trajectories&, double, std::uint64_t, std::uint32_t) {
  throw UsageError(
      "--step exact draws training points, and --score population has none; use --step ancestral with small "
      "steps");
}

ClassWeights PopulationScore::class_weights(const Trajectories& trajectories, double t) {
  const auto d = static_cast<std::size_t>(dimension()), c = static_cast<std::size_t>(classes());
  ClassWeights result{classes(), std::vector<double>(trajectories.own_count() * c)};
  for (int i = 0; i < trajectories.own_count(); ++i)
    law_.class_log_weights(std::span(trajectories.x).subspan(i * d, d), t,
                           std::span(result.weights).subspan(i * c, c));
  for (double& weight : result.weights) weight = std::exp(weight);
  return result;
}

}  // namespace regimes::diffusion
