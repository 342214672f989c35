#include "diffusion/guidance.hpp"

#include <cmath>

#include "base/process.hpp"

namespace regimes::diffusion {
namespace {

/// phi of a path with this |F_c - F|; where that is 0 there is no direction.
double factor_of(const Guidance& guidance, double score_difference) {
  if (guidance.kind == GuidanceKind::linear || score_difference == 0) return guidance.strength;
  return guidance.strength * std::pow(score_difference, guidance.exponent);
}

}  // namespace

std::string_view name_of(GuidanceKind kind) {
  switch (kind) {
    case GuidanceKind::none:
      return "none";
    case GuidanceKind::linear:
      return "linear";
    case GuidanceKind::power_law:
      break;
  }
  return "power-law";
}

std::vector<double> score_differences(const ClassDenoised& denoised, double t) {
  const double factor = std::exp(-t) / noise_variance(t);
  std::vector<double> lengths(denoised.weight_outside.size());
  const std::size_t d = lengths.empty() ? 0 : denoised.inside.size() / lengths.size();
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    double squared = 0;
    for (std::size_t k = i * d; k < (i + 1) * d; ++k) {
      const double apart = denoised.inside[k] - denoised.outside[k];
      squared += apart * apart;
    }
    lengths[i] = factor * denoised.weight_outside[i] * std::sqrt(squared);
  }
  return lengths;
}

std::vector<double> guided_means(const ClassDenoised& denoised, const Guidance& guidance, double t) {
  std::vector<double> means = denoised.inside;
  if (!guidance.acts_at(t) || guidance.strength == 0) return means;
  const std::vector<double> lengths = score_differences(denoised, t);
  const std::size_t d = lengths.empty() ? 0 : means.size() / lengths.size();
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const double push = factor_of(guidance, lengths[i]) * denoised.weight_outside[i];
    for (std::size_t k = i * d; k < (i + 1) * d; ++k)
      means[k] += push * (denoised.inside[k] - denoised.outside[k]);
  }
  return means;
}

}  // namespace regimes::diffusion
