#include "diffusion/population_score.hpp"

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
