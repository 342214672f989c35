#pragma once
/// The rules a Document must keep to become a netCDF-like file.
#include <map>
#include <string>

#include "io/document.hpp"

namespace regimes::io {

/// Dimensions that a group's variables may use: those it declares and those of the groups around it (the
/// innermost wins).
using VisibleDimensions = std::map<std::string, std::int64_t>;

/// The dimensions visible in `group`, given those visible in its parent.
VisibleDimensions visible_dimensions(const Group& group, VisibleDimensions of_parent);

/// True of a variable that is the coordinate of a dimension which its own group declares.
bool is_coordinate(const Group& group, const Variable& variable);

/// True of the attribute names by which HDF5's dimension scales and netCDF keep their books.
bool is_reserved_attribute(const std::string& name);

/// Number of values of a variable, of whatever type.
std::size_t count_values(const Values& values);

/// Throws ContractError, naming the group and the variable, where a name is empty, repeated or not allowed in
/// a file, a dimension is unknown or negative, the number of values is not the product of the dimensions, a
/// variable has the name of a dimension of its group without being its coordinate, or a text contains a NUL
/// (HDF5's texts end there).
void check_document(const Document& document);

}  // namespace regimes::io
