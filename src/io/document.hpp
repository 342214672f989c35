#pragma once
/// A result file as plain values: groups of labelled arrays, in the data model of netCDF and xarray.
/// Experiments build a Document; write_document() (result_file.hpp) puts it on disk.
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace regimes::io {

using AttributeValue = std::variant<std::string, double, std::int64_t, std::vector<double>>;
using Attributes = std::map<std::string, AttributeValue>;
using Values = std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>>;

/// An array over named dimensions (row-major; none: a scalar). A variable named like its only dimension is
/// that dimension's coordinate. Attributes hold units, long_name and symbol.
struct Variable {
  std::string name;
  std::vector<std::string> dimensions;
  Values values;
  Attributes attributes;
};

/// The length of a dimension is declared once, in the group that introduces it; subgroups see it too.
struct Group {
  std::string name;
  std::map<std::string, std::int64_t> dimensions;
  std::vector<Variable> variables;
  std::vector<Group> groups;
  Attributes attributes;
};

using Document = Group;  ///< the root group, with an empty name

}  // namespace regimes::io
