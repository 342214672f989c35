#pragma once
/// A Document as the bytes of an HDF5 file. Internal to io.
#include <cstddef>
#include <vector>

#include "io/document.hpp"

namespace regimes::io::hdf5 {

/// Builds the file in memory, so that a full disk meets plain writes (replace_file.hpp) and never HDF5's own
/// caches. Layout: README.md. The document must have passed check_document(). Throws Failure.
std::vector<std::byte> to_bytes(const Document& document);

}  // namespace regimes::io::hdf5
