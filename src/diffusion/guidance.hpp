#pragma once
/// Guidance towards a class: what replaces the posterior mean D in a backward step. With F_c = grad ln P_t^c
/// of the class c of a path,
///   linear     F_w = F_c + w (F_c - F)                       (arXiv 2502.07849)
///   power law  F_w = F_c + w |F_c - F|^alpha (F_c - F)
/// and F_c - F = (e^{-t}/Delta_t)(1 - pi_c)(D_c - D_rest), with D_rest the mean over all other classes. So a
/// step follows F_w where it takes D_w = D_c + phi (1 - pi_c)(D_c - D_rest) in place of D, phi = w or
/// w |F_c - F|^alpha.
#include <optional>
#include <string_view>

#include "diffusion/score.hpp"

namespace regimes::diffusion {

enum class GuidanceKind { none, linear, power_law };
std::string_view name_of(GuidanceKind kind);

/// Times t with first <= t < last.
struct GuidedTimes {
  double first = 0, last = 0;
};

struct Guidance {
  GuidanceKind kind = GuidanceKind::none;
  double strength = 0;               ///< w: 0 is the score of the class, -1 (linear) that of all classes
  double exponent = 0;               ///< alpha, of the power law
  std::optional<GuidedTimes> times;  ///< in which w acts; none: always

  bool acts_at(double t) const { return !times || (t >= times->first && t < times->last); }
};

/// |F_c - F| of every trajectory, [own], at time t.
std::vector<double> score_differences(const ClassDenoised& denoised, double t);

/// D_w of every trajectory, [own][coordinate], at time t.
std::vector<double> guided_means(const ClassDenoised& denoised, const Guidance& guidance, double t);

}  // namespace regimes::diffusion
