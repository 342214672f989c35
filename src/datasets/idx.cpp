#include "datasets/idx.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <limits>
#include <utility>

#include "base/contract.hpp"
#include "datasets/gzip_stream.hpp"

namespace regimes::datasets {
namespace {

constexpr std::size_t magic_bytes = 4, size_bytes = 4;
constexpr std::uint8_t unsigned_byte_type = 0x08;

std::size_t header_bytes(std::size_t rank) { return magic_bytes + rank * size_bytes; }

std::string_view type_name(std::uint8_t type) {
  switch (type) {
    case 0x09:
      return "signed bytes";
    case 0x0B:
      return "16-bit integers";
    case 0x0C:
      return "32-bit integers";
    case 0x0D:
      return "32-bit floats";
    case 0x0E:
      return "64-bit floats";
    default:
      return "an unknown type";
  }
}

/// Reads the sizes at the beginning of the stream; `name` is the file in messages.
std::vector<std::int64_t> read_sizes(GzipStream& stream, const std::string& name) {
  std::array<std::uint8_t, magic_bytes> magic{};
  const std::size_t got = stream.read(magic);
  if (got == 0) throw DataError(fmt::format("{} is empty", name));
  if (got < magic_bytes || magic[0] != 0 || magic[1] != 0 || magic[3] == 0) {
    throw DataError(
        fmt::format("{} is not an IDX file: it begins with the bytes {:02x}, not with 00 00 08 and a rank",
                    name, fmt::join(magic.begin(), magic.begin() + got, " ")));
  }
  if (magic[2] != unsigned_byte_type) {
    throw DataError(fmt::format("{} holds {} (IDX type 0x{:02x}); only unsigned bytes (0x08) can be read",
                                name, type_name(magic[2]), magic[2]));
  }
  std::vector<std::int64_t> sizes(magic[3]);
  for (std::int64_t& size : sizes) {
    std::array<std::uint8_t, size_bytes> bytes{};
    if (stream.read(bytes) < size_bytes) {
      throw DataError(fmt::format("{} ends within its header of {} sizes", name, sizes.size()));
    }
    for (const std::uint8_t byte : bytes) size = size << 8 | byte;
  }
  return sizes;
}

/// The product of sizes[first...], checked to be in [1, limit].
std::int64_t checked_product(const std::vector<std::int64_t>& sizes, std::size_t first, std::int64_t limit,
                             const std::string& name) {
  std::int64_t product = 1;
  for (std::size_t i = first; i < sizes.size(); ++i) {
    if (sizes[i] == 0)
      throw DataError(fmt::format("{} announces no data: its sizes are {}", name, fmt::join(sizes, " x ")));
    if (product > limit / sizes[i]) {
      throw DataError(
          fmt::format("{} announces sizes {}, whose product is beyond {}; the header must be damaged", name,
                      fmt::join(sizes, " x "), limit));
    }
    product *= sizes[i];
  }
  return product;
}

/// The sizes of a file whose content has been read to its end and found to be what the header announces.
std::vector<std::int64_t> verified_sizes(const std::string& path, const std::string& option,
                                         const std::string& name) {
  GzipStream stream(path, option);
  const std::vector<std::int64_t> sizes = read_sizes(stream, name);
  const std::int64_t announced = checked_product(sizes, 0, std::numeric_limits<std::int64_t>::max(), name);
  constexpr std::size_t chunk_bytes = 1u << 16;
  std::vector<std::uint8_t> chunk(chunk_bytes);
  std::int64_t found = 0;
  for (std::size_t got = chunk_bytes; got == chunk_bytes && found <= announced;) {
    got = stream.read(chunk);
    found += static_cast<std::int64_t>(got);
  }
  if (found < announced) {
    throw DataError(fmt::format("{} is truncated: its header announces {} = {} values, and {} follow", name,
                                fmt::join(sizes, " x "), announced, found));
  }
  if (found > announced) {
    throw DataError(fmt::format("{} goes on after the {} = {} values that its header announces", name,
                                fmt::join(sizes, " x "), announced));
  }
  return sizes;
}

/// Fills the buffer from a file that was verified before.
void read_verified(GzipStream& stream, std::span<std::uint8_t> buffer, const std::string& name) {
  if (stream.read(buffer) < buffer.size())
    throw DataError(fmt::format("{} has become shorter while it was read", name));
}

std::string name_of(const std::string& path, const std::string& option) {
  return fmt::format("{} '{}'", option, path);
}

}  // namespace

IdxReader::IdxReader(std::string path, std::string option)
    : path_(std::move(path)), option_(std::move(option)) {
  const std::string name = name_of(path_, option_);
  const std::vector<std::int64_t> sizes = verified_sizes(path_, option_, name);
  if (sizes.size() < 2) {
    throw DataError(
        fmt::format("{} has one dimension ({} values): a file of labels, not of points?", name, sizes[0]));
  }
  rows_ = sizes[0];
  dimension_ = static_cast<int>(checked_product(sizes, 1, std::numeric_limits<int>::max(), name));
  header_bytes_ = header_bytes(sizes.size());
}

void IdxReader::for_each_row(std::int64_t rows, const RowVisitor& visit) const {
  require(0 <= rows && rows <= rows_, "{} rows are asked for of a file of {}", rows, rows_);
  const std::string name = name_of(path_, option_);
  GzipStream stream(path_, option_);
  std::vector<std::uint8_t> header(header_bytes_), row(static_cast<std::size_t>(dimension_));
  read_verified(stream, header, name);
  for (std::int64_t i = 0; i < rows; ++i) {
    read_verified(stream, row, name);
    visit(i, row);
  }
}

std::vector<std::uint8_t> read_idx_labels(const std::string& path, const std::string& option) {
  const std::string name = name_of(path, option);
  const std::vector<std::int64_t> sizes = verified_sizes(path, option, name);
  if (sizes.size() != 1) {
    throw DataError(fmt::format("{} has {} dimensions ({}): a file of points, not of labels?", name,
                                sizes.size(), fmt::join(sizes, " x ")));
  }
  GzipStream stream(path, option);
  std::vector<std::uint8_t> header(header_bytes(1)), labels(static_cast<std::size_t>(sizes[0]));
  read_verified(stream, header, name);
  read_verified(stream, labels, name);
  return labels;
}

}  // namespace regimes::datasets
