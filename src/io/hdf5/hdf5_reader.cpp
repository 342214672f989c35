#include "io/hdf5/hdf5_reader.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <new>

#include "io/check_document.hpp"
#include "io/hdf5/hdf5_attributes.hpp"
#include "io/hdf5/hdf5_handle.hpp"

namespace regimes::io::hdf5 {
namespace {

constexpr hsize_t largest_compression_ratio = 1032;  ///< of the deflate format, on constant data
constexpr int deepest_group = 16;
constexpr int most_objects = 100000;

/// What a file of this size can honestly ask for.
struct Limits {
  hsize_t file_size;
  int objects_left = most_objects;
};

/// Path of the scale of every visible dimension.
using ScalePaths = std::map<std::string, std::string>;

/// A dataset on its way to a Variable.
struct OpenVariable {
  Handle dataset;
  std::string name;
  std::vector<hsize_t> shape;
};

hsize_t count_in(const std::vector<hsize_t>& shape, const std::string& name) {
  hsize_t count = 1;
  for (const hsize_t extent : shape)
    if (__builtin_mul_overflow(count, extent, &count))
      throw Failure(fmt::format("the size of the variable '{}' overflows", name));
  return count;
}

/// Refuses what to_bytes() does not write and sizes that the stored bytes cannot hold.
void check_storage(const OpenVariable& variable, hsize_t count, hsize_t value_size, const Limits& limits) {
  const Handle properties(H5Dget_create_plist(variable.dataset.id()), H5Pclose, "read a variable's layout");
  const H5D_layout_t layout = H5Pget_layout(properties.id());
  if ((layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED) || H5Pget_external_count(properties.id()) != 0)
    throw Failure(
        fmt::format("the variable '{}' is not stored inside the file as regimes stores it", variable.name));
  if (layout == H5D_CHUNKED) {
    std::vector<hsize_t> chunk(variable.shape.size());
    if (H5Pget_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()) !=
            static_cast<int>(chunk.size()) ||
        !std::equal(chunk.begin(), chunk.end(), variable.shape.begin(), std::less_equal<>()))
      throw Failure(fmt::format("the variable '{}' has chunks larger than itself", variable.name));
  }
  const hsize_t stored = H5Dget_storage_size(variable.dataset.id());
  const hsize_t ratio = layout == H5D_CHUNKED ? largest_compression_ratio : 1;
  if (stored > limits.file_size || count > std::numeric_limits<hsize_t>::max() / value_size ||
      count * value_size / ratio > stored)
    throw Failure(
        fmt::format("the variable '{}' claims {} values of {} bytes, but stores {} bytes in a file of {}",
                    variable.name, count, value_size, stored, limits.file_size));
}

template <class T>
std::vector<T> read_numbers(const OpenVariable& variable, hsize_t count, hid_t memory_type,
                            const Limits& limits) {
  if (count == 0) return {};
  check_storage(variable, count, sizeof(T), limits);
  std::vector<T> values(count);
  check(H5Dread(variable.dataset.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
        fmt::format("cannot read the variable '{}'", variable.name));
  return values;
}

/// Where HDF5 puts the characters of texts: no more of them than the file can hold, and all freed whatever
/// happens.
class TextMemory {
 public:
  explicit TextMemory(std::size_t most_bytes) : bytes_left_(most_bytes) {}

  /// Gives HDF5 `size` bytes (an H5MM_allocate_t); a null pointer makes HDF5 give up.
  static void* allocate(std::size_t size, void* memory) noexcept {
    auto& self = *static_cast<TextMemory*>(memory);
    if (size > self.bytes_left_) return nullptr;
    try {
      self.blocks_.push_back(std::make_unique<char[]>(size));
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
    self.bytes_left_ -= size;
    return self.blocks_.back().get();
  }
  /// Frees nothing, since the blocks live as long as this object (an H5MM_free_t).
  static void keep(void*, void*) noexcept {}

 private:
  std::size_t bytes_left_;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

std::vector<std::string> read_texts(const OpenVariable& variable, hsize_t count, const Limits& limits) {
  if (count == 0) return {};
  constexpr hsize_t reference_size = 16;  // a text is stored as length, address and index of its characters
  check_storage(variable, count, reference_size, limits);
  TextMemory memory(limits.file_size + count);  // every text ends in a NUL, which is not stored
  const Handle transfer = make_properties(H5P_DATASET_XFER);
  check(H5Pset_vlen_mem_manager(transfer.id(), TextMemory::allocate, &memory, TextMemory::keep, &memory),
        "cannot bound the memory of texts");
  std::vector<const char*> pointers(count, nullptr);
  check(H5Dread(variable.dataset.id(), make_string_type().id(), H5S_ALL, H5S_ALL, transfer.id(),
                pointers.data()),
        fmt::format("cannot read the variable '{}'", variable.name));
  std::vector<std::string> texts;
  for (const char* pointer : pointers) texts.emplace_back(pointer == nullptr ? "" : pointer);
  return texts;
}

Values read_values(const OpenVariable& variable, const Limits& limits) {
  const Handle type(H5Dget_type(variable.dataset.id()), H5Tclose,
                    fmt::format("read the type of '{}'", variable.name));
  const hsize_t count = count_in(variable.shape, variable.name);
  if (H5Tequal(type.id(), H5T_IEEE_F64LE) > 0)
    return read_numbers<double>(variable, count, H5T_NATIVE_DOUBLE, limits);
  if (H5Tequal(type.id(), H5T_STD_I64LE) > 0)
    return read_numbers<std::int64_t>(variable, count, H5T_NATIVE_INT64, limits);
  if (H5Tis_variable_str(type.id()) > 0) return read_texts(variable, count, limits);
  throw Failure(
      fmt::format("the variable '{}' is of none of the types double, 64-bit integer, text", variable.name));
}

herr_t take_first_scale(hid_t, unsigned, hid_t scale, void* path) {
  try {
    *static_cast<std::string*>(path) = path_of(scale);
  } catch (const Failure&) {
    return -1;
  }
  return 1;
}

std::vector<std::string> read_dimensions(const OpenVariable& variable, const VisibleDimensions& visible,
                                         const ScalePaths& scale_paths) {
  std::vector<std::string> dimensions;
  for (unsigned axis = 0; axis < variable.shape.size(); ++axis) {
    std::string path;
    check(H5DSiterate_scales(variable.dataset.id(), axis, nullptr, take_first_scale, &path),
          fmt::format("cannot read dimension {} of '{}'", axis, variable.name));
    const std::string name = path.substr(path.rfind('/') + 1);
    const auto known = scale_paths.find(name);
    if (path.empty() || known == scale_paths.end() || known->second != path)
      throw Failure(
          fmt::format("dimension {} of '{}' has no scale in its group or above", axis, variable.name));
    if (static_cast<hsize_t>(visible.at(name)) != variable.shape[axis])
      throw Failure(fmt::format("'{}' has {} values along '{}', which has {}", variable.name,
                                variable.shape[axis], name, visible.at(name)));
    dimensions.push_back(name);
  }
  return dimensions;
}

/// True of a scale that only declares a dimension.
bool is_bare_dimension(const Handle& scale) {
  const std::string label = bare_dimension_label;
  std::string name(label.size(), '\0');
  if (H5DSget_scale_name(scale.id(), name.data(), name.size() + 1) < 0)
    fail("cannot read the name of a scale");
  return name == label;
}

Handle open_object(hid_t group, const std::string& name) {
  H5L_info_t link;
  check(H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT),
        fmt::format("cannot follow the link '{}'", name));
  if (link.type != H5L_TYPE_HARD) throw Failure(fmt::format("the link '{}' leads elsewhere", name));
  return Handle(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose, fmt::format("open '{}'", name));
}

/// Links in the order in which they were made, where the file kept it.
std::vector<std::string> link_names(hid_t group) {
  H5G_info_t info;
  check(H5Gget_info(group, &info), "cannot read a group");
  const Handle creation(H5Gget_create_plist(group), H5Pclose, "read a group");
  unsigned order = 0;
  check(H5Pget_link_creation_order(creation.id(), &order), "cannot read a group");
  const H5_index_t index = (order & H5P_CRT_ORDER_INDEXED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  if (info.nlinks > most_objects) throw Failure(fmt::format("a group claims {} members", info.nlinks));
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) names.push_back(link_name(group, ".", index, i));
  return names;
}

/// Only create_placed_variable() asks HDF5 never to fill.
bool is_placed(const OpenVariable& variable) {
  const Handle properties(H5Dget_create_plist(variable.dataset.id()), H5Pclose, "read a variable's layout");
  H5D_fill_time_t fills = H5D_FILL_TIME_ERROR;
  check(H5Pget_fill_time(properties.id(), &fills), "cannot read a variable's layout");
  return fills == H5D_FILL_TIME_NEVER;
}

class GroupReader {
 public:
  GroupReader(hsize_t file_size, PlacedVariables placed) : limits_{file_size}, placed_(placed) {}

  /// `visible` and `scale_paths` describe the dimensions of the groups around this one.
  Group read(hid_t id, const std::string& name, int depth, const VisibleDimensions& of_parent,
             ScalePaths scale_paths) {
    if (depth > deepest_group)
      throw Failure(fmt::format("groups are nested more than {} deep", deepest_group));
    Group group;
    group.name = name;
    group.attributes = read_attributes(id, limits_.file_size);
    std::vector<OpenVariable> variables;
    std::vector<std::pair<std::string, Handle>> children;
    for (const std::string& link : link_names(id)) {
      if (limits_.objects_left-- <= 0)
        throw Failure(fmt::format("the file holds more than {} objects", most_objects));
      Handle object = open_object(id, link);
      const H5I_type_t type = H5Iget_type(object.id());
      if (type == H5I_GROUP) {
        children.emplace_back(link, std::move(object));
      } else if (type == H5I_DATASET) {
        open_dataset(std::move(object), link, group, variables, scale_paths);
      } else {
        throw Failure(fmt::format("'{}' is neither a group nor a variable", link));
      }
    }
    const VisibleDimensions visible = visible_dimensions(group, of_parent);
    for (const OpenVariable& variable : variables)
      if (placed_ == PlacedVariables::read || !is_placed(variable))
        group.variables.push_back(read_variable(variable, group, visible, scale_paths));
    for (const auto& [child_name, child] : children)
      group.groups.push_back(read(child.id(), child_name, depth + 1, visible, scale_paths));
    return group;
  }

 private:
  static void open_dataset(Handle dataset, const std::string& name, Group& group,
                           std::vector<OpenVariable>& variables, ScalePaths& scale_paths) {
    const Handle space(H5Dget_space(dataset.id()), H5Sclose, fmt::format("read the shape of '{}'", name));
    const std::vector<hsize_t> shape = shape_of(space);
    const bool is_scale = H5DSis_scale(dataset.id()) > 0;
    if (is_scale) {
      if (shape.size() != 1 || shape[0] > static_cast<hsize_t>(std::numeric_limits<std::int64_t>::max()))
        throw Failure(fmt::format("the scale '{}' is not a row of values", name));
      group.dimensions[name] = static_cast<std::int64_t>(shape[0]);
      scale_paths[name] = path_of(dataset.id());
    }
    if (!is_scale || !is_bare_dimension(dataset)) variables.push_back({std::move(dataset), name, shape});
  }

  Variable read_variable(const OpenVariable& open, const Group& group, const VisibleDimensions& visible,
                         const ScalePaths& scale_paths) const {
    Variable variable;
    variable.name = open.name;
    if (group.dimensions.count(open.name) != 0)
      variable.dimensions = {open.name};
    else
      variable.dimensions = read_dimensions(open, visible, scale_paths);
    variable.values = read_values(open, limits_);
    variable.attributes = read_attributes(open.dataset.id(), limits_.file_size);
    return variable;
  }

  Limits limits_;
  PlacedVariables placed_;
};

}  // namespace

Document read_file(const std::string& path, std::uint64_t file_size, PlacedVariables placed) {
  const Handle file = open_for_reading(path);
  const Handle root(H5Gopen2(file.id(), "/", H5P_DEFAULT), H5Gclose, "open the root group");
  return GroupReader(file_size, placed).read(root.id(), "", 0, {}, {});
}

}  // namespace regimes::io::hdf5
