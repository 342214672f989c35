#include "datasets/gzip_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "datasets/byte_file.hpp"

namespace regimes::datasets {
GzipStream::GzipStream(const std::string& path, const std::string& option)
    : name_(file_name(path, option)), file_(nullptr, gzclose) {
  require_regular_file(path, name_);
  file_.reset(gzopen(path.c_str(), "rb"));
  if (!file_) throw InputOutputError(fmt::format("{} cannot be opened: {}", name_, std::strerror(errno)));
  constexpr unsigned buffer_bytes = 1u << 17;
  gzbuffer(file_.get(), buffer_bytes);
}

std::size_t GzipStream::read(std::span<std::uint8_t> buffer) {
  constexpr std::size_t most_per_call = std::size_t{1} << 30;  // gzread returns an int
  std::size_t done = 0;
  while (done < buffer.size()) {
    const auto wanted = static_cast<unsigned>(std::min(buffer.size() - done, most_per_call));
    const int got = gzread(file_.get(), buffer.data() + done, wanted);
    if (got < 0) fail();
    done += static_cast<std::size_t>(got);
    if (static_cast<unsigned>(got) == wanted) continue;
    int status = Z_OK;
    gzerror(file_.get(), &status);
    if (status != Z_OK && status != Z_STREAM_END) fail();
    break;
  }
  return done;
}

void GzipStream::fail() const {
  int status = Z_OK;
  const char* const detail = gzerror(file_.get(), &status);
  if (status == Z_ERRNO)
    throw InputOutputError(fmt::format("{} cannot be read: {}", name_, std::strerror(errno)));
  throw DataError(fmt::format("{} is damaged or incomplete gzip data ({}); fetch it again", name_, detail));
}

}  // namespace regimes::datasets
