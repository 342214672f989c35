#pragma once
/// The bytes of a file at any place, whatever it takes to get them: plain, compressed, or one of many in an
/// archive.
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace regimes::datasets {

class ByteSource {
 public:
  explicit ByteSource(std::string name) : name_(std::move(name)) {}
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// How messages call it: "--train-file 'PATH'".
  const std::string& name() const { return name_; }
  /// Whether bytes at scattered places cost about as much as in turn.
  virtual bool any_order() const = 0;
  /// How many bytes there are, or `most` + 1 where there are more. Compressed data are read through for it,
  /// and their checksums looked at, so that nothing is ever allocated on the word of a header.
  virtual std::int64_t size_up_to(std::int64_t most) const = 0;
  /// Fills `bytes` from `offset` on. InputOutputError if the system cannot read, DataError where compressed
  /// data are damaged or the file has become shorter. One thread at a time.
  void read(std::int64_t offset, std::span<std::uint8_t> bytes) const;
  /// The first bytes, at most `most`.
  std::string beginning(std::size_t most) const;

 private:
  /// Like read(), but gives back how many bytes there were: fewer than asked for only at the end.
  virtual std::size_t read_some(std::int64_t offset, std::span<std::uint8_t> bytes) const = 0;

  std::string name_;
};

/// Bytes that can only be had in turn. What lies before the place asked for is read, too, so that places
/// which ascend over several calls cost one pass.
class SequentialBytes : public ByteSource {
 public:
  using ByteSource::ByteSource;
  bool any_order() const override { return false; }
  std::int64_t size_up_to(std::int64_t most) const override;

 protected:
  std::size_t read_some(std::int64_t offset, std::span<std::uint8_t> bytes) const override;

 private:
  /// Back to the first byte.
  virtual void restart() const = 0;
  /// The next bytes: fewer than asked for only at the end, and there checksums are compared.
  virtual std::size_t next(std::span<std::uint8_t> bytes) const = 0;

  mutable std::int64_t position_ = 0;
};

/// The content of a file that may be compressed by gzip. `option` names it in messages. Errors: those of
/// ByteFile.
std::unique_ptr<ByteSource> open_bytes(const std::string& path, const std::string& option);

}  // namespace regimes::datasets
