#include "io/hdf5/numeric_dataset.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/contract.hpp"
#include "base/error.hpp"
#include "io/hdf5/axis_names.hpp"
#include "io/hdf5/hdf5_handle.hpp"
#include "io/hdf5/packing_attributes.hpp"

namespace regimes::io {

struct NumericDataset::Handles {
  hdf5::Handle file, dataset;
};

namespace {

using hdf5::Failure;
using hdf5::Handle;

constexpr hsize_t largest_compression_ratio = 1032;  ///< of the deflate format, on constant data
/// h5py brings LZF; hdf5plugin, which registers what it knows when it is imported, most others.
constexpr const char* copying_advice =
    "read and write it with h5py (for other filters than lzf after import hdf5plugin): python3 -c 'import "
    "h5py, sys; f = "
    "h5py.File(sys.argv[1]); h5py.File(sys.argv[3], \"w\").create_dataset(\"x\", data=f[sys.argv[2]][()])' "
    "FILE DATASET "
    "NEW.h5";
constexpr hsize_t usual_chunk = hsize_t{1} << 20;  ///< bytes; no file is too small for a chunk of this size

hsize_t file_size(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 ? static_cast<hsize_t>(status.st_size) : 0;
}

hsize_t product(const std::vector<hsize_t>& sizes) {
  hsize_t result = 1;
  for (const hsize_t size : sizes)
    if (__builtin_mul_overflow(result, size, &result)) throw Failure("its size overflows 64 bits");
  return result;
}

/// Refuses what is not numbers.
bool is_integer(const Handle& type) {
  switch (hdf5::number_class(type)) {
    case H5T_INTEGER:
      return true;
    case H5T_FLOAT:
      return false;
    case H5T_STRING:
      throw Failure("it holds text, not numbers");
    case H5T_COMPOUND:
      throw Failure("it holds records of several fields; store one plain array of numbers");
    default:
      throw Failure("it holds neither integers nor floating-point numbers");
  }
}

std::vector<hsize_t> shape_of_values(const Handle& dataset) {
  const Handle space(H5Dget_space(dataset.id()), H5Sclose, "read its shape");
  const H5S_class_t kind = H5Sget_simple_extent_type(space.id());
  if (kind != H5S_SIMPLE) throw Failure("it is a single value or nothing, not an array");
  std::vector<hsize_t> shape = hdf5::shape_of(space);
  if (std::find(shape.begin(), shape.end(), hsize_t{0}) != shape.end()) throw Failure("it has no values");
  constexpr auto most = static_cast<hsize_t>(std::numeric_limits<std::int64_t>::max());
  if (product(shape) > most / sizeof(double)) throw Failure("its size overflows 64 bits");
  return shape;
}

void require_filters(const Handle& properties) {
  const int filters = H5Pget_nfilters(properties.id());
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0, configuration = 0;
    std::size_t parameters = 0;
    char name[64] = "";
    const H5Z_filter_t filter = H5Pget_filter2(properties.id(), static_cast<unsigned>(i), &flags, &parameters,
                                               nullptr, sizeof name, name, &configuration);
    if (filter < 0 || H5Zfilter_avail(filter) <= 0)
      throw Failure(fmt::format(
          "it is compressed by the filter {} ({}), which this HDF5 lacks, and so does h5repack; {}",
          static_cast<int>(filter), std::string(name, strnlen(name, sizeof name)), copying_advice));
  }
}

/// Chunk sizes; empty where data are not in chunks. Refuses data outside of the file and sizes that the
/// stored bytes cannot hold.
std::vector<hsize_t> checked_chunks(const Handle& dataset, const std::vector<hsize_t>& shape,
                                    hsize_t value_bytes, hsize_t file_bytes) {
  const Handle properties(H5Dget_create_plist(dataset.id()), H5Pclose, "read its layout");
  const H5D_layout_t layout = H5Pget_layout(properties.id());
  if (layout == H5D_VIRTUAL || H5Pget_external_count(properties.id()) != 0)
    throw Failure(
        "its data are in other files; copy them into one: h5repack -l CONTI FILE NEW.h5 (with the other "
        "files where FILE "
        "looks for them)");
  require_filters(properties);
  std::vector<hsize_t> chunk;
  if (layout == H5D_CHUNKED) {
    chunk.resize(shape.size());
    if (H5Pget_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()) !=
        static_cast<int>(chunk.size()))
      throw Failure("its chunks have another rank than itself");
    if (product(chunk) > std::max(usual_chunk, file_bytes) / value_bytes * largest_compression_ratio)
      throw Failure(
          fmt::format("it claims chunks of {} values in a file of {} bytes", product(chunk), file_bytes));
  }
  const hsize_t stored = H5Dget_storage_size(dataset.id());
  const hsize_t ratio = chunk.empty() ? 1 : largest_compression_ratio;
  if (stored > file_bytes || product(shape) * value_bytes / ratio > stored)
    throw Failure(
        fmt::format("it claims {} values of {} bytes, but {} bytes are stored for it in a file of {}",
                    product(shape), value_bytes, stored, file_bytes));
  return chunk;
}

/// Bytes of the chunks that a row runs through.
hsize_t row_of_chunks(const std::vector<hsize_t>& shape, const std::vector<hsize_t>& chunk,
                      hsize_t value_bytes) {
  hsize_t bytes = chunk[0] * value_bytes;
  for (std::size_t axis = 1; axis < chunk.size(); ++axis)
    bytes *= (shape[axis] + chunk[axis] - 1) / chunk[axis] * chunk[axis];
  return bytes;
}

/// The chunk cache of a dataset is that of its first opening, so there must be no other.
Handle open_dataset(const Handle& file, const std::string& path, hsize_t cache_bytes) {
  constexpr std::size_t slots = 12421;  // a prime, well above the chunks of a row
  constexpr double evict_read_chunks_first = 1;
  const Handle access = hdf5::make_properties(H5P_DATASET_ACCESS);
  hdf5::check(H5Pset_chunk_cache(access.id(), slots, cache_bytes, evict_read_chunks_first),
              "cannot size the cache of chunks");
  return Handle(H5Dopen2(file.id(), path.c_str(), access.id()), H5Dclose, "open it as a dataset");
}

void require_dataset(const Handle& file, const std::string& path) {
  const hid_t id = H5Oopen(file.id(), path.c_str(), H5P_DEFAULT);
  if (id < 0) hdf5::fail("there is no such dataset");
  const Handle object(id, H5Oclose, "open it");
  const H5I_type_t kind = H5Iget_type(object.id());
  if (kind == H5I_GROUP) throw Failure("it is a group; name a dataset in it");
  if (kind != H5I_DATASET) throw Failure("it is not a dataset");
}

/// A dataset that can be read.
struct Inspected {
  std::vector<hsize_t> shape, chunk;
  bool is_integer = false, is_byte = false;
  hsize_t cache_bytes = 0;
  PackedValues packing;
};

Inspected inspect(const Handle& file, const std::string& path, hsize_t file_bytes) {
  constexpr hsize_t least_cache = hsize_t{1} << 20, most_cache = hsize_t{1} << 25;
  const Handle dataset = open_dataset(file, path, least_cache);
  const Handle type(H5Dget_type(dataset.id()), H5Tclose, "read its type");
  Inspected found;
  if (H5Aexists(dataset.id(), "MATLAB_class") > 0)
    throw Failure(
        "it is a matrix of MATLAB, which lies in HDF5 with its axes reversed; convert it with: "
        "regimes-convert FILE points.npy "
        "--name NAME");
  found.is_integer = is_integer(type);
  found.shape = shape_of_values(dataset);
  const hsize_t value_bytes = H5Tget_size(type.id());
  if (value_bytes == 0) throw Failure("its values have no size");
  found.is_byte = found.is_integer && value_bytes == 1 && H5Tget_sign(type.id()) == H5T_SGN_NONE;
  found.chunk = checked_chunks(dataset, found.shape, value_bytes, file_bytes);
  found.packing = hdf5::packing_of(dataset, type);
  const hsize_t wanted = found.chunk.empty() ? 0 : row_of_chunks(found.shape, found.chunk, value_bytes);
  found.cache_bytes = std::clamp(wanted, least_cache, most_cache);
  return found;
}

/// The datasets of numbers below a group.
void list_datasets(const Handle& file, const std::string& group, int depth,
                   std::vector<ListedDataset>& found) {
  constexpr int most_depth = 16;
  constexpr std::size_t most_datasets = 200;
  constexpr hsize_t most_links = 2000;
  H5G_info_t info;
  hdf5::check(H5Gget_info_by_name(file.id(), group.c_str(), &info, H5P_DEFAULT), "cannot read a group");
  for (hsize_t i = 0; i < std::min(info.nlinks, most_links) && found.size() < most_datasets; ++i) {
    const std::string path =
        (group == "/" ? "" : group) + "/" + hdf5::link_name(file.id(), group, H5_INDEX_NAME, i);
    const hid_t id = H5Oopen(file.id(), path.c_str(), H5P_DEFAULT);
    if (id < 0) continue;  // a link that leads nowhere
    const Handle object(id, H5Oclose, "open it");
    if (H5Iget_type(id) == H5I_GROUP && depth < most_depth) list_datasets(file, path, depth + 1, found);
    if (H5Iget_type(id) != H5I_DATASET) continue;
    try {
      const Handle type(H5Dget_type(id), H5Tclose, "read its type");
      is_integer(type);
      found.push_back({path, fmt::format("({})", fmt::join(shape_of_values(object), ", "))});
    } catch (const Failure&) {  // not numbers, or none
    }
  }
}

}  // namespace

std::vector<ListedDataset> numeric_datasets(const std::string& path, const std::string& name) {
  const hdf5::QuietErrors quiet;
  try {
    const Handle file = hdf5::open_for_reading(path);
    std::vector<ListedDataset> found;
    list_datasets(file, "/", 0, found);
    return found;
  } catch (const Failure& failure) {
    throw DataError(fmt::format("{} cannot be read: {}", name, failure.what()));
  }
}

bool is_hdf5(const std::string& path) {
  const hdf5::QuietErrors quiet;
  return H5Fis_hdf5(path.c_str()) > 0;
}

NumericDataset::NumericDataset(const std::string& path, const std::string& dataset_path,
                               const std::string& name)
    : name_(name) {
  if (!is_hdf5(path)) throw DataError(fmt::format("{} is not an HDF5 file", name_));
  const hdf5::QuietErrors quiet;
  try {
    Handle file = hdf5::open_for_reading(path);
    require_dataset(file, dataset_path);
    const Inspected found = inspect(file, dataset_path, file_size(path));
    shape_.assign(found.shape.begin(), found.shape.end());
    packing_ = found.packing;
    holds_integers_ = found.is_integer && !packing_.is_scaled();
    holds_bytes_ = found.is_byte && holds_integers_;
    is_chunked_ = !found.chunk.empty();
    if (is_chunked_) chunk_rows_ = static_cast<std::int64_t>(std::min(found.chunk[0], found.shape[0]));
    Handle dataset = open_dataset(file, dataset_path, found.cache_bytes);
    axis_names_ = hdf5::axis_names(dataset, shape_.size());
    axis_letters_ = hdf5::axis_letters(dataset);
    handles_ = std::make_unique<Handles>(Handles{std::move(file), std::move(dataset)});
  } catch (const Failure& failure) {
    throw DataError(fmt::format("{} cannot be read: {}", name_, failure.what()));
  }
}

NumericDataset::~NumericDataset() {
  const hdf5::QuietErrors quiet;
  handles_.reset();
}

void NumericDataset::read(std::int64_t first, std::int64_t count, std::span<double> values) const {
  const hdf5::QuietErrors quiet;
  read_into(first, count, H5T_NATIVE_DOUBLE, values.data());
  const std::int64_t columns = static_cast<std::int64_t>(values.size()) / std::max<std::int64_t>(1, count);
  packing_.unpack(values, first, columns, name_);
}

void NumericDataset::read(std::int64_t first, std::int64_t count, std::span<std::int64_t> values) const {
  const hdf5::QuietErrors quiet;
  read_into(first, count, H5T_NATIVE_INT64, values.data());
}

void NumericDataset::read_through() const {
  const hdf5::QuietErrors quiet;
  constexpr std::int64_t most_values = std::int64_t{1} << 19;
  std::int64_t columns = 1;
  for (std::size_t axis = 1; axis < shape_.size(); ++axis) columns *= shape_[axis];
  const std::int64_t rows = shape_[0], most = std::max<std::int64_t>(1, most_values / columns);
  const std::int64_t count = is_chunked_ ? std::min(rows, most) : 1;
  const std::int64_t step = is_chunked_ ? count : std::max<std::int64_t>(1, rows - 1);
  std::vector<double> values(static_cast<std::size_t>(count * columns));
  for (std::int64_t first = 0; first < rows; first += step) {
    try {
      read_into(first, std::min(count, rows - first), H5T_NATIVE_DOUBLE, values.data());
    } catch (const DataError&) {  // others may still be read
    }
  }
}

void NumericDataset::read_into(std::int64_t first, std::int64_t count, std::int64_t memory_type,
                               void* values) const {
  require(0 <= first && count >= 0 && count <= shape_[0] - first, "rows {} to {} lie in a dataset of {}",
          first, first + count, shape_[0]);
  try {
    std::vector<hsize_t> start(shape_.size(), 0), extent(shape_.begin(), shape_.end());
    start[0] = static_cast<hsize_t>(first);
    extent[0] = static_cast<hsize_t>(count);
    const Handle in_file(H5Dget_space(handles_->dataset.id()), H5Sclose, "read its shape");
    hdf5::check(
        H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr),
        "cannot choose its rows");
    const Handle in_memory = hdf5::make_space(extent);
    hdf5::check(
        H5Dread(handles_->dataset.id(), memory_type, in_memory.id(), in_file.id(), H5P_DEFAULT, values),
        fmt::format("rows {} to {} are damaged", first, first + count));
  } catch (const Failure& failure) {
    throw DataError(fmt::format("{} cannot be read: {}", name_, failure.what()));
  }
}

}  // namespace regimes::io
