#include "experiments/exact/exact_law.hpp"

#include <cmath>

namespace regimes::experiments {

ExactLaw one_gaussian(std::int64_t dimension, double variance) { return {dimension, {{variance}}}; }

ExactLaw two_means(std::int64_t dimension, double amplitude, double variance) {
  const double length = amplitude * std::sqrt(static_cast<double>(dimension));
  return {dimension, {{variance, {length}}, {variance, {-length}}}};
}

ExactLaw orthogonal_means(std::int64_t dimension, const std::vector<double>& amplitudes, double variance) {
  ExactLaw law{dimension, {}};
  for (std::size_t c = 0; c < amplitudes.size(); ++c) {
    law.classes.push_back({variance, std::vector<double>(amplitudes.size(), 0)});
    law.classes.back().mean[c] = amplitudes[c] * std::sqrt(static_cast<double>(dimension));
  }
  return law;
}

ExactLaw hierarchy(std::int64_t dimension, double first, double second, double variance) {
  const double scale = std::sqrt(static_cast<double>(dimension));
  ExactLaw law{dimension, {}};
  for (const double s1 : {1, -1})
    for (const double s2 : {1, -1})
      law.classes.push_back({variance, {s1 * first * scale, s2 * second * scale}});
  return law;
}

ExactLaw different_variances(std::int64_t dimension, const std::vector<double>& variances) {
  ExactLaw law{dimension, {}};
  for (const double variance : variances) law.classes.push_back({variance});
  return law;
}

}  // namespace regimes::experiments
