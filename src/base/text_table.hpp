#pragma once
/// Tables of texts for a terminal.
#include <string>
#include <vector>

namespace regimes {

enum class Align { left, right };

using TextRow = std::vector<std::string>;

/// One line per row, columns two blanks apart and as wide as their longest cell, behind `indent` blanks; no
/// blanks at the end of a line. Columns beyond those of `alignment`, and cells of rows that are short, are
/// left-aligned and empty. Widths count characters of UTF-8, and are at least those of `least`, so that the
/// rows of a table can come one after another.
std::string aligned(const std::vector<TextRow>& rows, const std::vector<Align>& alignment, int indent = 0,
                    const std::vector<std::size_t>& least = {});

/// Four significant digits; "-" for NaN.
std::string short_number(double value);

/// "0.5012 +- 0.0034", "5.01e-09 +- 3.4e-10": two digits of the error, and as many decimals of the value; "-"
/// where there is no value, "+- ?" where there is no error, and the value alone where it is exact (error 0).
std::string with_error(double value, double standard_error);

/// A fraction with its error; "below 0.0075 (95 %)" and "above 0.9925 (95 %)" of fractions of 0 and 1, which
/// have no standard error but such a bound: `high` and `low`.
std::string fraction_text(double value, double standard_error, double low, double high);

}  // namespace regimes
