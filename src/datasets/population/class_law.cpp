#include "datasets/population/class_law.hpp"

#include <cmath>
#include <vector>

#include "base/process.hpp"

namespace regimes::datasets {

void ClassLaw::noised_log_densities(std::span<const double> a, std::span<const double> z,
                                    std::span<const double> times, std::span<double> out) const {
  const auto d = static_cast<std::size_t>(dimension()), states = 2 * times.size();
  std::vector<double> x(d);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t query = i / states;
    const double t = times[i % times.size()], sign = i % states < times.size() ? 1 : -1;
    const double signal = std::exp(-t), noise = sign * std::sqrt(noise_variance(t));
    for (std::size_t k = 0; k < d; ++k) x[k] = signal * a[query * d + k] + noise * z[query * d + k];
    out[i] = log_density(x, t);
  }
}

}  // namespace regimes::datasets
