#include "io/hdf5/hdf5_handle.hpp"

#include <fmt/format.h>

namespace regimes::io::hdf5 {
namespace {

/// H5Ewalk2 upwards starts at the innermost entry; a positive return stops there.
herr_t take_innermost(unsigned, const H5E_error2_t* entry, void* description) {
  if (entry->desc != nullptr) *static_cast<std::string*>(description) = entry->desc;
  return 1;
}

std::recursive_mutex& one_user() {
  static std::recursive_mutex mutex;
  return mutex;
}

}  // namespace

QuietErrors::QuietErrors() : lock_(one_user()) {
  H5Eget_auto2(H5E_DEFAULT, &printer_, &printer_data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietErrors::~QuietErrors() { H5Eset_auto2(H5E_DEFAULT, printer_, printer_data_); }

void fail(const std::string& what) {
  std::string description;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_innermost, &description);
  H5Eclear2(H5E_DEFAULT);
  throw Failure(description.empty() ? what : fmt::format("{}: HDF5 says '{}'", what, description));
}

Handle make_space(const std::vector<hsize_t>& shape) {
  if (shape.empty()) return Handle(H5Screate(H5S_SCALAR), H5Sclose, "create a scalar data space");
  return Handle(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose,
                "create a data space");
}

Handle make_string_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "create a string type");
  check(H5Tset_size(type.id(), H5T_VARIABLE), "cannot create a string type");
  check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "cannot create a string type");
  return type;
}

Handle make_properties(hid_t property_class) {
  return Handle(H5Pcreate(property_class), H5Pclose, "create a property list");
}

Handle make_access_properties() {
  Handle access = make_properties(H5P_FILE_ACCESS);
#if H5_VERSION_GE(1, 12, 1) || (H5_VERSION_GE(1, 10, 7) && !H5_VERSION_GE(1, 11, 0))
  check(H5Pset_file_locking(access.id(), false, true), "cannot open files without locks");
#endif
  return access;
}

Handle open_for_reading(const std::string& path) {
  return Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, make_access_properties().id()), H5Fclose,
                "open it as an HDF5 file");
}

Handle make_name_properties(hid_t property_class) {
  Handle properties = make_properties(property_class);
  check(H5Pset_char_encoding(properties.id(), H5T_CSET_UTF8), "cannot choose UTF-8 for names");
  return properties;
}

std::vector<hsize_t> shape_of(const Handle& space) {
  const H5S_class_t kind = H5Sget_simple_extent_type(space.id());
  if (kind == H5S_SCALAR) return {};
  const int rank = kind == H5S_SIMPLE ? H5Sget_simple_extent_ndims(space.id()) : -1;
  if (rank < 0) fail("a data space is neither a scalar nor an array");
  std::vector<hsize_t> shape(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr), "cannot read a data space");
  return shape;
}

std::string path_of(hid_t object) {
  const ssize_t length = H5Iget_name(object, nullptr, 0);
  if (length <= 0) fail("an object of the file has no name");
  std::string path(static_cast<std::size_t>(length), '\0');
  H5Iget_name(object, path.data(), path.size() + 1);
  return path;
}

std::string library_version() {
  unsigned major = 0, minor = 0, release = 0;
  check(H5get_libversion(&major, &minor, &release), "cannot ask HDF5 for its version");
  return fmt::format("{}.{}.{}", major, minor, release);
}

std::string link_name(hid_t group, const std::string& path, H5_index_t index, hsize_t position) {
  constexpr ssize_t longest_name = 4096;
  const ssize_t length =
      H5Lget_name_by_idx(group, path.c_str(), index, H5_ITER_INC, position, nullptr, 0, H5P_DEFAULT);
  if (length <= 0 || length > longest_name) fail("a link of the file has no usable name");
  std::string name(static_cast<std::size_t>(length), '\0');
  H5Lget_name_by_idx(group, path.c_str(), index, H5_ITER_INC, position, name.data(), name.size() + 1,
                     H5P_DEFAULT);
  return name;
}

}  // namespace regimes::io::hdf5
