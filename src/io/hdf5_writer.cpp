#include "io/hdf5_writer.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>

#include "io/check_document.hpp"
#include "io/hdf5_attributes.hpp"
#include "io/hdf5_handle.hpp"
#include "io/result_state.hpp"

namespace regimes::io::hdf5 {
namespace {

constexpr std::size_t growth_in_memory = std::size_t{1} << 20;  ///< bytes by which the file grows in memory
constexpr hsize_t smallest_compressed_array = hsize_t{1}
                                              << 14;  ///< bytes; below, chunks cost more than they save
constexpr hsize_t largest_chunk = hsize_t{1} << 20;   ///< bytes: one chunk fits HDF5's cache
constexpr unsigned deflate_level = 1;

/// The sums of a state fill all their digits: deflate makes them a sixth smaller in a quarter of a run's
/// time.
enum class Storage { compressed, as_it_is };

/// Identifiers of the dimension scales by dimension name; a subgroup starts from a copy of its parent's.
using Scales = std::map<std::string, hid_t>;

/// Without times, equal documents are equal files.
Handle make_untimed_properties(hid_t property_class) {
  Handle properties = make_properties(property_class);
  check(H5Pset_obj_track_times(properties.id(), false), "cannot leave out times");
  return properties;
}

Handle file_in_memory() {
  const Handle access = make_properties(H5P_FILE_ACCESS);
  check(H5Pset_fapl_core(access.id(), growth_in_memory, false), "cannot choose a file in memory");
  return create_file("regimes-document-in-memory", access);
}

/// Whole array if it is small, else as many leading rows as fit into one chunk.
std::vector<hsize_t> chunk_shape(std::vector<hsize_t> shape, hsize_t value_size) {
  hsize_t bytes = value_size;
  for (const hsize_t extent : shape) bytes *= extent;
  for (hsize_t& extent : shape) {
    if (bytes <= largest_chunk) break;
    const hsize_t row = bytes / extent;
    extent = std::max<hsize_t>(1, largest_chunk / row);
    bytes = row * extent;
  }
  return shape;
}

Handle dataset_properties(const std::vector<hsize_t>& shape, hsize_t value_size, Storage storage) {
  Handle properties = make_untimed_properties(H5P_DATASET_CREATE);
  hsize_t bytes = value_size;
  for (const hsize_t extent : shape) bytes *= extent;
  if (storage == Storage::as_it_is || bytes < smallest_compressed_array ||
      H5Zfilter_avail(H5Z_FILTER_DEFLATE) <= 0)
    return properties;
  const std::vector<hsize_t> chunk = chunk_shape(shape, value_size);
  check(H5Pset_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()), "cannot choose chunks");
  check(H5Pset_shuffle(properties.id()), "cannot choose the shuffle filter");
  check(H5Pset_deflate(properties.id(), deflate_level), "cannot choose compression");
  return properties;
}

Handle create_group(hid_t parent, const std::string& name) {
  const Handle names = make_name_properties(H5P_LINK_CREATE);
  const Handle creation = make_untimed_properties(H5P_GROUP_CREATE);
  check(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        "cannot keep the order of variables");
  return Handle(H5Gcreate2(parent, name.c_str(), names.id(), creation.id(), H5P_DEFAULT), H5Gclose,
                fmt::format("create the group '{}'", name));
}

Handle create_dataset(hid_t group, const std::string& name, hid_t type, const std::vector<hsize_t>& shape,
                      const Handle& properties) {
  const Handle names = make_name_properties(H5P_LINK_CREATE);
  const Handle space = make_space(shape);
  return Handle(H5Dcreate2(group, name.c_str(), type, space.id(), names.id(), properties.id(), H5P_DEFAULT),
                H5Dclose, fmt::format("create the variable '{}'", name));
}

/// Creates and fills the dataset that suits the type of the values.
struct DatasetWriter {
  hid_t group;
  const std::string& name;
  const std::vector<hsize_t>& shape;
  Storage storage;

  template <class T>
  Handle write(hid_t file_type, hid_t memory_type, const std::vector<T>& values,
               const Handle& properties) const {
    Handle dataset = create_dataset(group, name, file_type, shape, properties);
    if (!values.empty())
      check(H5Dwrite(dataset.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            fmt::format("cannot write the variable '{}'", name));
    return dataset;
  }
  Handle operator()(const std::vector<double>& values) const {
    return write(H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values,
                 dataset_properties(shape, sizeof(double), storage));
  }
  Handle operator()(const std::vector<std::int64_t>& values) const {
    return write(H5T_STD_I64LE, H5T_NATIVE_INT64, values,
                 dataset_properties(shape, sizeof(std::int64_t), Storage::compressed));
  }
  Handle operator()(const std::vector<std::string>& values) const {
    const Handle type = make_string_type();
    std::vector<const char*> pointers;
    for (const std::string& value : values) pointers.push_back(value.c_str());
    return write(type.id(), type.id(), pointers,
                 dataset_properties({}, 0, Storage::as_it_is));  // the characters lie elsewhere
  }
};

/// netCDF's way to declare a dimension without coordinate: a scale that holds no data and says so in its
/// name.
Handle write_bare_dimension(hid_t group, const std::string& name, std::int64_t length) {
  const std::vector<hsize_t> shape = {static_cast<hsize_t>(length)};
  Handle scale =
      create_dataset(group, name, H5T_IEEE_F32BE, shape, dataset_properties({}, 0, Storage::as_it_is));
  const std::string label = fmt::format("{}{:10d}", bare_dimension_label, length);
  check(H5DSset_scale(scale.id(), label.c_str()), fmt::format("cannot make a scale of '{}'", name));
  return scale;
}

Handle write_variable(hid_t group, const Variable& variable, const VisibleDimensions& visible,
                      Storage storage) {
  std::vector<hsize_t> shape;
  for (const std::string& dimension : variable.dimensions)
    shape.push_back(static_cast<hsize_t>(visible.at(dimension)));
  Handle dataset = std::visit(DatasetWriter{group, variable.name, shape, storage}, variable.values);
  write_attributes(dataset.id(), variable.attributes);
  return dataset;
}

bool has_coordinate(const Group& group, const std::string& dimension) {
  return std::any_of(group.variables.begin(), group.variables.end(), [&](const Variable& variable) {
    return variable.name == dimension && is_coordinate(group, variable);
  });
}

void attach_scales(const Handle& dataset, const Variable& variable, const Scales& scales) {
  for (unsigned axis = 0; axis < variable.dimensions.size(); ++axis)
    check(H5DSattach_scale(dataset.id(), scales.at(variable.dimensions[axis]), axis),
          fmt::format("cannot attach the dimension '{}' to '{}'", variable.dimensions[axis], variable.name));
}

/// `placed`: variables of this group that are in the file already.
void write_group(hid_t id, const Group& group, const VisibleDimensions& of_parent, Scales scales,
                 const std::vector<Variable>& placed, Storage storage) {
  const VisibleDimensions visible = visible_dimensions(group, of_parent);
  write_attributes(id, group.attributes);
  std::vector<Handle> variables;  // all stay open until the last scale is attached
  for (const Variable& variable : group.variables) {
    variables.push_back(write_variable(id, variable, visible, storage));
    if (!is_coordinate(group, variable)) continue;
    check(H5DSset_scale(variables.back().id(), variable.name.c_str()),
          fmt::format("cannot make a scale of '{}'", variable.name));
    scales[variable.name] = variables.back().id();
  }
  std::vector<Handle> bare_dimensions;
  for (const auto& [name, length] : group.dimensions) {
    if (has_coordinate(group, name)) continue;
    bare_dimensions.push_back(write_bare_dimension(id, name, length));
    scales[name] = bare_dimensions.back().id();
  }
  for (std::size_t i = 0; i < variables.size(); ++i)
    if (!is_coordinate(group, group.variables[i])) attach_scales(variables[i], group.variables[i], scales);
  for (const Variable& variable : placed)
    attach_scales(Handle(H5Dopen2(id, variable.name.c_str(), H5P_DEFAULT), H5Dclose,
                         fmt::format("open the variable '{}'", variable.name)),
                  variable, scales);
  for (const Group& child : group.groups) {
    const Handle child_id = create_group(id, child.name);
    write_group(child_id.id(), child, visible, scales, {},
                child.name == state_group_name ? Storage::as_it_is : storage);
  }
}

/// The bytes in memory as they are: H5Fget_file_image() of HDF5 1.10.8 edits the first block and leaves its
/// checksum wrong.
std::vector<std::byte> take_bytes(const Handle& file) {
  check(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "cannot complete the file in memory");
  const ssize_t size = H5Fget_file_image(file.id(), nullptr, 0);
  const Handle access(H5Fget_access_plist(file.id()), H5Pclose, "reach the file in memory");
  void* buffer = nullptr;  // the core driver gives the address of its pointer to the bytes
  if (size <= 0 || H5Fget_vfd_handle(file.id(), access.id(), &buffer) < 0)
    fail("cannot take the file from memory");
  const auto* bytes = *static_cast<const std::byte* const*>(buffer);
  constexpr ssize_t trailer = 64;  // room for what is appended, so that nothing is copied again
  std::vector<std::byte> taken;
  taken.reserve(static_cast<std::size_t>(size + trailer));
  taken.assign(bytes, bytes + size);
  return taken;
}

}  // namespace

std::vector<std::byte> to_bytes(const Document& document) {
  const Handle file = file_in_memory();
  write_into(file, document, {});
  return take_bytes(file);
}

Handle create_file(const std::string& path, const Handle& access) {
  // From this format on, headers carry checksums: a damaged file is recognised instead of misread. The next
  // one (V110) would carry the mark "open for writing", which readers of this format ignore, into the file.
  check(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), "cannot choose a file format");
  const Handle creation = make_untimed_properties(H5P_FILE_CREATE);
  check(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        "cannot keep the order of variables");
  return Handle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose,
                fmt::format("create the file '{}'", path));
}

void create_placed_variable(const Handle& file, const Variable& without_values, hid_t type,
                            const std::vector<hsize_t>& shape) {
  const Handle properties = make_untimed_properties(H5P_DATASET_CREATE);
  check(H5Pset_alloc_time(properties.id(), H5D_ALLOC_TIME_EARLY), "cannot choose when to allocate");
  check(H5Pset_fill_time(properties.id(), H5D_FILL_TIME_NEVER), "cannot choose not to fill");
  const Handle dataset = create_dataset(file.id(), without_values.name, type, shape, properties);
  write_attributes(dataset.id(), without_values.attributes);
}

void write_into(const Handle& file, const Document& document, const std::vector<Variable>& placed) {
  const Handle root(H5Gopen2(file.id(), "/", H5P_DEFAULT), H5Gclose, "open the root group");
  write_group(root.id(), document, {}, {}, placed, Storage::compressed);
}

}  // namespace regimes::io::hdf5
