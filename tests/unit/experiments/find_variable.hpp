#pragma once
/// Look-up in documents, for tests.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "io/document.hpp"

namespace regimes::experiments {

inline const io::Variable* find_variable(const io::Group& group, const std::string& name) {
  const auto found = std::find_if(group.variables.begin(), group.variables.end(),
                                  [&](const io::Variable& variable) { return variable.name == name; });
  return found == group.variables.end() ? nullptr : &*found;
}

inline const io::Variable& variable(const io::Group& group, const std::string& name) {
  const io::Variable* found = find_variable(group, name);
  if (!found) throw std::out_of_range("no variable " + name + " in group '" + group.name + "'");
  return *found;
}

inline const std::vector<double>& doubles(const io::Group& group, const std::string& name) {
  return std::get<std::vector<double>>(variable(group, name).values);
}

inline const std::vector<std::int64_t>& integers(const io::Group& group, const std::string& name) {
  return std::get<std::vector<std::int64_t>>(variable(group, name).values);
}

}  // namespace regimes::experiments
