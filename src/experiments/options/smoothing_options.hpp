#pragma once
/// --smoothing and --smoothing-draws, of every experiment that follows or gives posterior means.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "diffusion/smoothed_score.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::experiments {

inline constexpr std::int64_t default_smoothing_draws = 16;
inline constexpr std::int64_t most_smoothing_draws = 1'000'000;

struct SmoothingOptions {
  double width = 0;  ///< h; 0: none
  std::int64_t draws = default_smoothing_draws;

  bool is_given() const { return width > 0; }
};

/// Both, kept at `place`; --smoothing has an effect where `applies` holds, which is `condition` in words, and
/// the draws where it is above 0.
std::vector<Option> smoothing_options(const Place<SmoothingOptions>& place,
                                      std::function<bool(const OptionValues&)> applies,
                                      const std::string& condition);

/// What they are with the draws of a run's seed.
diffusion::Smoothing smoothing_of(const SmoothingOptions& smoothing, std::uint64_t seed);

/// Throws OptionError.
void check_smoothing(const SmoothingOptions& smoothing);

}  // namespace regimes::experiments
