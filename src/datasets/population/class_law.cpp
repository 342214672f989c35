#include "datasets/population/class_law.hpp"

#include <cmath>
#include <vector>

#include "base/process.hpp"

namespace regimes::datasets {

void ClassLaw::noised_log_densities(std::span<const double> a, std::span<const double> z,
                                    std::span<const double> times, std::span<double> out) const {
  std::vector<double> x(a.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double t = times[i % times.size()], sign = i < times.size() ? 1 : -1;
    const double signal = std::exp(-t), noise = sign * std::sqrt(noise_variance(t));
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = signal * a[k] + noise * z[k];
    out[i] = log_density(x, t);
  }
}

}  // namespace regimes::datasets
