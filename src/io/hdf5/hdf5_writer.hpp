#pragma once
/// A Document as the bytes of an HDF5 file. Internal to io.
#include <cstddef>
#include <vector>

#include "io/document.hpp"
#include "io/hdf5/hdf5_handle.hpp"

namespace regimes::io::hdf5 {

/// Builds the file in memory, so that a full disk meets plain writes (replace_file.hpp) and never HDF5's own
/// caches. Layout: README.md. The document must have passed check_document(). Throws Failure.
std::vector<std::byte> to_bytes(const Document& document);

/// An empty file in the same format, at `path` by way of the driver of `access`. Throws Failure.
Handle create_file(const std::string& path, const Handle& access);

/// A variable of the root group whose values come later: numbers of `type` (H5T_IEEE_F64LE or H5T_STD_I64LE)
/// in one piece of the file, undefined until they are written. Throws Failure.
void create_placed_variable(const Handle& file, const Variable& without_values, hid_t type,
                            const std::vector<hsize_t>& shape);

/// Writes the document into such a file. `placed`: its placed variables, which get their dimensions; none is
/// a coordinate. Throws Failure.
void write_into(const Handle& file, const Document& document, const std::vector<Variable>& placed);

}  // namespace regimes::io::hdf5
