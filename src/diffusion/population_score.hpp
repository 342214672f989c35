#pragma once
/// The score of a law that is known exactly, in place of that of a training set.
#include "datasets/population/population_law.hpp"
#include "diffusion/score.hpp"

namespace regimes::diffusion {

class PopulationScore : public Score {
 public:
  explicit PopulationScore(datasets::PopulationLaw law) : law_(std::move(law)) {}

  const datasets::PopulationLaw& law() const { return law_; }
  int dimension() const override { return law_.dimension(); }
  int classes() const override { return law_.classes(); }
  Denoised denoise(const Trajectories& trajectories, double t) override;
  ClassDenoised denoise_classes(const Trajectories& trajectories, double t,
                                const std::vector<int>& classes) override;
  Denoised draw(const Trajectories& trajectories, double t, std::uint64_t seed, std::uint32_t step) override;
  ClassWeights class_weights(const Trajectories& trajectories, double t) override;

 private:
  datasets::PopulationLaw law_;
};

}  // namespace regimes::diffusion
