#pragma once
/// Lists of numbers, and evenly spaced ones, as options write them.
#include <cstdint>
#include <string_view>
#include <vector>

namespace regimes {

inline constexpr std::int64_t largest_grid = 1'000'000;  ///< values that one list may hold

/// k values from a to b, both included exactly; value i is a (1 - i/(k-1)) + b i/(k-1). k >= 2.
std::vector<double> linearly_spaced(double a, double b, std::int64_t k);

/// k values from a to b, both included exactly, in equal ratios: ln value i is linearly spaced. a, b > 0, k
/// >= 2.
std::vector<double> log_spaced(double a, double b, std::int64_t k);

/// k times from a to b, both included exactly, in pieces that begin and end at times in equal ratios; within
/// a piece sqrt(snr) (base/process.hpp) is linearly spaced, so that a sweep needs few exponentials
/// (kernels/host/recurrence.hpp). Two pieces, or three where b > 20 a. 0 < a < b, k >= 4.
std::vector<double> signal_spaced(double a, double b, std::int64_t k);

/// k lengths from a to b likewise, with four pieces and 1/h^2 in place of sqrt(snr). k >= 5.
std::vector<double> inverse_square_spaced(double a, double b, std::int64_t k);

/// At most k ascending, distinct integers in equal ratios from first to last; rounding may merge some, the
/// last is exactly `last`, and k = 1 gives only that one. 1 <= first <= last, k >= 1.
std::vector<std::int64_t> log_spaced_counts(std::int64_t first, std::int64_t last, std::int64_t k);

/// The real numbers that `text` lists, in the order written: comma-separated numbers, linspace(a,b,k) and
/// logspace(a,b,k) (a and b are the end points themselves), in any mixture, such as "linspace(.1,1,10),2".
/// Spaces around an item are ignored. UsageError naming `what` (an option) and the item for anything else,
/// for values that are not finite, and for k < 2.
std::vector<double> parse_grid(std::string_view text, std::string_view what);

/// The counts that `text` lists in the same way, each number as parse_count() reads it. Spaced values are
/// rounded; the result is ascending without repetition.
std::vector<std::int64_t> parse_count_list(std::string_view text, std::string_view what);

}  // namespace regimes
