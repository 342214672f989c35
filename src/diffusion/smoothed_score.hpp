#pragma once
/// A score whose posterior means are averaged over a neighbourhood of the point: memorisation undone, and its
/// price (src/diffusion/README.md, "Smoothed scores").
#include <cstdint>
#include <vector>

#include "diffusion/score.hpp"
#include "parallel/communicator.hpp"

namespace regimes::diffusion {

/// D_h(y) = mean over m of D(y + h eps_m), y = e^t x.
struct Smoothing {
  double width = 0;        ///< h, in units of the data
  std::int64_t draws = 0;  ///< even
  std::uint64_t seed = 0;
};

/// h e^{-t} eps_m, what draw m adds to x at time t, [coordinate]. eps_{2p} are normal numbers, a function of
/// (seed, p, coordinate), and eps_{2p + 1} = -eps_{2p}: the same for all queries, times and ranks.
std::vector<double> smoothing_shift(const Smoothing& smoothing, std::int64_t draw, int dimension, double t);

/// Another score with smoothed posterior means, which come without posteriors over points. As
/// many draws are asked for at a time as fill a batch of the score.
class SmoothedScore : public Score {
 public:
  /// The score and its ranks must outlive it.
  SmoothedScore(Score& score, const Smoothing& smoothing, const parallel::Communicator& ranks)
      : score_(score), smoothing_(smoothing), ranks_(ranks) {}

  int dimension() const override { return score_.dimension(); }
  int classes() const override { return score_.classes(); }
  Denoised denoise(const Trajectories& trajectories, double t) override;
  /// UsageError: a smoothed mean is that of no posterior.
  Denoised draw(const Trajectories& trajectories, double t, std::uint64_t seed, std::uint32_t step) override;
  ClassWeights class_weights(const Trajectories& trajectories, double t) override {
    return score_.class_weights(trajectories, t);
  }
  kernels::Work work() const override { return score_.work(); }

  /// How many draws are asked for at a time, of so many coordinates of all trajectories.
  static std::int64_t draws_together(std::int64_t draws, double coordinates);

 private:
  Score& score_;
  Smoothing smoothing_;
  const parallel::Communicator& ranks_;
};

}  // namespace regimes::diffusion
