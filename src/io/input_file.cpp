#include "io/input_file.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

#include "base/error.hpp"

namespace regimes::io {

InputFile look_at_input(const std::string& path) {
  constexpr std::size_t piece_length = std::size_t{1} << 20;
  std::ifstream file(path, std::ios::binary);
  std::vector<char> piece(piece_length);
  InputFile seen{path, 0, {}};
  uLong checksum = crc32_z(0, nullptr, 0);
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    checksum = crc32_z(checksum, reinterpret_cast<const Bytef*>(piece.data()),
                       static_cast<std::size_t>(file.gcount()));
    seen.bytes += file.gcount();
  }
  if (!file.eof())
    throw InputOutputError(fmt::format("cannot read '{}': {}", path, std::generic_category().message(errno)));
  seen.checksum = fmt::format("{:08x}", checksum);
  return seen;
}

}  // namespace regimes::io
