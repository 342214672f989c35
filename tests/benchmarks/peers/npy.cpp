#include "npy.hpp"

#include <fmt/format.h>

#include <fstream>
#include <regex>

#include "base/error.hpp"

namespace regimes::benchmarks {

namespace {

const std::string magic("\x93NUMPY\x01\x00", 8);  // and version 1.0

}  // namespace

FloatMatrix read_npy(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string start(magic.size(), '\0');
  std::uint8_t length[2]{};
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  file.read(reinterpret_cast<char*>(length), sizeof(length));
  std::string header(length[0] + 256u * length[1], '\0');
  file.read(header.data(), static_cast<std::streamsize>(header.size()));
  std::smatch shape;
  if (!file || start != magic || header.find("'<f4'") == std::string::npos ||
      header.find("'fortran_order': False") == std::string::npos ||
      !std::regex_search(header, shape, std::regex(R"(\((\d+), (\d+)\))")))
    throw DataError(path + ": not a NumPy file of a float32 matrix in C order");
  FloatMatrix matrix{std::stoll(shape[1]), std::stoi(shape[2]), {}};
  matrix.values.resize(static_cast<std::size_t>(matrix.rows) * matrix.columns);
  file.read(reinterpret_cast<char*>(matrix.values.data()),
            static_cast<std::streamsize>(matrix.values.size() * sizeof(float)));
  if (!file) throw DataError(path + ": shorter than its header says");
  return matrix;
}

void write_npy(const std::string& path, const std::vector<double>& values, std::int64_t rows,
               std::int64_t columns) {
  constexpr std::size_t alignment = 64;
  std::string header =
      fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
  while ((magic.size() + 2 + header.size() + 1) % alignment != 0) header += ' ';
  header += '\n';
  std::ofstream file(path, std::ios::binary);
  file << magic << static_cast<char>(header.size() % 256) << static_cast<char>(header.size() / 256) << header;
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(double)));
  if (!file.flush()) throw InputOutputError(path + ": cannot write");
}

}  // namespace regimes::benchmarks
