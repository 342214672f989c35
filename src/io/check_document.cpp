#include "io/check_document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "base/error.hpp"

namespace regimes::io {
namespace {

constexpr std::array<std::string_view, 8> reserved_attributes = {
    "CLASS",         "NAME",          "DIMENSION_LIST",      "REFERENCE_LIST",
    "_Netcdf4Dimid", "_NCProperties", "_Netcdf4Coordinates", "_nc3_strict"};

[[noreturn]] void break_contract(const std::string& where, const std::string& what) {
  throw ContractError(fmt::format("result document, {}: {}", where, what));
}

bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

void check_name(const std::string& where, const std::string& name) {
  if (name.empty() || name == "." || name == ".." || has_nul(name) || name.find('/') != std::string::npos)
    break_contract(where, fmt::format("'{}' cannot be a name in a file", name));
}

void check_attributes(const std::string& where, const Attributes& attributes) {
  for (const auto& [name, value] : attributes) {
    check_name(where, name);
    if (is_reserved_attribute(name)) break_contract(where, fmt::format("attribute '{}' is reserved", name));
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && has_nul(*text))
      break_contract(where, fmt::format("attribute '{}' contains a NUL character", name));
  }
}

/// Product of the extents, or nothing if a dimension is unknown or the product overflows.
std::int64_t product_of(const std::string& where, const Variable& variable,
                        const VisibleDimensions& visible) {
  std::int64_t product = 1;
  for (const std::string& dimension : variable.dimensions) {
    const auto found = visible.find(dimension);
    if (found == visible.end())
      break_contract(where, fmt::format("dimension '{}' is not declared", dimension));
    if (__builtin_mul_overflow(product, found->second, &product))
      break_contract(where, "the product of its dimensions overflows");
  }
  return product;
}

void check_variable(const std::string& where, const Group& group, const Variable& variable,
                    const VisibleDimensions& visible) {
  const std::int64_t expected = product_of(where, variable, visible);
  const std::size_t found = count_values(variable.values);
  if (found != static_cast<std::size_t>(expected))
    break_contract(where, fmt::format("{} values for dimensions ({}), which hold {}", found,
                                      fmt::join(variable.dimensions, ", "), expected));
  if (group.dimensions.count(variable.name) != 0 && !is_coordinate(group, variable))
    break_contract(where, "it has the name of a dimension but is not its coordinate");
  const auto* texts = std::get_if<std::vector<std::string>>(&variable.values);
  if (texts != nullptr && std::any_of(texts->begin(), texts->end(), has_nul))
    break_contract(where, "a text contains a NUL character");
  check_attributes(where, variable.attributes);
}

void check_group(const std::string& path, const Group& group, const VisibleDimensions& of_parent) {
  const VisibleDimensions visible = visible_dimensions(group, of_parent);
  std::set<std::string> names, coordinates;
  for (const auto& [name, length] : group.dimensions) {
    check_name("group " + path, name);
    if (length < 0)
      break_contract("group " + path, fmt::format("dimension '{}' has length {}", name, length));
    names.insert(name);
  }
  const auto claim_name = [&](const std::string& name) {
    check_name("group " + path, name);
    if (!names.insert(name).second) break_contract("group " + path, fmt::format("'{}' appears twice", name));
  };
  for (const Variable& variable : group.variables) {
    check_variable(fmt::format("variable {}{}", path, variable.name), group, variable, visible);
    const bool first_coordinate = is_coordinate(group, variable) && coordinates.insert(variable.name).second;
    if (first_coordinate) continue;  // it takes the place of its dimension
    claim_name(variable.name);
  }
  check_attributes("group " + path, group.attributes);
  for (const Group& child : group.groups) {
    claim_name(child.name);
    check_group(path + child.name + "/", child, visible);
  }
}

}  // namespace

VisibleDimensions visible_dimensions(const Group& group, VisibleDimensions of_parent) {
  for (const auto& [name, length] : group.dimensions) of_parent[name] = length;
  return of_parent;
}

bool is_coordinate(const Group& group, const Variable& variable) {
  return group.dimensions.count(variable.name) != 0 && variable.dimensions.size() == 1 &&
         variable.dimensions[0] == variable.name;
}

bool is_reserved_attribute(const std::string& name) {
  return std::find(reserved_attributes.begin(), reserved_attributes.end(), name) != reserved_attributes.end();
}

std::size_t count_values(const Values& values) {
  return std::visit([](const auto& list) { return list.size(); }, values);
}

void check_document(const Document& document) { check_group("/", document, {}); }

}  // namespace regimes::io
