#pragma once
/// What a result file must hold for a run to go on, found or refused: every function throws DataError that
/// names what is missing or does not fit.
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "io/document.hpp"

namespace regimes::experiments {

const io::Group& group_of(const io::Group& parent, const std::string& name);
const io::Group* try_group(const io::Group& parent, const std::string& name);
const io::Variable* try_variable(const io::Group& group, const std::string& name);

/// The values of a variable, `count` of them.
const std::vector<double>& reals_of(const io::Group& group, const std::string& name, std::size_t count);
const std::vector<std::int64_t>& integers_of(const io::Group& group, const std::string& name,
                                             std::size_t count);
/// As many as there are.
const std::vector<double>& reals_of(const io::Group& group, const std::string& name);
const std::vector<std::int64_t>& integers_of(const io::Group& group, const std::string& name);
const std::vector<std::string>& texts_of(const io::Group& group, const std::string& name);

/// Throws DataError that says `what` unless `holds`.
void require_data(bool holds, const std::string& what);
/// The values that a number of a state can have, both ends among them; NaN is in none.
struct RealRange {
  double lowest, highest;
};
inline constexpr double largest_real = std::numeric_limits<double>::max();
inline constexpr RealRange finite_values{-largest_real, largest_real}, not_negative_values{0, largest_real};
inline constexpr RealRange not_nan{-largest_real, std::numeric_limits<double>::infinity()};
/// Distances: infinite where there is no such point.
inline constexpr RealRange not_negative_or_infinite{0, std::numeric_limits<double>::infinity()};
/// Logits, relative to one that is near: no run lets them come near this bound (require_summable()). Those of
/// nothing are -infinity.
inline constexpr RealRange logit_values{-std::numeric_limits<double>::infinity(), 1e27};
/// Logarithms of weights that sum to 1, with room for rounding.
inline constexpr RealRange log_weight_values{-std::numeric_limits<double>::infinity(), 1};

/// Throws DataError that names the variable and its first value that is not in the range, not finite, or not
/// in [first, end).
void require_in(RealRange range, std::span<const double> values, const std::string& name);
void require_finite(const std::vector<double>& values, const std::string& name);
void require_within(const std::vector<std::int64_t>& values, std::int64_t first, std::int64_t end,
                    const std::string& name);

std::int64_t integer_attribute(const io::Group& group, const std::string& name);
double real_attribute(const io::Group& group, const std::string& name);
std::string text_attribute(const io::Group& group, const std::string& name);

}  // namespace regimes::experiments
