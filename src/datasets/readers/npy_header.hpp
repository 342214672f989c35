#pragma once
/// The header of NumPy's file format NPY, versions 1 to 3: the magic "\x93NUMPY", two bytes of version, the
/// length of the rest (little-endian, 2 bytes in version 1, else 4), and a Python dictionary of the type, the
/// order and the shape, padded by blanks. The values follow.
#include <cstddef>
#include <string>
#include <string_view>

#include "datasets/readers/stored_array.hpp"

namespace regimes::datasets {

/// How much of a file parse_npy_header() may want to see.
inline constexpr std::size_t largest_npy_header = 1 << 16;

/// True of the beginning of an NPY file.
bool is_npy(std::string_view beginning);

/// `beginning`: the first largest_npy_header bytes of a file, or all of it; `name` is the file in messages.
/// Throws DataError: empty, not NPY, a cut or unreadable header, a type that is not a plain number (complex,
/// Python objects, structured, text ...: the message says how to convert).
ArrayHeader parse_npy_header(std::string_view beginning, const std::string& name);

}  // namespace regimes::datasets
