#pragma once
/// What options of several experiments have in common: ranges.
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace regimes::experiments {

inline constexpr double largest_time = 20;  ///< e^{-t} = 2e-9: no data left
inline constexpr const char* time_unit = "none; the forward process forgets the data as e^{-t}";
inline constexpr std::int64_t most_times = 10'000;
inline constexpr std::int64_t largest_replicas = 100'000;

/// All throw OptionError.
void check_range(const std::string& option, std::int64_t value, std::int64_t least, std::int64_t most);
void check_positive(const std::string& option, double value);
/// Diffusion times of `--times`: in (0, 20], ascending; none is fine.
void check_times(const std::vector<double>& times);

}  // namespace regimes::experiments
