#include "experiments/run/document_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace regimes::experiments {
namespace {

template <class List>
auto* find_named(List& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& entry) { return entry.name == name; });
  return found == list.end() ? nullptr : &*found;
}

std::string place(const io::Group& group, const std::string& name) {
  return group.name.empty() ? fmt::format("'{}'", name) : fmt::format("'{}/{}'", group.name, name);
}

template <class Value>
const std::vector<Value>& values_of(const io::Group& group, const std::string& name) {
  const io::Variable* variable = try_variable(group, name);
  if (!variable) throw DataError(fmt::format("it has no variable {}", place(group, name)));
  const auto* values = std::get_if<std::vector<Value>>(&variable->values);
  if (!values) throw DataError(fmt::format("variable {} has values of another type", place(group, name)));
  return *values;
}

template <class Value>
const std::vector<Value>& counted_values(const io::Group& group, const std::string& name, std::size_t count) {
  const auto& values = values_of<Value>(group, name);
  if (values.size() != count)
    throw DataError(
        fmt::format("variable {} has {} values and not {}", place(group, name), values.size(), count));
  return values;
}

template <class Value>
const Value& attribute_of(const io::Group& group, const std::string& name) {
  const auto found = group.attributes.find(name);
  const auto* value = found == group.attributes.end() ? nullptr : std::get_if<Value>(&found->second);
  if (!value) throw DataError(fmt::format("it has no attribute {}", place(group, name)));
  return *value;
}

}  // namespace

const io::Group* try_group(const io::Group& parent, const std::string& name) {
  return find_named(parent.groups, name);
}

const io::Group& group_of(const io::Group& parent, const std::string& name) {
  const io::Group* group = try_group(parent, name);
  if (!group) throw DataError(fmt::format("it has no group {}", place(parent, name)));
  return *group;
}

const io::Variable* try_variable(const io::Group& group, const std::string& name) {
  return find_named(group.variables, name);
}

const std::vector<double>& reals_of(const io::Group& group, const std::string& name, std::size_t count) {
  return counted_values<double>(group, name, count);
}
const std::vector<std::int64_t>& integers_of(const io::Group& group, const std::string& name,
                                             std::size_t count) {
  return counted_values<std::int64_t>(group, name, count);
}
const std::vector<double>& reals_of(const io::Group& group, const std::string& name) {
  return values_of<double>(group, name);
}
const std::vector<std::int64_t>& integers_of(const io::Group& group, const std::string& name) {
  return values_of<std::int64_t>(group, name);
}
const std::vector<std::string>& texts_of(const io::Group& group, const std::string& name) {
  return values_of<std::string>(group, name);
}

void require_data(bool holds, const std::string& what) {
  if (!holds) throw DataError(what);
}

void require_in(RealRange range, std::span<const double> values, const std::string& name) {
  for (const double value : values)
    if (!(range.lowest <= value && value <= range.highest))
      throw DataError(fmt::format("'{}' has the value {}, which is not in [{}, {}]", name, value,
                                  range.lowest, range.highest));
}

void require_finite(const std::vector<double>& values, const std::string& name) {
  for (const double value : values)
    if (!std::isfinite(value))
      throw DataError(fmt::format("'{}' has the value {}, which is not finite", name, value));
}

void require_within(const std::vector<std::int64_t>& values, std::int64_t first, std::int64_t end,
                    const std::string& name) {
  for (const std::int64_t value : values)
    if (value < first || value >= end)
      throw DataError(
          fmt::format("'{}' has the value {}, which is not in [{}, {})", name, value, first, end));
}

std::int64_t integer_attribute(const io::Group& group, const std::string& name) {
  return attribute_of<std::int64_t>(group, name);
}
double real_attribute(const io::Group& group, const std::string& name) {
  return attribute_of<double>(group, name);
}
std::string text_attribute(const io::Group& group, const std::string& name) {
  return attribute_of<std::string>(group, name);
}

}  // namespace regimes::experiments
