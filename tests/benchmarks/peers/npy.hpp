#pragma once
/// Matrices in NumPy's file format, version 1.0, little-endian, C order: what is needed to share data with
/// Python.
#include <cstdint>
#include <string>
#include <vector>

namespace regimes::benchmarks {

struct FloatMatrix {
  std::int64_t rows = 0;
  int columns = 0;
  std::vector<float> values;  ///< [row][column]
};

/// Throws DataError where the file is not a float32 matrix of that format.
FloatMatrix read_npy(const std::string& path);

/// A matrix of doubles. Throws InputOutputError.
void write_npy(const std::string& path, const std::vector<double>& values, std::int64_t rows,
               std::int64_t columns);

}  // namespace regimes::benchmarks
