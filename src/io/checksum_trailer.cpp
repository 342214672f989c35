#include "io/checksum_trailer.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

#include "base/error.hpp"
#include "io/file_aside.hpp"

namespace regimes::io {
namespace {

constexpr std::size_t seal_length = 24;
constexpr std::size_t piece_length = std::size_t{1} << 16;

uLong update(uLong checksum, const void* bytes, std::size_t length) {
  return crc32_z(checksum, static_cast<const Bytef*>(bytes), length);
}

/// The CRC-32 of the next `length` bytes; of fewer where reading fails.
uLong checksum_of(std::ifstream& file, std::uint64_t length) {
  uLong checksum = 0;
  std::array<char, piece_length> piece;
  while (length > 0 && file) {
    const auto wanted = static_cast<std::streamsize>(std::min<std::uint64_t>(length, piece.size()));
    file.read(piece.data(), wanted);
    checksum = update(checksum, piece.data(), static_cast<std::size_t>(file.gcount()));
    length -= static_cast<std::uint64_t>(file.gcount());
  }
  return checksum;
}

std::string trailer_of(uLong checksum) { return fmt::format("\nregimes-crc32 {:08x}\n", checksum); }

}  // namespace

void append_checksum_trailer(std::vector<std::byte>& bytes) {
  const std::string trailer = trailer_of(update(0, bytes.data(), bytes.size()));
  const auto* begin = reinterpret_cast<const std::byte*>(trailer.data());
  bytes.insert(bytes.end(), begin, begin + trailer.size());
}

void append_checksum_trailer_to_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::uint64_t>(file.tellg());
  file.seekg(0);
  const uLong checksum = checksum_of(file, size);
  if (!file) throw InputOutputError(fmt::format("cannot read '{}' to trailer it", path));
  std::ofstream end(path, std::ios::binary | std::ios::app);
  end << trailer_of(checksum) << std::flush;
  if (!end)
    throw InputOutputError(fmt::format("cannot write the end of '{}': {}", path, write_failure(errno)));
}

void check_checksum_trailer(const std::string& path, std::uint64_t size) {
  std::ifstream file(path, std::ios::binary);
  const uLong checksum = checksum_of(file, size - std::min<std::uint64_t>(size, seal_length));
  std::string found(seal_length, ' ');
  if (file) file.read(found.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(size, seal_length)));
  if (!file) throw InputOutputError(fmt::format("cannot read '{}': reading stopped before its end", path));
  if (found != trailer_of(checksum))
    throw DataError(fmt::format(
        "'{}' is not a whole result file of regimes: it does not end in the checksum of its bytes, so it is "
        "truncated or damaged, or another program made or changed it",
        path));
}

}  // namespace regimes::io
