#include "datasets/readers/zip_archive.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "datasets/readers/byte_file.hpp"

namespace regimes::datasets {
namespace {

/// Deflate gives at most so many bytes for one.
constexpr std::uint64_t largest_deflate_ratio = 1032;

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw DataError(fmt::format("{} is a damaged or incomplete ZIP archive ({}); fetch it again", name, why));
}

/// A member as it is decompressed from its first byte on; libzip compares its checksum at its end.
class ZipMember : public SequentialBytes {
 public:
  ZipMember(std::shared_ptr<zip> archive, std::uint64_t index, const zip_stat_t& status, std::string name)
      : SequentialBytes(std::move(name)),
        archive_(std::move(archive)),
        index_(index),
        bytes_(static_cast<std::int64_t>(status.size)),
        is_stored_(status.comp_method == ZIP_CM_STORE),
        file_(nullptr, zip_fclose) {}

  bool any_order() const override { return is_stored_; }
  std::int64_t size_up_to(std::int64_t most) const override {
    if (is_stored_) return bytes_;
    const std::int64_t found = SequentialBytes::size_up_to(most);
    if (found <= most && found != bytes_)
      refuse(name(), fmt::format("{} bytes are claimed, and there are {}", bytes_, found));
    return found;
  }

 private:
  std::size_t read_some(std::int64_t offset, std::span<std::uint8_t> bytes) const override {
    if (!is_stored_) return SequentialBytes::read_some(offset, bytes);
    if (offset >= bytes_) return 0;
    if (!file_) restart();
    if (zip_fseek(file_.get(), offset, SEEK_SET) != 0) fail();
    return next(bytes);
  }
  void restart() const override {
    file_.reset(zip_fopen_index(archive_.get(), index_, 0));
    if (!file_) refuse(name(), zip_strerror(archive_.get()));
  }
  std::size_t next(std::span<std::uint8_t> bytes) const override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const zip_int64_t got = zip_fread(file_.get(), bytes.data() + done, bytes.size() - done);
      if (got < 0) fail();
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }
  [[noreturn]] void fail() const { refuse(name(), zip_file_strerror(file_.get())); }

  std::shared_ptr<zip> archive_;
  std::uint64_t index_;
  std::int64_t bytes_;
  bool is_stored_;
  mutable std::unique_ptr<zip_file, int (*)(zip_file*)> file_;  // before the archive is closed
};

}  // namespace

ZipArchive::ZipArchive(const std::string& path, const std::string& option)
    : name_(file_name(path, option)), file_bytes_(ByteFile(path, option).size()) {
  int failure = 0;
  zip* const opened = zip_open(path.c_str(), ZIP_RDONLY, &failure);
  if (opened == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, failure);
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    refuse(name_, why);
  }
  archive_ = std::shared_ptr<zip>(opened, zip_discard);
  for (zip_int64_t i = 0; i < zip_get_num_entries(opened, 0); ++i) {
    const char* const member = zip_get_name(opened, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS);
    if (member == nullptr) refuse(name_, zip_strerror(opened));
    members_.emplace_back(member);
  }
}

std::unique_ptr<ByteSource> ZipArchive::open(std::size_t member, const std::string& name) const {
  zip_stat_t status;
  zip_stat_init(&status);
  if (zip_stat_index(archive_.get(), member, 0, &status) != 0) refuse(name, zip_strerror(archive_.get()));
  if (status.encryption_method != ZIP_EM_NONE)
    throw DataError(fmt::format("{} is encrypted; write it anew without a password", name));
  const bool is_stored = status.comp_method == ZIP_CM_STORE;
  if (!is_stored && status.comp_method != ZIP_CM_DEFLATE)
    throw DataError(fmt::format(
        "{} is compressed by the method {} of ZIP; only deflate, the method of NumPy, can be read", name,
        status.comp_method));
  const auto file_bytes = static_cast<std::uint64_t>(file_bytes_);
  if (status.comp_size > file_bytes || (is_stored && status.size != status.comp_size) ||
      status.size / largest_deflate_ratio > status.comp_size)
    throw DataError(
        fmt::format("{} claims {} bytes, which its {} compressed ones in a file of {} cannot hold; "
                    "the archive must be damaged",
                    name, status.size, status.comp_size, file_bytes));
  return std::make_unique<ZipMember>(archive_, member, status, name);
}

}  // namespace regimes::datasets
