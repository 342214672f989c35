#pragma once
/// A thin layer over the HDF5 C API: handles that close themselves, and failures as exceptions instead of
/// text on stderr. Internal to io: nothing outside it sees hdf5.h.
#include <hdf5.h>

#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace regimes::io::hdf5 {

/// What HDF5 refused, with its own innermost description. write_document() and read_document() turn it into a
/// named error.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One thread at a time uses HDF5, which Debian builds without locks of its own, and keeps it from printing
/// its error stack. Every call from outside of this folder has one, until its last handle is closed.
class QuietErrors {
 public:
  QuietErrors();
  ~QuietErrors();
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;

 private:
  std::unique_lock<std::recursive_mutex> lock_;
  H5E_auto2_t printer_ = nullptr;
  void* printer_data_ = nullptr;
};

/// Throws Failure: `what`, followed by the innermost entry of HDF5's error stack.
[[noreturn]] void fail(const std::string& what);

/// For calls that return a status: throws Failure if it is negative.
inline void check(herr_t status, const std::string& what) {
  if (status < 0) fail(what);
}

/// Owns one HDF5 identifier.
class Handle {
 public:
  using Closer = herr_t (*)(hid_t);

  /// Takes over what an HDF5 call returned; throws Failure("cannot <what>: ...") if that call failed.
  Handle(hid_t id, Closer closer, const std::string& what) : id_(id), closer_(closer) {
    if (id < 0) fail("cannot " + what);
  }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), closer_(other.closer_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(closer_, other.closer_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) closer_(id_);
  }
  hid_t id() const { return id_; }

 private:
  hid_t id_;
  Closer closer_;
};

/// How netCDF begins the scale name of a dimension without coordinate; the length follows in ten columns.
inline constexpr const char* bare_dimension_label = "This is a netCDF dimension but not a netCDF variable.";

/// An array's shape; no extents: a scalar.
Handle make_space(const std::vector<hsize_t>& shape);
/// Strings of any length in UTF-8: what netCDF and h5netcdf read as text.
Handle make_string_type();
/// Property list of one of HDF5's classes, as H5P_DATASET_CREATE.
Handle make_properties(hid_t property_class);
/// Property list to open a file with, without the locks of HDF5, which some file systems do not have: files
/// appear whole, and output_lock.hpp says who writes them.
Handle make_access_properties();
/// A file opened for reading, with these properties.
Handle open_for_reading(const std::string& path);
/// Property list for names in UTF-8 (links, attributes).
Handle make_name_properties(hid_t property_class);
/// The shape of a data space.
std::vector<hsize_t> shape_of(const Handle& space);
/// Name of an open object, from the root: "/state/sum".
std::string path_of(hid_t object);
/// Name of a link of the group at `path` below `group`, bounded: a damaged file may claim anything.
std::string link_name(hid_t group, const std::string& path, H5_index_t index, hsize_t position);
/// Version of the library at run time: "1.10.8".
std::string library_version();

}  // namespace regimes::io::hdf5
