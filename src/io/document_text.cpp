#include "io/document_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <string_view>

#include "base/text_table.hpp"
#include "base/wrapped_text.hpp"
#include "io/check_document.hpp"
#include "io/variable_description.hpp"

namespace regimes::io {
namespace {

constexpr int indent = 2, hanging = 6;
constexpr std::size_t most_texts = 64;   ///< rows of a table of texts
constexpr std::size_t most_numbers = 8;  ///< of a variable that are shown one by one

using Texts = std::vector<std::string>;

const Texts* texts_of(const Variable& variable) { return std::get_if<Texts>(&variable.values); }

/// Texts along one dimension that are shown beside each other.
bool is_text_column(const Variable& variable, const Group& group) {
  return texts_of(variable) != nullptr && variable.dimensions.size() == 1 && !is_coordinate(group, variable);
}

std::string number_text(double value) { return fmt::format("{:.6g}", value); }
std::string number_text(std::int64_t value) { return fmt::format("{}", value); }

template <class Number>
std::string range_text(const std::vector<Number>& numbers) {
  const auto [smallest, largest] = std::minmax_element(numbers.begin(), numbers.end());
  const std::string first = number_text(*smallest), last = number_text(*largest);
  return first == last ? first : fmt::format("{} to {}", first, last);
}

std::string summary_of(const std::vector<double>& values) {
  std::vector<double> numbers;
  std::copy_if(values.begin(), values.end(), std::back_inserter(numbers),
               [](double value) { return !std::isnan(value); });
  const std::size_t missing = values.size() - numbers.size();
  if (numbers.empty()) return values.empty() ? "none" : "all NaN";
  return range_text(numbers) + (missing == 0 ? "" : fmt::format(", {} of {} NaN", missing, values.size()));
}
std::string summary_of(const std::vector<std::int64_t>& values) {
  return values.empty() ? "none" : range_text(values);
}
std::string summary_of(const Texts& texts) {
  if (texts.size() == 1) return fmt::format("'{}'", texts.front());
  return fmt::format("{} texts", texts.size());
}

/// The texts of all values, with commas between them.
template <class Value, class Text>
Texts list_of(const std::vector<Value>& values, const Text& text) {
  Texts parts;
  for (std::size_t i = 0; i < values.size(); ++i)
    parts.push_back(text(i) + (i + 1 < values.size() ? "," : ""));
  return parts;
}

/// A number with its error, and of a fraction its bounds where it has none.
std::string measured_text(const Variable& variable, const std::vector<double>& errors, std::size_t i,
                          const Group& group) {
  const double value = std::get<std::vector<double>>(variable.values)[i];
  const auto *low = beside(variable, low_ending, group), *high = beside(variable, high_ending, group);
  return low == nullptr || high == nullptr ? with_error(value, errors[i])
                                           : fraction_text(value, errors[i], (*low)[i], (*high)[i]);
}

/// Every value where there are few, with its error where it has one; else the range of both.
Texts shown_values(const Variable& variable, const Group& group) {
  const std::vector<double>* errors = errors_of(variable, group);
  const Texts* texts = texts_of(variable);
  if (texts != nullptr && texts->size() <= most_texts)
    return words_of(fmt::format("{}", fmt::join(*texts, ", ")));
  const std::size_t count = count_values(variable.values);
  if (texts != nullptr || count == 0 || count > most_numbers)
    return words_of(values_text(variable.values) +
                    (errors == nullptr ? "" : fmt::format("; standard errors {}", values_text(*errors))));
  if (const auto* numbers = std::get_if<std::vector<double>>(&variable.values))
    return list_of(*numbers, [&](std::size_t i) {
      return errors == nullptr ? number_text((*numbers)[i]) : measured_text(variable, *errors, i, group);
    });
  const auto& integers = std::get<std::vector<std::int64_t>>(variable.values);
  return list_of(integers, [&](std::size_t i) { return number_text(integers[i]); });
}

/// What a variable says of itself beyond what has a place of its own, such as why values are missing.
bool is_remark(const std::string& attribute) {
  constexpr std::array<std::string_view, 6> placed = {"units", "unit_description", "long_name", "symbol",
                                                      "seeds", ancillary_attribute};
  return std::find(placed.begin(), placed.end(), attribute) == placed.end();
}

std::string variable_text(const Variable& variable, const Group& group, int width) {
  const std::string dimensions = variable.dimensions.empty() || is_coordinate(group, variable)
                                     ? ""
                                     : fmt::format(" ({})", fmt::join(variable.dimensions, ", "));
  const std::string unit = unit_text(variable.attributes);
  const std::string in_unit = unit.empty() || unit == "1" ? "" : fmt::format(" [{}]", unit);
  Texts words = words_of(fmt::format("{}{}{}:", variable.name, dimensions, in_unit));
  for (std::string& value : shown_values(variable, group)) words.push_back(std::move(value));
  std::string text = wrapped(words, width, {indent, hanging});
  for (const auto& [name, value] : variable.attributes) {
    if (name == "long_name") text += wrapped(attribute_text(value), width, {hanging, hanging});
    if (is_remark(name))
      text += wrapped(fmt::format("{}: {}", name, attribute_text(value)), width, {hanging, hanging});
  }
  return text;
}

/// A name, and behind it a text in as many lines as it needs.
std::string entry_text(const std::string& name, std::size_t name_width, const std::string& text, int width) {
  const int column = indent + static_cast<int>(name_width) + indent;
  if (column > width / 2) return wrapped(fmt::format("{}: {}", name, text), width, {indent, hanging});
  std::string lines = wrapped(text, width, {column, column});
  if (lines.empty()) return fmt::format("{:{}}{}\n", "", indent, name);
  return lines.replace(indent, count_characters(name), name);
}

std::string attribute_lines(const Group& group, int width) {
  std::size_t name_width = 0;
  for (const auto& [name, value] : group.attributes)
    name_width = std::max(name_width, count_characters(name));
  std::string text;
  for (const auto& [name, value] : group.attributes)
    text += entry_text(name, name_width, attribute_text(value), width);
  return text;
}

std::string dimension_lines(const Group& group, int width) {
  std::size_t name_width = 0;
  for (const auto& [name, length] : group.dimensions)
    name_width = std::max(name_width, count_characters(name));
  std::string text;
  for (const auto& [name, length] : group.dimensions)
    text += entry_text(name, name_width, number_text(length), width);
  return text;
}

template <class Condition>
std::string variable_lines(const Group& group, int width, const Condition& is_shown) {
  std::string text;
  for (const Variable& variable : group.variables)
    if (is_shown(variable)) text += variable_text(variable, group, width);
  return text;
}

/// Rows in columns; those with a text of several lines or more than half a line, and those that columns make
/// too wide, as "first: second, third".
std::string fitted(const std::vector<TextRow>& rows, int width) {
  const auto is_long = [&](const TextRow& row) {
    return std::any_of(row.begin(), row.end(), [&](const std::string& cell) {
      return count_characters(cell) > static_cast<std::size_t>(width) / 2 || cell.find('\n') != cell.npos;
    });
  };
  std::vector<TextRow> in_columns;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(in_columns),
               [&](const TextRow& row) { return !is_long(row); });
  std::istringstream lines(aligned(in_columns, {}, indent));
  std::string text, line;
  for (const TextRow& row : rows) {
    if (!is_long(row)) std::getline(lines, line);
    if (!is_long(row) && count_characters(line) <= static_cast<std::size_t>(width)) {
      text += line + "\n";
      continue;
    }
    const Texts rest(row.begin() + 1, row.end());
    text += wrapped(fmt::format("{}{}{}", row.front(), rest.empty() ? "" : ": ", fmt::join(rest, ", ")),
                    width, {indent, hanging});
  }
  return text;
}

/// All texts along `dimension` beside each other.
std::string text_lines(const Group& group, const std::string& dimension, int width) {
  std::vector<TextRow> rows = {{}};
  std::size_t length = 0;
  for (const Variable& variable : group.variables) {
    if (!is_text_column(variable, group) || variable.dimensions.front() != dimension) continue;
    const Texts& texts = *texts_of(variable);
    length = texts.size();
    rows.resize(std::min(length, most_texts) + 1);
    rows.front().push_back(variable.name);
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) rows[i + 1].push_back(texts[i]);
  }
  return fitted(rows, width) +
         (length > most_texts ? fmt::format("{:{}}... and {} more\n", "", indent, length - most_texts) : "");
}

void add_section(std::string& text, const std::string& title, const std::string& of_group,
                 const std::string& lines) {
  if (!lines.empty()) text += fmt::format("{}{}{}\n{}", text.empty() ? "" : "\n", title, of_group, lines);
}

void add_subgroups(const Group& group, const std::string& path, int width, std::string& text) {
  for (const Group& child : group.groups) {
    const std::string child_path = path.empty() ? child.name : path + "/" + child.name;
    const std::string of_child = group_text(child, child_path, width);
    if (!of_child.empty()) text += (text.empty() ? "" : "\n") + of_child;
    add_subgroups(child, child_path, width, text);
  }
}

}  // namespace

const Variable* find_variable(const Group& group, const std::string& name) {
  const auto found = std::find_if(group.variables.begin(), group.variables.end(),
                                  [&](const Variable& variable) { return variable.name == name; });
  return found == group.variables.end() ? nullptr : &*found;
}

const Group* find_group(const Group& group, const std::string& name) {
  const auto found = std::find_if(group.groups.begin(), group.groups.end(),
                                  [&](const Group& child) { return child.name == name; });
  return found == group.groups.end() ? nullptr : &*found;
}

std::string values_text(const Values& values) {
  return std::visit([](const auto& list) { return summary_of(list); }, values);
}

std::string attribute_text(const AttributeValue& value, std::size_t most_numbers) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  if (const auto* count = std::get_if<std::int64_t>(&value)) return number_text(*count);
  Texts parts;
  const auto& numbers = std::get<std::vector<double>>(value);
  for (std::size_t i = 0; i < std::min(numbers.size(), most_numbers); ++i)
    parts.push_back(fmt::format("{}", numbers[i]));
  if (numbers.size() > most_numbers) parts.push_back(fmt::format("... ({} numbers)", numbers.size()));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string group_text(const Group& group, const std::string& path, int width) {
  const std::string of_group = path.empty() ? "" : fmt::format(" of group {}", path);
  std::string text;
  add_section(text, "Dimensions", of_group, dimension_lines(group, width));
  add_section(text, "Coordinates", of_group, variable_lines(group, width, [&](const Variable& variable) {
                return is_coordinate(group, variable);
              }));
  add_section(text, "Variables", of_group, variable_lines(group, width, [&](const Variable& variable) {
                return !is_coordinate(group, variable) && !is_error(variable, group) &&
                       !is_text_column(variable, group);
              }));
  Texts shown;
  for (const Variable& variable : group.variables) {
    if (!is_text_column(variable, group)) continue;
    const std::string& dimension = variable.dimensions.front();
    if (std::find(shown.begin(), shown.end(), dimension) != shown.end()) continue;
    shown.push_back(dimension);
    add_section(text, fmt::format("Texts along {}", dimension), of_group,
                text_lines(group, dimension, width));
  }
  add_section(text, "Attributes", of_group, attribute_lines(group, width));
  return text;
}

std::string subgroups_text(const Document& document, int width) {
  std::string text;
  add_subgroups(document, "", width, text);
  return text;
}

}  // namespace regimes::io
