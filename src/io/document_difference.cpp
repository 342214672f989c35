#include "io/document_difference.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <type_traits>

#include "base/text_table.hpp"
#include "io/document_text.hpp"
#include "io/result_state.hpp"
#include "io/variable_description.hpp"

namespace regimes::io {
namespace {

constexpr const char* provenance_name = "provenance";
constexpr const char* absent = "-";

/// Groups around a value, innermost last.
using Path = std::vector<const Group*>;

/// "points = 1000, time = 0.38" for a position in a variable; where a dimension has no coordinate, its index.
std::string place_of(const Variable& variable, std::size_t position, const Path& path) {
  std::vector<std::string> parts;
  for (auto name = variable.dimensions.rbegin(); name != variable.dimensions.rend(); ++name) {
    std::int64_t length = 1;
    const Variable* coordinate = nullptr;
    for (const Group* group : path) {
      const auto found = group->dimensions.find(*name);
      if (found == group->dimensions.end()) continue;
      length = found->second;
      coordinate = find_variable(*group, *name);
    }
    const std::size_t index = position % static_cast<std::size_t>(length);
    position /= static_cast<std::size_t>(length);
    std::string value = fmt::format("{}", index);
    if (coordinate != nullptr)
      value = std::visit([&](const auto& values) { return fmt::format("{}", values[index]); },
                         coordinate->values);
    parts.insert(parts.begin(), fmt::format("{} {} {}", *name, coordinate ? "=" : "index", value));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// How two lists of values differ: how many do, and which two most.
struct ListDifference {
  std::size_t count = 0;
  std::size_t worst = 0;
  double worst_size = -1;  ///< in units of the caller

  void add(std::size_t position, double size) {
    ++count;
    if (size <= worst_size) return;
    worst = position;
    worst_size = size;
  }
};

template <class Value>
ListDifference compare_exactly(const std::vector<Value>& first, const std::vector<Value>& second) {
  ListDifference found;
  for (std::size_t i = 0; i < first.size(); ++i)
    if (first[i] != second[i]) found.add(i, 0);
  return found;
}

/// Errors are empty where there are none. Sizes are in combined standard errors, or infinite without them.
struct NumberLists {
  const std::vector<double>&first, &second;
  const std::vector<double>*first_error, *second_error;
};

bool differ(double first, double second) {
  return std::isnan(first) != std::isnan(second) || (!std::isnan(first) && first != second);
}

ListDifference compare_numbers(const NumberLists& lists, const Tolerance& tolerance) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  ListDifference found;
  for (std::size_t i = 0; i < lists.first.size(); ++i) {
    const double first = lists.first[i], second = lists.second[i];
    if (!differ(first, second)) continue;
    const double distance = std::abs(first - second);
    const bool is_rounding = distance <= tolerance.relative * std::max(std::abs(first), std::abs(second));
    if (!tolerance.exact && is_rounding) continue;
    double errors = infinity;
    if (lists.first_error != nullptr) {
      const double combined = std::hypot((*lists.first_error)[i], (*lists.second_error)[i]);
      if (combined > 0 && std::isfinite(distance)) errors = distance / combined;
    }
    if (tolerance.exact || errors > tolerance.standard_errors) found.add(i, errors);
  }
  return found;
}

class Comparison {
 public:
  explicit Comparison(const Tolerance& tolerance) : tolerance_(tolerance) {}

  std::vector<Difference> take() { return std::move(found_); }

  void compare_groups(const Group& first, const Group& second, const std::string& path) {
    first_path_.push_back(&first);
    compare_attributes(first.attributes, second.attributes, path, DifferenceKind::attribute);
    compare_dimensions(first, second, path);
    for (const Variable& variable : first.variables) {
      const Variable* other = find_variable(second, variable.name);
      if (other == nullptr)
        add(DifferenceKind::structure, path + variable.name, "variable", absent);
      else if (tolerance_.exact || !is_error(variable, first))
        compare_variables(variable, *other, first, second, path);
    }
    for (const Variable& variable : second.variables)
      if (find_variable(first, variable.name) == nullptr)
        add(DifferenceKind::structure, path + variable.name, absent, "variable");
    for (const Group& group : first.groups) {
      const Group* other = find_group(second, group.name);
      if (other == nullptr)
        add(DifferenceKind::structure, path + group.name, "group", absent);
      else if (path.empty() && group.name == provenance_name)
        compare_provenance(group, *other);
      else if (tolerance_.exact || !path.empty() || group.name != state_group_name)
        compare_groups(group, *other, path + group.name + "/");
    }
    for (const Group& group : second.groups)
      if (find_group(first, group.name) == nullptr)
        add(DifferenceKind::structure, path + group.name, absent, "group");
    first_path_.pop_back();
  }

 private:
  using Texts = std::map<std::string, std::string>;

  void add(DifferenceKind kind, std::string where, std::string first, std::string second,
           std::string note = {}) {
    found_.push_back({kind, std::move(where), std::move(first), std::move(second), std::move(note)});
  }

  void compare_texts(const Texts& first, const Texts& second, DifferenceKind kind) {
    for (const auto& [name, text] : first) {
      const auto other = second.find(name);
      if (other == second.end())
        add(kind, name, text, absent);
      else if (other->second != text)
        add(kind, name, text, other->second);
    }
    for (const auto& [name, text] : second)
      if (first.count(name) == 0) add(kind, name, absent, text);
  }

  void compare_attributes(const Attributes& first, const Attributes& second, const std::string& path,
                          DifferenceKind kind) {
    const auto texts = [&](const Attributes& attributes) {
      Texts all;
      for (const auto& [name, value] : attributes)
        all[path + name] = attribute_text(value, std::numeric_limits<std::size_t>::max());
      return all;
    };
    compare_texts(texts(first), texts(second), kind);
  }

  void compare_dimensions(const Group& first, const Group& second, const std::string& path) {
    const auto lengths = [&](const Group& group) {
      Texts all;
      for (const auto& [name, length] : group.dimensions)
        all[fmt::format("dimension {}{}", path, name)] = fmt::format("{}", length);
      return all;
    };
    compare_texts(lengths(first), lengths(second), DifferenceKind::structure);
  }

  /// Options by name; all attributes; the hosts of the ranks.
  void compare_provenance(const Group& first, const Group& second) {
    compare_texts(options_of(first), options_of(second), DifferenceKind::option);
    compare_attributes(first.attributes, second.attributes, "", DifferenceKind::provenance);
    compare_texts(hosts_of(first), hosts_of(second), DifferenceKind::provenance);
  }

  static const std::vector<std::string>* texts_of(const Group& group, const std::string& name) {
    const Variable* variable = find_variable(group, name);
    return variable == nullptr ? nullptr : std::get_if<std::vector<std::string>>(&variable->values);
  }
  static Texts options_of(const Group& provenance) {
    Texts options;
    const auto* names = texts_of(provenance, "name");
    const auto* values = texts_of(provenance, "value");
    if (names == nullptr || values == nullptr) return options;
    for (std::size_t i = 0; i < std::min(names->size(), values->size()); ++i)
      options[(*names)[i]] = (*values)[i];
    return options;
  }
  static Texts hosts_of(const Group& provenance) {
    const auto* hosts = texts_of(provenance, "host");
    return hosts == nullptr ? Texts() : Texts{{"hosts", fmt::format("{}", fmt::join(*hosts, " "))}};
  }

  void compare_variables(const Variable& first, const Variable& second, const Group& first_group,
                         const Group& second_group, const std::string& path) {
    const std::string where = path + first.name;
    compare_attributes(first.attributes, second.attributes, where + ", ", DifferenceKind::attribute);
    if (first.dimensions != second.dimensions) {
      const auto shape = [](const Variable& variable) {
        return fmt::format("over ({})", fmt::join(variable.dimensions, ", "));
      };
      add(DifferenceKind::structure, where, shape(first), shape(second));
      return;
    }
    if (first.values.index() != second.values.index()) {
      static constexpr const char* types[] = {"real numbers", "integers", "texts"};
      add(DifferenceKind::structure, where, types[first.values.index()], types[second.values.index()]);
      return;
    }
    std::visit(
        [&](const auto& values) {
          using List = std::decay_t<decltype(values)>;
          const auto& others = std::get<List>(second.values);
          if (values.size() != others.size()) return;  // said of the dimension
          compare_lists(where, values, others, first, errors_of(first, first_group),
                        errors_of(second, second_group));
        },
        first.values);
  }

  template <class Value>
  void compare_lists(const std::string& where, const std::vector<Value>& first,
                     const std::vector<Value>& second, const Variable& variable,
                     const std::vector<double>* first_error, const std::vector<double>* second_error) {
    const bool has_errors = first_error != nullptr && second_error != nullptr;
    ListDifference found;
    if constexpr (std::is_same_v<Value, double>)
      found = compare_numbers(
          {first, second, has_errors ? first_error : nullptr, has_errors ? second_error : nullptr},
          tolerance_);
    else
      found = compare_exactly(first, second);
    if (found.count == 0) return;
    const auto text = [&](const std::vector<Value>& values, const std::vector<double>* errors) {
      if constexpr (std::is_same_v<Value, double>)
        if (has_errors) return with_error(values[found.worst], (*errors)[found.worst]);
      return fmt::format("{}", values[found.worst]);
    };
    std::string note = fmt::format("{} of {} differ", found.count, first.size());
    if (first.size() > 1)
      note += fmt::format(", {} at {}", found.count > 1 ? "most" : "this",
                          place_of(variable, found.worst, first_path_));
    if (has_errors && std::isfinite(found.worst_size))
      note += fmt::format(", by {:.3g} standard errors", found.worst_size);
    add(DifferenceKind::value, where, text(first, first_error), text(second, second_error), note);
  }

  Tolerance tolerance_;
  Path first_path_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(const Document& first, const Document& second,
                                    const Tolerance& tolerance) {
  Comparison comparison(tolerance);
  comparison.compare_groups(first, second, "");
  return comparison.take();
}

}  // namespace regimes::io
