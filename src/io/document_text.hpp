#pragma once
/// What a document holds, for people.
#include <cstddef>
#include <string>

#include "io/document.hpp"

namespace regimes::io {

/// The member of that name of this group itself; null where there is none.
const Variable* find_variable(const Group& group, const std::string& name);
const Group* find_group(const Group& group, const std::string& name);

/// "0.0685 to 1.57, 12 of 480 NaN", "10 to 1000000", "7", "5 texts": what values there are, in a few words.
std::string values_text(const Values& values);

inline constexpr std::size_t numbers_shown = 12;  ///< of a row in an attribute

/// The whole of a text or number, every digit of it; the first of a row of numbers.
std::string attribute_text(const AttributeValue& value, std::size_t most_numbers = numbers_shown);

/// Dimensions, coordinates, variables, texts and attributes of a group itself, in lines of at most `width`
/// characters. A variable has its dimensions, its unit in words, its values with their errors (of many, the
/// range), its long_name, and what else it says of itself. Texts along one dimension are the columns of a
/// table, of its first rows. `path` names the group in titles; empty for the root.
std::string group_text(const Group& group, const std::string& path, int width);

/// Lines for every group of the document but the root, each with its path, as group_text() has them.
std::string subgroups_text(const Document& document, int width);

}  // namespace regimes::io
