#pragma once
/// Many backward trajectories at one time, distributed to the ranks in shares.
#include <cstdint>
#include <vector>

#include "kernels/random.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::diffusion {

/// Trajectory i of all has the number first_number + i, which chooses its noise: a function of (seed, number,
/// step, coordinate), the same on any number of ranks.
struct Trajectories {
  int count = 0;  ///< on all ranks
  int dimension = 0;
  std::int64_t first_number = 0;
  parallel::Share own;    ///< this rank's
  std::vector<double> x;  ///< [own][coordinate]

  int own_count() const { return own.last - own.first; }
  std::int64_t own_number() const { return first_number + own.first; }
};

/// Standard normal numbers of this rank's trajectories in one stream, [own][coordinate].
inline std::vector<float> noise_of(const Trajectories& trajectories, kernels::Stream stream) {
  return kernels::normal_rows(stream, static_cast<std::uint64_t>(trajectories.own_number()),
                              trajectories.own_count(), trajectories.dimension);
}

/// x ~ N(0, I), the law of the forward process at large times, of trajectories from first_number on.
Trajectories start_from_noise(int count, int dimension, std::uint64_t seed,
                              const parallel::Communicator& ranks, std::int64_t first_number = 0);

/// The forward process from time `from` to `to` > from: x -> r x + sqrt(1 - r^2) z, r = e^{-(to - from)}
/// (arXiv 2402.18491).
void diffuse(Trajectories& trajectories, double from, double to, kernels::Stream stream);

}  // namespace regimes::diffusion
