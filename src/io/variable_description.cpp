#include "io/variable_description.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "io/document_text.hpp"

namespace regimes::io {
namespace {

constexpr const char* units_attribute = "units";
constexpr const char* description_attribute = "unit_description";
constexpr const char* no_unit = "1";
constexpr std::array<std::string_view, 3> words_of_udunits = {no_unit, "s", "byte"};

std::string text_of(const Attributes& attributes, const char* name) {
  const auto found = attributes.find(name);
  const auto* text = found == attributes.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text ? *text : "";
}

}  // namespace

Attributes unit_attributes(const std::string& unit) {
  if (std::find(words_of_udunits.begin(), words_of_udunits.end(), unit) != words_of_udunits.end())
    return {{units_attribute, unit}};
  return {{units_attribute, std::string(no_unit)}, {description_attribute, unit}};
}

std::string unit_text(const Attributes& attributes) {
  const std::string words = text_of(attributes, description_attribute);
  return words.empty() ? text_of(attributes, units_attribute) : words;
}

const std::vector<double>* errors_of(const Variable& variable, const Group& group) {
  return beside(variable, error_ending, group);
}

const std::vector<double>* beside(const Variable& variable, const char* ending, const Group& group) {
  const Variable* errors = find_variable(group, variable.name + ending);
  if (errors == nullptr || errors->dimensions != variable.dimensions) return nullptr;
  const auto* values = std::get_if<std::vector<double>>(&errors->values);
  const auto* numbers = std::get_if<std::vector<double>>(&variable.values);
  return numbers != nullptr && values != nullptr && values->size() == numbers->size() ? values : nullptr;
}

bool is_error(const Variable& variable, const Group& group) {
  for (const std::string_view ending :
       {error_ending, low_ending, high_ending, grid_error_ending, pairs_gain_ending, controls_gain_ending})
    if (variable.name.ends_with(ending) &&
        find_variable(group, variable.name.substr(0, variable.name.size() - ending.size())) != nullptr)
      return true;
  return false;
}

}  // namespace regimes::io
