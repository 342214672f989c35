#include "base/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/wrapped_text.hpp"

namespace regimes {

std::string aligned(const std::vector<TextRow>& rows, const std::vector<Align>& alignment, int indent,
                    const std::vector<std::size_t>& least) {
  std::vector<std::size_t> widths = least;
  for (const TextRow& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], count_characters(row[i]));
  }
  std::string text;
  for (const TextRow& row : rows) {
    std::string line(static_cast<std::size_t>(indent), ' ');
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - count_characters(row[i]), ' ');
      const bool is_right = i < alignment.size() && alignment[i] == Align::right;
      if (i > 0) line += "  ";
      line += is_right ? blanks + row[i] : row[i] + blanks;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string short_number(double value) { return std::isnan(value) ? "-" : fmt::format("{:.4g}", value); }

std::string with_error(double value, double standard_error) {
  if (std::isnan(value)) return "-";
  if (std::isnan(standard_error)) return short_number(value) + " +- ?";
  if (standard_error == 0) return short_number(value);
  if (value == 0) return fmt::format("{} +- {:.2g}", short_number(value), standard_error);
  constexpr int most_decimals = 9;
  constexpr double smallest_written_out = 1e-3;
  const int value_power = static_cast<int>(std::floor(std::log10(std::abs(value))));
  const int error_power = static_cast<int>(std::floor(std::log10(standard_error)));
  if (std::abs(value) < smallest_written_out)
    return fmt::format("{:.{}e} +- {:.1e}", value,
                       std::clamp(value_power - error_power + 1, 1, most_decimals), standard_error);
  if (1 - error_power > most_decimals)
    return fmt::format("{:.{}f} +- {:.1e}", value, most_decimals, standard_error);
  const int decimals = std::max(1 - error_power, 0);
  return fmt::format("{:.{}f} +- {:.{}f}", value, decimals, standard_error, decimals);
}

std::string fraction_text(double value, double standard_error, double low, double high) {
  constexpr double not_known = std::numeric_limits<double>::quiet_NaN();  // a measured one is never exact
  constexpr const char* confidence = "(95 %)";
  if (value == 0 && high > 0) return fmt::format("below {:.2g} {}", high, confidence);
  if (value != 1 || !(low < 1)) return with_error(value, standard_error > 0 ? standard_error : not_known);
  const int decimals =
      1 - static_cast<int>(std::floor(std::log10(1 - low)));  // two digits of the distance from 1
  return fmt::format("above {:.{}f} {}", low, decimals, confidence);
}

}  // namespace regimes
