#pragma once
/// Arrays of numbers, as NPY and IDX files hold them, as points: all axes but the first are one row.
#include <cstdint>
#include <memory>
#include <vector>

#include "datasets/readers/byte_source.hpp"
#include "datasets/readers/number_type.hpp"
#include "datasets/readers/row_reader.hpp"

namespace regimes::datasets {

/// What a header announces.
struct ArrayHeader {
  NumberType type;
  bool fortran_order = false;  ///< the first index is the fastest
  std::vector<std::int64_t> shape;
  std::int64_t first_value = 0;  ///< byte at which the values start
};

/// The rows of the array, of one number each where it has one axis. DataError: no axes or no values, a shape
/// whose size overflows or is not that of `bytes`, rows of more than 2^31 numbers, Fortran order with more
/// than two axes.
std::unique_ptr<RowReader> open_array(std::unique_ptr<ByteSource> bytes, const ArrayHeader& header);

}  // namespace regimes::datasets
