#pragma once
/// The score of paths that are guided to a class each: a score whose posterior means are D_w (guidance.hpp).
#include <vector>

#include "diffusion/guidance.hpp"

namespace regimes::diffusion {

class GuidedScore : public Score {
 public:
  /// classes: the class of every trajectory, [count]; copies of the trajectories, under other numbers, have
  /// those of the originals. The score must outlive it.
  GuidedScore(Score& score, Guidance guidance, std::vector<int> classes)
      : score_(score), guidance_(guidance), classes_(std::move(classes)) {}

  /// The class of every trajectory, [count].
  const std::vector<int>& class_of_path() const { return classes_; }
  void set_strength(double strength) { guidance_.strength = strength; }

  int dimension() const override { return score_.dimension(); }
  int classes() const override { return score_.classes(); }
  Denoised denoise(const Trajectories& trajectories, double t) override;
  /// Throws UsageError: the posterior has points, and D_w is the mean of no points.
  Denoised draw(const Trajectories& trajectories, double t, std::uint64_t seed, std::uint32_t step) override;
  ClassWeights class_weights(const Trajectories& trajectories, double t) override {
    return score_.class_weights(trajectories, t);
  }
  ClassDenoised denoise_classes(const Trajectories& trajectories, double t,
                                const std::vector<int>& classes) override {
    return score_.denoise_classes(trajectories, t, classes);
  }
  kernels::Work work() const override { return score_.work(); }

 private:
  Score& score_;
  Guidance guidance_;
  std::vector<int> classes_;
};

}  // namespace regimes::diffusion
