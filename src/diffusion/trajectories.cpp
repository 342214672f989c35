#include "diffusion/trajectories.hpp"

#include <cmath>

#include "base/process.hpp"

namespace regimes::diffusion {

Trajectories start_from_noise(int count, int dimension, std::uint64_t seed,
                              const parallel::Communicator& ranks, std::int64_t first_number) {
  Trajectories trajectories{count, dimension, first_number, parallel::share_of(count, ranks), {}};
  const auto z = noise_of(trajectories, kernels::make_stream(seed, 0, kernels::Purpose::trajectory_start));
  trajectories.x.assign(z.begin(), z.end());
  return trajectories;
}

void diffuse(Trajectories& trajectories, double from, double to, kernels::Stream stream) {
  const double r = std::exp(from - to), deviation = std::sqrt(noise_variance(to - from));
  const std::vector<float> z = noise_of(trajectories, stream);
  for (std::size_t i = 0; i < z.size(); ++i) trajectories.x[i] = r * trajectories.x[i] + deviation * z[i];
}

}  // namespace regimes::diffusion
