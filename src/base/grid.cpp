#include "base/grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "base/count.hpp"
#include "base/process.hpp"
#include "base/real.hpp"
#include "base/text.hpp"

namespace regimes {
namespace {

/// Cuts at the commas outside parentheses. Always returns at least one item.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> items;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += (text[i] == '(') - (text[i] == ')');
    if (text[i] == ',' && depth == 0) {
      items.push_back(trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  items.push_back(trimmed(text.substr(begin)));
  return items;
}

/// One item of a list: a value (name empty, one argument) or a call such as linspace(a,b,k).
struct Item {
  std::string_view name;
  std::vector<std::string_view> arguments;
};

Item read_item(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || text.back() != ')') return {{}, {text}};
  return {trimmed(text.substr(0, open)), split(text.substr(open + 1, text.size() - open - 2))};
}

std::int64_t checked_length(std::string_view text, std::string_view what) {
  const std::int64_t k = parse_count(text, what);
  if (k < 2 || k > largest_grid) {
    throw UsageError(
        fmt::format("{}: {} values asked for; a spaced list has from 2 to {}", what, k, largest_grid));
  }
  return k;
}

/// The values of one item, where `read` turns the text of a number into one.
template <class Read>
std::vector<double> expand(std::string_view text, std::string_view what, const Read& read) {
  const auto [name, arguments] = read_item(text);
  const bool linear = name == "linspace", logarithmic = name == "logspace";
  if (!linear && !logarithmic) {
    if (name.empty()) return {static_cast<double>(read(text))};
    throw UsageError(fmt::format(
        "{}: '{}' is neither linspace(first,last,values) nor logspace(first,last,values)", what, text));
  }
  if (arguments.size() != 3) {
    throw UsageError(fmt::format("{}: '{}' has {} arguments; it takes 3: {}(first,last,values)", what, text,
                                 arguments.size(), name));
  }
  const double a = static_cast<double>(read(arguments[0])), b = static_cast<double>(read(arguments[1]));
  const std::int64_t k = checked_length(arguments[2], what);
  if (linear) return linearly_spaced(a, b, k);
  if (!(a > 0 && b > 0)) {
    throw UsageError(
        fmt::format("{}: '{}' must have end points above 0 (they are values, not exponents)", what, text));
  }
  return log_spaced(a, b, k);
}

/// The ends of the pieces are values of the logarithmic grid; `inverse` is that of `coordinate`.
template <class Coordinate, class Inverse>
std::vector<double> piecewise_spaced(double a, double b, std::int64_t k, std::int64_t pieces,
                                     const Coordinate& coordinate, const Inverse& inverse) {
  require(0 < a && a < b && k > pieces, "{} values from {} to {} in {} pieces", k, a, b, pieces);
  std::vector<double> values = log_spaced(a, b, k);
  for (std::int64_t piece = 0; piece < pieces; ++piece) {
    const std::int64_t first = (k - 1) * piece / pieces, last = (k - 1) * (piece + 1) / pieces;
    const std::vector<double> spaced =
        linearly_spaced(coordinate(values[first]), coordinate(values[last]), last - first + 1);
    for (std::int64_t i = first + 1; i < last; ++i) values[i] = inverse(spaced[i - first]);
  }
  return values;
}

void check_length(std::size_t size, std::string_view what) {
  if (size > static_cast<std::size_t>(largest_grid)) {
    throw UsageError(fmt::format("{}: more than {} values", what, largest_grid));
  }
}

}  // namespace

std::vector<double> linearly_spaced(double a, double b, std::int64_t k) {
  require(k >= 2, "a spaced grid has at least 2 values, not {}", k);
  std::vector<double> values(static_cast<std::size_t>(k));
  for (std::int64_t i = 0; i < k; ++i) {
    const double fraction = static_cast<double>(i) / static_cast<double>(k - 1);
    values[i] = a * (1 - fraction) + b * fraction;
  }
  return values;
}

std::vector<double> log_spaced(double a, double b, std::int64_t k) {
  require(a > 0 && b > 0, "the end points {} and {} of a logarithmic grid are positive", a, b);
  std::vector<double> values = linearly_spaced(std::log(a), std::log(b), k);
  for (double& value : values) value = std::exp(value);
  values.front() = a;
  values.back() = b;
  return values;
}

std::vector<double> signal_spaced(double a, double b, std::int64_t k) {
  constexpr double wide = 20;
  return piecewise_spaced(
      a, b, k, b > wide * a ? 3 : 2, [](double t) { return std::sqrt(signal_to_noise(t)); },
      [](double signal) { return std::log1p(1 / (signal * signal)) / 2; });
}

std::vector<double> inverse_square_spaced(double a, double b, std::int64_t k) {
  constexpr std::int64_t pieces = 4;
  return piecewise_spaced(
      a, b, k, pieces, [](double h) { return 1 / (h * h); }, [](double u) { return 1 / std::sqrt(u); });
}

std::vector<std::int64_t> log_spaced_counts(std::int64_t first, std::int64_t last, std::int64_t k) {
  require(1 <= first && first <= last && k >= 1, "counts from {} to {} in {} steps ascend from at least 1",
          first, last, k);
  std::vector<std::int64_t> counts;
  if (k > 1) {
    for (const double value : log_spaced(static_cast<double>(first), static_cast<double>(last), k)) {
      const std::int64_t count = std::min<std::int64_t>(std::llround(value), last);
      if (counts.empty() || count > counts.back()) counts.push_back(count);
    }
  }
  if (counts.empty() || counts.back() != last) counts.push_back(last);
  return counts;
}

std::vector<double> parse_grid(std::string_view text, std::string_view what) {
  std::vector<double> grid;
  for (const std::string_view item : split(text)) {
    const auto values =
        expand(item, what, [what](std::string_view number) { return parse_real(number, what); });
    grid.insert(grid.end(), values.begin(), values.end());
    check_length(grid.size(), what);
  }
  return grid;
}

std::vector<std::int64_t> parse_count_list(std::string_view text, std::string_view what) {
  const auto read = [what](std::string_view number) { return parse_count(number, what); };
  std::vector<std::int64_t> counts;
  for (const std::string_view item : split(text)) {
    if (read_item(item).name.empty()) {
      counts.push_back(read(item));  // exact, also above 2^53
    } else {
      for (const double value : expand(item, what, read)) counts.push_back(std::llround(value));
    }
    check_length(counts.size(), what);
  }
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  return counts;
}

}  // namespace regimes
