#pragma once
/// Reading a length of time, as people and batch systems write it.
#include <string>
#include <string_view>

namespace regimes {

/// Seconds of 90s, 30min, 2h, 1.5d, hh:mm:ss or d-hh:mm:ss. Above 0. A number without a unit is refused: some
/// programs take it for minutes, others for seconds. UsageError naming `what` (an option) for everything
/// else.
double parse_duration(std::string_view text, std::string_view what);

/// Whole seconds, rounded up, as hh:mm:ss or d-hh:mm:ss.
std::string clock_text(double seconds);

}  // namespace regimes
