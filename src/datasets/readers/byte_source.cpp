#include "datasets/readers/byte_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "datasets/readers/byte_file.hpp"
#include "datasets/readers/gzip_bytes.hpp"

namespace regimes::datasets {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 16;

}  // namespace

void ByteSource::read(std::int64_t offset, std::span<std::uint8_t> bytes) const {
  if (read_some(offset, bytes) < bytes.size())
    throw DataError(fmt::format("{} has become shorter while it was read", name_));
}

std::string ByteSource::beginning(std::size_t most) const {
  std::string text(most, '\0');
  text.resize(read_some(0, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()}));
  return text;
}

std::int64_t SequentialBytes::size_up_to(std::int64_t most) const {
  restart();
  position_ = 0;
  std::vector<std::uint8_t> chunk(chunk_bytes);
  for (std::size_t got = chunk_bytes; got == chunk_bytes && position_ <= most;) {
    got = next(chunk);
    position_ += static_cast<std::int64_t>(got);
  }
  return position_;
}

std::size_t SequentialBytes::read_some(std::int64_t offset, std::span<std::uint8_t> bytes) const {
  if (position_ == 0 || offset < position_) {
    restart();
    position_ = 0;
  }
  std::vector<std::uint8_t> skipped(chunk_bytes);
  while (position_ < offset) {
    const auto wanted = std::min<std::int64_t>(offset - position_, chunk_bytes);
    const std::size_t got = next(std::span(skipped).first(static_cast<std::size_t>(wanted)));
    position_ += static_cast<std::int64_t>(got);
    if (static_cast<std::int64_t>(got) < wanted) return 0;
  }
  const std::size_t got = next(bytes);
  position_ += static_cast<std::int64_t>(got);
  return got;
}

std::unique_ptr<ByteSource> open_bytes(const std::string& path, const std::string& option) {
  auto file = std::make_unique<ByteFile>(path, option);
  if (is_gzip(file->beginning(gzip_magic.size()))) return std::make_unique<GzipBytes>(path, option);
  return file;
}

}  // namespace regimes::datasets
