#pragma once
/// A checksum behind the last byte that HDF5 uses. HDF5 1.10 crashes or loops for ever on some damaged files,
/// so read_document() lets it see only files whose every byte is as written. HDF5 and its readers ignore what
/// follows the end of their data.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace regimes::io {

/// Appends the trailer: "\nregimes-crc32 01234567\n", the CRC-32 of all bytes before it in hexadecimal.
void append_checksum_trailer(std::vector<std::byte>& bytes);

/// Appends the trailer of all its bytes to a file, which is read once in small pieces. Throws
/// InputOutputError.
void append_checksum_trailer_to_file(const std::string& path);

/// Throws InputOutputError if the file of `size` bytes cannot be read, DataError if it does not end in the
/// trailer of its bytes.
void check_checksum_trailer(const std::string& path, std::uint64_t size);

}  // namespace regimes::io
