#pragma once
/// A Document from an HDF5 file. Internal to io.
#include <cstdint>
#include <string>

#include "io/document.hpp"

namespace regimes::io::hdf5 {

/// What becomes of variables that create_placed_variable() has made.
enum class PlacedVariables { read, left_out };

/// Reads what to_bytes() writes, from a file of `file_size` bytes. The file may be damaged or hostile: sizes
/// that it claims are checked against what it stores before memory is taken, links out of the file are
/// refused. Throws Failure.
Document read_file(const std::string& path, std::uint64_t file_size, PlacedVariables placed);

}  // namespace regimes::io::hdf5
