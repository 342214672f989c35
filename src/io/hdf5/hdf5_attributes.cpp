#include "io/hdf5/hdf5_attributes.hpp"

#include <fmt/format.h>

#include "io/check_document.hpp"

namespace regimes::io::hdf5 {
namespace {

void write_values(hid_t object, const std::string& name, const Handle& space, hid_t file_type,
                  hid_t memory_type, const void* values) {
  const Handle names = make_name_properties(H5P_ATTRIBUTE_CREATE);
  const Handle attribute(H5Acreate2(object, name.c_str(), file_type, space.id(), names.id(), H5P_DEFAULT),
                         H5Aclose, fmt::format("create the attribute '{}'", name));
  if (values != nullptr)
    check(H5Awrite(attribute.id(), memory_type, values),
          fmt::format("cannot write the attribute '{}'", name));
}

struct AttributeWriter {
  hid_t object;
  const std::string& name;

  void operator()(const std::string& text) const {
    const Handle type = make_string_type();
    const char* characters = text.c_str();
    write_values(object, name, make_space({}), type.id(), type.id(), &characters);
  }
  void operator()(double value) const {
    write_values(object, name, make_space({}), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
  }
  void operator()(std::int64_t value) const {
    write_values(object, name, make_space({}), H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
  }
  void operator()(const std::vector<double>& values) const {
    write_values(object, name, make_space({values.size()}), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                 values.empty() ? nullptr : values.data());
  }
};

std::string read_text(const Handle& attribute, const std::string& name) {
  const Handle type = make_string_type();
  char* characters = nullptr;
  check(H5Aread(attribute.id(), type.id(), &characters), fmt::format("cannot read the attribute '{}'", name));
  const std::string text = characters == nullptr ? "" : characters;
  H5free_memory(characters);
  return text;
}

template <class T>
T read_scalar(const Handle& attribute, const std::string& name, hid_t memory_type) {
  T value{};
  check(H5Aread(attribute.id(), memory_type, &value), fmt::format("cannot read the attribute '{}'", name));
  return value;
}

std::vector<double> read_array(const Handle& attribute, const std::string& name, hsize_t count,
                               hsize_t most_bytes) {
  if (count > most_bytes / sizeof(double))
    throw Failure(
        fmt::format("the attribute '{}' claims {} values, more than the file can hold", name, count));
  std::vector<double> values(count);
  if (count > 0)
    check(H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, values.data()),
          fmt::format("cannot read the attribute '{}'", name));
  return values;
}

AttributeValue read_value(const Handle& attribute, const std::string& name, hsize_t most_bytes) {
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, fmt::format("read the attribute '{}'", name));
  const Handle space(H5Aget_space(attribute.id()), H5Sclose, fmt::format("read the attribute '{}'", name));
  const std::vector<hsize_t> shape = shape_of(space);
  const bool is_text = H5Tis_variable_str(type.id()) > 0;
  const bool is_real = H5Tequal(type.id(), H5T_IEEE_F64LE) > 0;
  const bool is_integer = H5Tequal(type.id(), H5T_STD_I64LE) > 0;
  if (shape.empty() && is_text) return read_text(attribute, name);
  if (shape.empty() && is_real) return read_scalar<double>(attribute, name, H5T_NATIVE_DOUBLE);
  if (shape.empty() && is_integer) return read_scalar<std::int64_t>(attribute, name, H5T_NATIVE_INT64);
  if (shape.size() == 1 && is_real) return read_array(attribute, name, shape[0], most_bytes);
  throw Failure(
      fmt::format("the attribute '{}' is none of text, double, 64-bit integer, row of doubles", name));
}

/// The name of an attribute, bounded: a damaged file may claim anything.
std::string name_of(const Handle& attribute) {
  constexpr ssize_t longest = 1 << 16;
  const ssize_t length = H5Aget_name(attribute.id(), 0, nullptr);
  if (length <= 0 || length > longest) fail("an attribute has no usable name");
  std::string name(static_cast<std::size_t>(length), '\0');
  H5Aget_name(attribute.id(), name.size() + 1, name.data());
  return name;
}

}  // namespace

void write_attributes(hid_t object, const Attributes& attributes) {
  for (const auto& [name, value] : attributes) std::visit(AttributeWriter{object, name}, value);
}

Attributes read_attributes(hid_t object, hsize_t most_bytes) {
  const int count = H5Aget_num_attrs(object);
  if (count < 0) fail("cannot count attributes");
  Attributes attributes;
  for (hsize_t i = 0; i < static_cast<hsize_t>(count); ++i) {
    const Handle attribute(
        H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
        "open an attribute");
    const std::string name = name_of(attribute);
    if (!is_reserved_attribute(name)) attributes[name] = read_value(attribute, name, most_bytes);
  }
  return attributes;
}

}  // namespace regimes::io::hdf5
