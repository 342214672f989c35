#include "datasets/gzip_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "datasets/byte_file.hpp"

namespace regimes::datasets {

GzipBytes::GzipBytes(const std::string& path, const std::string& option)
    : SequentialBytes(file_name(path, option)), file_(nullptr, gzclose) {
  require_regular_file(path, name());
  file_.reset(gzopen(path.c_str(), "rb"));
  if (!file_) throw InputOutputError(fmt::format("{} cannot be opened: {}", name(), std::strerror(errno)));
  constexpr unsigned buffer_bytes = 1u << 17;
  gzbuffer(file_.get(), buffer_bytes);
}

void GzipBytes::restart() const {
  gzclearerr(file_.get());
  if (gzrewind(file_.get()) != 0) fail();
}

std::size_t GzipBytes::next(std::span<std::uint8_t> bytes) const {
  constexpr std::size_t most_per_call = std::size_t{1} << 30;  // gzread returns an int
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto wanted = static_cast<unsigned>(std::min(bytes.size() - done, most_per_call));
    const int got = gzread(file_.get(), bytes.data() + done, wanted);
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

void GzipBytes::fail() const {
  int status = Z_OK;
  const char* const detail = gzerror(file_.get(), &status);
  if (status == Z_ERRNO)
    throw InputOutputError(fmt::format("{} cannot be read: {}", name(), std::strerror(errno)));
  throw DataError(fmt::format("{} is damaged or incomplete gzip data ({}); fetch it again", name(), detail));
}

}  // namespace regimes::datasets
