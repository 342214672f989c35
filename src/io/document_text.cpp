#include "io/document_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/text_table.hpp"

namespace regimes::io {
namespace {

constexpr int indent = 2;
constexpr std::size_t most_texts = 64;  ///< rows of a table of texts

using Texts = std::vector<std::string>;

const Texts* texts_of(const Variable& variable) { return std::get_if<Texts>(&variable.values); }

/// Texts along one dimension, which are shown in full.
bool is_text_column(const Variable& variable) {
  return texts_of(variable) != nullptr && variable.dimensions.size() == 1;
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

std::string attribute_of(const Variable& variable, const std::string& name) {
  const auto found = variable.attributes.find(name);
  return found == variable.attributes.end() ? "" : attribute_text(found->second);
}

bool is_shown_in_columns(const std::string& attribute) {
  return attribute == "units" || attribute == "long_name" || attribute == "symbol";
}

void add_section(std::string& text, const std::string& title, const std::string& of_group,
                 const std::string& lines) {
  if (!lines.empty()) text += fmt::format("{}{}\n{}", title, of_group, lines);
}

std::string attribute_lines(const Group& group) {
  std::vector<TextRow> rows;
  for (const auto& [name, value] : group.attributes) rows.push_back({name, attribute_text(value)});
  return aligned(rows, {}, indent);
}

std::string dimension_lines(const Group& group) {
  std::vector<TextRow> rows;
  for (const auto& [name, length] : group.dimensions) rows.push_back({name, number_text(length)});
  return aligned(rows, {Align::left, Align::right}, indent);
}

std::string variable_lines(const Group& group) {
  std::vector<TextRow> rows;
  for (const Variable& variable : group.variables) {
    if (is_text_column(variable)) continue;
    rows.push_back({variable.name, fmt::format("({})", fmt::join(variable.dimensions, ", ")),
                    attribute_of(variable, "units"), values_text(variable.values),
                    attribute_of(variable, "long_name")});
  }
  return aligned(rows, {}, indent);
}

/// What variables say of themselves beyond their columns, such as why values are missing.
std::string remark_lines(const Group& group) {
  std::string text;
  for (const Variable& variable : group.variables)
    for (const auto& [name, value] : variable.attributes)
      if (!is_shown_in_columns(name))
        text += fmt::format("{:{}}{}, {}: {}\n", "", indent, variable.name, name, attribute_text(value));
  return text;
}

/// All texts along `dimension` beside each other.
std::string text_lines(const Group& group, const std::string& dimension) {
  std::vector<TextRow> rows = {{}};
  std::size_t length = 0;
  for (const Variable& variable : group.variables) {
    if (!is_text_column(variable) || variable.dimensions.front() != dimension) continue;
    const Texts& texts = *texts_of(variable);
    length = texts.size();
    rows.resize(std::min(length, most_texts) + 1);
    rows.front().push_back(variable.name);
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) rows[i + 1].push_back(texts[i]);
  }
  return aligned(rows, {}, indent) +
         (length > most_texts ? fmt::format("{:{}}... and {} more\n", "", indent, length - most_texts) : "");
}

std::string group_text(const Group& group, const std::string& path) {
  const std::string of_group = path.empty() ? "" : fmt::format(" of group {}", path);
  std::string text;
  add_section(text, "Attributes", of_group, attribute_lines(group));
  add_section(text, "Dimensions", of_group, dimension_lines(group));
  add_section(text, "Variables", of_group, variable_lines(group));
  add_section(text, "Remarks", of_group, remark_lines(group));
  Texts shown;
  for (const Variable& variable : group.variables) {
    if (!is_text_column(variable)) continue;
    const std::string& dimension = variable.dimensions.front();
    if (std::find(shown.begin(), shown.end(), dimension) != shown.end()) continue;
    shown.push_back(dimension);
    add_section(text, fmt::format("Texts along {}", dimension), of_group, text_lines(group, dimension));
  }
  for (const Group& child : group.groups)
    text += fmt::format("\n{}", group_text(child, path.empty() ? child.name : path + "/" + child.name));
  return text;
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

std::string document_text(const Document& document) { return group_text(document, ""); }

}  // namespace regimes::io
