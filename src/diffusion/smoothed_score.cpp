#include "diffusion/smoothed_score.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "kernels/random.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::diffusion {
namespace {

/// The starts of trajectories are replica 0 of their stream, and the draws of a smoothed score the next.
constexpr std::uint32_t replica_of_draws = 1;

}  // namespace

std::vector<double> smoothing_shift(const Smoothing& smoothing, std::int64_t draw, int dimension, double t) {
  const kernels::Stream stream =
      kernels::make_stream(smoothing.seed, replica_of_draws, kernels::Purpose::trajectory_start);
  const bool is_mirrored = draw % 2 == 1;
  const double factor = (is_mirrored ? -1 : 1) * smoothing.width * std::exp(-t);
  std::vector<double> shift;
  for (const float eps : kernels::normal_rows(stream, static_cast<std::uint64_t>(draw / 2), 1, dimension))
    shift.push_back(factor * eps);
  return shift;
}

std::int64_t SmoothedScore::draws_together(std::int64_t draws, double coordinates) {
  constexpr double most_coordinates = 1 << 20;  // half a batch of EmpiricalScore
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(most_coordinates / coordinates), 1, draws);
}

// D_h(y) = (1/M) sum_m D(y + h eps_m).  src/diffusion/README.md, "Smoothed scores"
Denoised SmoothedScore::denoise(const Trajectories& trajectories, double t) {
  const int d = trajectories.dimension, own = trajectories.own_count();
  // Of every rank as many, so that they are the shares of all; some ranks have one that nobody asked for.
  const int places = (trajectories.count + ranks_.size() - 1) / ranks_.size();
  const std::int64_t together = draws_together(smoothing_.draws, static_cast<double>(trajectories.count) * d);
  Denoised smoothed;
  smoothed.mean.assign(trajectories.x.size(), 0.);
  for (std::int64_t first = 0; first < smoothing_.draws; first += together) {
    const auto block = static_cast<int>(std::min(together, smoothing_.draws - first));
    Trajectories shifted;
    shifted.count = places * block * ranks_.size();
    shifted.dimension = d;
    shifted.own = parallel::share_of(shifted.count, ranks_);
    shifted.x.assign(static_cast<std::size_t>(places) * block * d, 0.);
    for (int draw = 0; draw < block; ++draw) {
      const std::vector<double> shift = smoothing_shift(smoothing_, first + draw, d, t);
      double* const x = shifted.x.data() + static_cast<std::size_t>(draw) * places * d;
      for (std::size_t i = 0; i < trajectories.x.size(); ++i)
        x[i] = trajectories.x[i] + shift[i % shift.size()];
    }
    const Denoised means = score_.denoise(shifted, t);
    for (int draw = 0; draw < block; ++draw) {
      const double* const mean = means.mean.data() + static_cast<std::size_t>(draw) * places * d;
      for (std::size_t i = 0; i < static_cast<std::size_t>(own) * d; ++i)
        smoothed.mean[i] += mean[i] / static_cast<double>(smoothing_.draws);
    }
  }
  return smoothed;
}

Denoised SmoothedScore::draw(const Trajectories& /*trajectories*/, double /*t*/, std::uint64_t /*seed*/,
                             std::uint32_t /*step*/) {
  throw UsageError(
      "--step exact draws training points, and a smoothed score has none; leave out --smoothing, or use "
      "--step "
      "ddim");
}

}  // namespace regimes::diffusion
