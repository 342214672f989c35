#include "datasets/idx.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "datasets/byte_file.hpp"
#include "datasets/gzip_stream.hpp"
#include "datasets/record_rows.hpp"

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

/// Values that follow the header of a compressed file: all of it is read, but no more than one value too
/// many is of interest.
std::int64_t count_values(GzipStream& stream, std::int64_t announced) {
  constexpr std::size_t chunk_bytes = 1u << 16;
  std::vector<std::uint8_t> chunk(chunk_bytes);
  std::int64_t found = 0;
  for (std::size_t got = chunk_bytes; got == chunk_bytes && found <= announced;) {
    got = stream.read(chunk);
    found += static_cast<std::int64_t>(got);
  }
  return found;
}

bool is_compressed(const ByteFile& file) {
  constexpr std::string_view gzip_magic = "\x1f\x8b";
  return file.beginning(gzip_magic.size()) == gzip_magic;
}

/// The sizes of a file whose content is what they announce.
std::vector<std::int64_t> verified_sizes(const ByteFile& file, const std::string& path,
                                         const std::string& option) {
  const std::string& name = file.name();
  GzipStream stream(path, option);
  const std::vector<std::int64_t> sizes = read_sizes(stream, name);
  const std::int64_t announced = checked_product(sizes, 0, std::numeric_limits<std::int64_t>::max(), name);
  const auto header = static_cast<std::int64_t>(header_bytes(sizes.size()));
  const std::int64_t found = is_compressed(file) ? count_values(stream, announced) : file.size() - header;
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

/// Rows of a compressed file, from its beginning on. What lies before the rows asked for is decompressed too,
/// so rows that ascend over several calls cost one pass.
class CompressedRows : public RowReader {
 public:
  CompressedRows(std::string path, std::string option, std::int64_t rows, int dimension,
                 std::size_t header_bytes)
      : RowReader(rows, dimension, {0, false}),
        path_(std::move(path)),
        option_(std::move(option)),
        header_bytes_(header_bytes) {}

 private:
  void read(std::int64_t first, std::int64_t count, std::span<double> values) const override {
    bytes_.resize(static_cast<std::size_t>(dimension()));
    if (!stream_ || first < next_row_) {
      stream_ = std::make_unique<GzipStream>(path_, option_);
      std::vector<std::uint8_t> header(header_bytes_);
      fill(header);
      next_row_ = 0;
    }
    for (; next_row_ < first; ++next_row_) fill(bytes_);
    for (; next_row_ < first + count; ++next_row_) {
      fill(bytes_);
      const auto at = static_cast<std::size_t>(next_row_ - first) * bytes_.size();
      decode(ValueType::byte, bytes_, values.subspan(at, bytes_.size()));
    }
  }

  void fill(std::span<std::uint8_t> bytes) const {
    if (stream_->read(bytes) < bytes.size())
      throw DataError(fmt::format("{} has become shorter while it was read", file_name(path_, option_)));
  }

  std::string path_, option_;
  std::size_t header_bytes_;
  mutable std::unique_ptr<GzipStream> stream_;
  mutable std::int64_t next_row_ = 0;
  mutable std::vector<std::uint8_t> bytes_;
};

}  // namespace

std::unique_ptr<RowReader> open_idx(const std::string& path, const std::string& option) {
  ByteFile file(path, option);
  const std::vector<std::int64_t> sizes = verified_sizes(file, path, option);
  if (sizes.size() < 2) {
    throw DataError(fmt::format("{} has one dimension ({} values): a file of labels, not of points?",
                                file.name(), sizes[0]));
  }
  const auto dimension =
      static_cast<int>(checked_product(sizes, 1, std::numeric_limits<int>::max(), file.name()));
  const std::size_t header = header_bytes(sizes.size());
  std::unique_ptr<RowReader> rows;
  if (is_compressed(file)) {
    rows = std::make_unique<CompressedRows>(path, option, sizes[0], dimension, header);
  } else {
    std::vector<RecordFile> files;
    files.push_back({std::move(file), static_cast<std::int64_t>(header), sizes[0]});
    rows = std::make_unique<RecordRows>(std::move(files),
                                        RecordLayout{ValueType::byte, dimension, dimension, 0});
  }
  rows->set_axes({{sizes.begin() + 1, sizes.end()}, {}});
  return rows;
}

std::vector<std::int32_t> read_idx_labels(const std::string& path, const std::string& option) {
  const ByteFile file(path, option);
  const std::vector<std::int64_t> sizes = verified_sizes(file, path, option);
  if (sizes.size() != 1) {
    throw DataError(fmt::format("{} has {} dimensions ({}): a file of points, not of labels?", file.name(),
                                sizes.size(), fmt::join(sizes, " x ")));
  }
  GzipStream stream(path, option);
  std::vector<std::uint8_t> bytes(header_bytes(1) + static_cast<std::size_t>(sizes[0]));
  if (stream.read(bytes) < bytes.size())
    throw DataError(fmt::format("{} has become shorter while it was read", file.name()));
  return {bytes.begin() + static_cast<std::ptrdiff_t>(header_bytes(1)), bytes.end()};
}

}  // namespace regimes::datasets
