#pragma once
/// --ratio, below which a sample counts as memorised, of every experiment that says so.
#include <functional>
#include <string>

#include "experiments/options/option_values.hpp"

namespace regimes::experiments {

inline constexpr double default_ratio = 1. / 3;

/// --ratio, kept at `ratio`; it has an effect where `applies` holds, which is `condition` in words.
Option ratio_option(const Place<double>& ratio, std::function<bool(const OptionValues&)> applies,
                    const std::string& condition);

/// Throws OptionError unless the ratio is in (0, 1].
void check_ratio(double ratio);

}  // namespace regimes::experiments
