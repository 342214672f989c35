#include "diffusion/guided_score.hpp"

#include "base/error.hpp"

namespace regimes::diffusion {

Denoised GuidedScore::denoise(const Trajectories& trajectories, double t) {
  ClassDenoised denoised = score_.denoise_classes(trajectories, t, classes_);
  return {guided_means(denoised, guidance_, t), std::move(denoised.posterior)};
}

Denoised GuidedScore::draw(const Trajectories&, double, std::uint64_t, std::uint32_t) {
  throw UsageError(
      "--step exact draws training points, and a guided path follows none; use --step ancestral with small "
      "steps");
}

}  // namespace regimes::diffusion
