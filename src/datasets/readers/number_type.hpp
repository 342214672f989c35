#pragma once
/// Types of stored numbers: integers, truth values and floating-point numbers of either byte order.
#include <cstdint>
#include <span>
#include <string>

namespace regimes::datasets {

struct NumberType {
  char kind = 'u';  ///< f: floating-point, u: unsigned, i: signed, b: truth value, as NumPy has them
  int bytes = 1;    ///< 1, 2, 4 or 8; of f from 2 on, of b 1
  bool is_big_endian = false;

  bool is_integral() const { return kind != 'f'; }
  bool is_byte() const { return bytes == 1 && (kind == 'u' || kind == 'b'); }
};

/// values[i] = the i-th number of this type in `bytes`. Integers beyond 2^53 are rounded.
void decode(const NumberType& type, std::span<const std::uint8_t> bytes, std::span<double> values);

/// "float32": a type as NumPy calls it.
std::string name_of(const NumberType& type);

}  // namespace regimes::datasets
