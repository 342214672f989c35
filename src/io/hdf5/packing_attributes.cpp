#include "io/hdf5/packing_attributes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>

namespace regimes::io::hdf5 {
namespace {

constexpr hsize_t most_values = 64;       ///< of an attribute: lists of missing values are short
constexpr std::size_t longest_word = 16;  ///< of an attribute that says true or false

std::optional<Handle> attribute_of(hid_t object, const char* name) {
  if (H5Aexists(object, name) <= 0) return {};
  return Handle(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, fmt::format("read the attribute '{}'", name));
}

/// The numbers of an attribute; none where there is no such one.
std::vector<double> numbers_of(const Handle& dataset, const char* name) {
  const auto attribute = attribute_of(dataset.id(), name);
  if (!attribute) return {};
  const Handle type(H5Aget_type(attribute->id()), H5Tclose, fmt::format("read the attribute '{}'", name));
  const H5T_class_t kind = number_class(type);
  if (kind != H5T_INTEGER && kind != H5T_FLOAT)
    throw Failure(fmt::format("its attribute '{}' is not a number", name));
  const Handle space(H5Aget_space(attribute->id()), H5Sclose, fmt::format("read the attribute '{}'", name));
  const hssize_t count = H5Sget_simple_extent_npoints(space.id());
  if (count < 1 || static_cast<hsize_t>(count) > most_values)
    throw Failure(fmt::format("its attribute '{}' has {} numbers", name, count));
  std::vector<double> values(static_cast<std::size_t>(count));
  check(H5Aread(attribute->id(), H5T_NATIVE_DOUBLE, values.data()),
        fmt::format("cannot read the attribute '{}'", name));
  return values;
}

double number_of(const Handle& dataset, const char* name, double otherwise) {
  const std::vector<double> values = numbers_of(dataset, name);
  if (values.empty()) return otherwise;
  if (values.size() > 1 || !std::isfinite(values[0]))
    throw Failure(fmt::format("its attribute '{}' is not one finite number", name));
  return values[0];
}

/// Whether an attribute is the word "true".
bool says_true(const Handle& dataset, const char* name) {
  const auto attribute = attribute_of(dataset.id(), name);
  if (!attribute) return false;
  const Handle type(H5Aget_type(attribute->id()), H5Tclose, fmt::format("read the attribute '{}'", name));
  const Handle space(H5Aget_space(attribute->id()), H5Sclose, fmt::format("read the attribute '{}'", name));
  if (H5Tget_class(type.id()) != H5T_STRING || H5Sget_simple_extent_npoints(space.id()) != 1) return false;
  std::string word;
  if (H5Tis_variable_str(type.id()) > 0) {
    char* text = nullptr;
    check(H5Aread(attribute->id(), type.id(), &text), fmt::format("cannot read the attribute '{}'", name));
    if (text != nullptr) word.assign(text, strnlen(text, longest_word));
    H5free_memory(text);
  } else if (H5Tget_size(type.id()) <= longest_word) {
    std::array<char, longest_word> text{};
    check(H5Aread(attribute->id(), type.id(), text.data()),
          fmt::format("cannot read the attribute '{}'", name));
    word.assign(text.data(), strnlen(text.data(), longest_word));
  }
  return word == "true" || word == "True";
}

/// What netCDF fills variables with that name no _FillValue, but for those of bytes (netcdf.h).
bool is_default_fill(double value) {
  static const std::array<double, 7> fills = {
      -32767., -2147483647., -9223372036854775806., 65535., 4294967295., 18446744073709551614., 0x1.ep+122};
  return std::find(fills.begin(), fills.end(), value) != fills.end();
}

/// The number of what was never written, in a file that netCDF has made.
std::optional<double> never_written(const Handle& dataset, hsize_t value_bytes) {
  const Handle file(H5Iget_file_id(dataset.id()), H5Fclose, "read its file");
  if (value_bytes < 2 || H5Aexists(file.id(), "_NCProperties") <= 0) return {};
  const Handle properties(H5Dget_create_plist(dataset.id()), H5Pclose, "read its layout");
  H5D_fill_value_t kind = H5D_FILL_VALUE_UNDEFINED;
  double value = 0;
  if (H5Pfill_value_defined(properties.id(), &kind) < 0 || kind != H5D_FILL_VALUE_USER_DEFINED) return {};
  check(H5Pget_fill_value(properties.id(), H5T_NATIVE_DOUBLE, &value), "cannot read its fill value");
  return is_default_fill(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

H5T_class_t number_class(const Handle& type) {
  const H5T_class_t kind = H5Tget_class(type.id());
  if (kind != H5T_ENUM) return kind;
  const Handle base(H5Tget_super(type.id()), H5Tclose, "read its type");
  return H5Tget_class(base.id());
}

PackedValues packing_of(const Handle& dataset, const Handle& type) {
  PackedValues packing;
  packing.scale_factor = number_of(dataset, "scale_factor", 1);
  packing.add_offset = number_of(dataset, "add_offset", 0);
  packing.missing = numbers_of(dataset, "_FillValue");
  const hsize_t value_bytes = H5Tget_size(type.id());
  if (packing.missing.empty())
    if (const auto filled = never_written(dataset, value_bytes)) packing.missing.push_back(*filled);
  const std::vector<double> more = numbers_of(dataset, "missing_value");
  packing.missing.insert(packing.missing.end(), more.begin(), more.end());
  const bool is_signed = H5Tget_class(type.id()) == H5T_INTEGER && H5Tget_sign(type.id()) == H5T_SGN_2;
  constexpr int bits_per_byte = 8;
  if (is_signed && says_true(dataset, "_Unsigned"))
    packing.wrap = std::ldexp(1., bits_per_byte * static_cast<int>(value_bytes));
  return packing;
}

}  // namespace regimes::io::hdf5
