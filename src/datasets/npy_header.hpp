#pragma once
/// The header of NumPy's file format NPY, versions 1 to 3: the magic "\x93NUMPY", two bytes of version, the
/// length of the rest (little-endian, 2 bytes in version 1, else 4), and a Python dictionary of the type, the
/// order and the shape, padded by blanks. The values follow.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace regimes::datasets {

/// What an array is made of, in NumPy's letters.
struct NpyType {
  char kind = 'f';  ///< f: float, u: unsigned, i: signed
  int bytes = 4;
};

struct NpyHeader {
  NpyType type;
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
  std::int64_t first_value = 0;  ///< byte at which the values start
};

/// How much of a file parse_npy_header() may want to see.
inline constexpr std::size_t largest_npy_header = 1 << 16;

/// True of the beginning of an NPY file.
bool is_npy(std::string_view beginning);

/// `beginning`: the first largest_npy_header bytes of a file of `file_bytes`, or all of it; `name` is the
/// file in messages. Throws DataError: empty, not NPY, a cut or unreadable header, a type that is not a plain
/// little-endian number (big-endian, complex, Python objects, structured, text ...: the message says how to
/// convert), an array without values, a shape whose size overflows or is not that of the file.
NpyHeader parse_npy_header(std::string_view beginning, std::int64_t file_bytes, const std::string& name);

/// "float32": a type as NumPy calls it.
std::string name_of(const NpyType& type);

}  // namespace regimes::datasets
