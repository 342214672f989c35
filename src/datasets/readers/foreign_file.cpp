#include "datasets/readers/foreign_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <vector>

#include "base/error.hpp"
#include "base/shell_word.hpp"
#include "datasets/readers/byte_file.hpp"
#include "datasets/readers/dataset_name.hpp"
#include "datasets/readers/gzip_bytes.hpp"
#include "datasets/readers/zip_archive.hpp"

namespace regimes::datasets {
namespace {

/// What is seen of a file.
struct Look {
  std::string path, start;
};

struct ForeignFormat {
  const char* what;
  std::function<bool(const Look&)> is_one;
  const char* line = "regimes-convert {} points.npy";  ///< with the file for {}
};

bool begins(const Look& look, std::string_view magic, std::size_t at = 0) {
  return look.start.size() > at && std::string_view(look.start).substr(at).starts_with(magic);
}

bool has_extension(const Look& look, std::initializer_list<std::string_view> known) {
  const std::string extension = std::filesystem::path(look.path).extension().string();
  return std::find(known.begin(), known.end(), extension) != known.end();
}

/// PyTorch has written ZIP archives with the member data.pkl since 1.6.
bool is_torch(const Look& look) {
  if (!is_zip(look.start)) return false;
  const ZipArchive archive(look.path, "file");
  return std::any_of(archive.members().begin(), archive.members().end(),
                     [](const std::string& member) { return member.ends_with("data.pkl"); });
}

/// A length in 8 bytes, then a JSON object.
bool is_safetensors(const Look& look) {
  constexpr std::size_t length_bytes = 8;
  return begins(look, "{\"", length_bytes) || begins(look, "{ ", length_bytes);
}

bool is_text(const Look& look) {
  const auto is_printable = [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code >= ' ' || letter == '\n' || letter == '\r' || letter == '\t';
  };
  return !look.start.empty() && std::all_of(look.start.begin(), look.start.end(), is_printable) &&
         look.start.find_first_of("0123456789") != std::string::npos &&
         look.start.find_first_of(",;\t ") != std::string::npos;
}

const std::vector<ForeignFormat>& foreign_formats() {
  constexpr std::size_t tar_magic_at = 257, lmdb_magic_at = 16;
  static const std::vector<ForeignFormat> all = {
      {"a file of PyTorch", is_torch},
      {"a file of PyTorch",
       [](const Look& look) {
         return begins(look, "\x80") && has_extension(look, {".pt", ".pth"});
       }},
      {"a pickle of Python",
       [](const Look& look) {
         return begins(look, "\x80\x02") || begins(look, "\x80\x03") || begins(look, "\x80\x04") ||
                begins(look, "\x80\x05");
       }},
      {"a file of Safetensors", is_safetensors},
      {"a Parquet table", [](const Look& look) { return begins(look, "PAR1"); }},
      {"an Arrow or Feather table",
       [](const Look& look) { return begins(look, "ARROW1") || begins(look, "FEA1"); }},
      {"a MATLAB file of version 5", [](const Look& look) { return begins(look, "MATLAB 5"); }},
      {"a netCDF file of the classic format", [](const Look& look) { return begins(look, "CDF"); },
       "nccopy -k nc4 {} points.nc"},
      {"a tar archive", [](const Look& look) { return begins(look, "ustar", tar_magic_at); }},
      {"an LMDB database", [](const Look& look) { return begins(look, "\xDE\xC0\xEF\xBE", lmdb_magic_at); }},
      {"a PNG image; give its folder", [](const Look& look) { return begins(look, "\x89PNG"); }},
      {"a JPEG image; give its folder", [](const Look& look) { return begins(look, "\xFF\xD8\xFF"); }},
      {"compressed by Zstandard", [](const Look& look) { return begins(look, "\x28\xB5\x2F\xFD"); },
       "unzstd {}"},
      {"compressed by xz", [](const Look& look) { return begins(look, "\xFD\x37zXZ"); }, "unxz --keep {}"},
      {"compressed by bzip2", [](const Look& look) { return begins(look, "BZh"); }, "bunzip2 --keep {}"},
      {"a table in text, such as CSV", is_text},
  };
  return all;
}

/// Folders of images and of formats that are folders.
std::string kind_of_folder(const std::string& path) {
  std::error_code unknown;
  for (const char* part : {".zarray", ".zgroup", "zarr.json"})
    if (std::filesystem::exists(std::filesystem::path(path) / part, unknown)) return "a Zarr store";
  if (std::filesystem::exists(std::filesystem::path(path) / "data.mdb", unknown)) return "an LMDB database";
  return "a folder without data_batch_*.bin";
}

[[noreturn]] void refuse(const std::string& path, const std::string& name, const std::string& what,
                         const char* line) {
  throw DataError(fmt::format("{} is {}; convert it with: {}", name, what,
                              fmt::format(fmt::runtime(line), shell_file(path))));
}

}  // namespace

void refuse_foreign_file(const std::string& where, const std::string& name) {
  const std::string path = split_dataset_name(where).file;
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown))
    refuse(path, name, kind_of_folder(path), "regimes-convert {} points.npy");
  const ByteFile file(path, "file");
  Look look{path, file.beginning(enough_to_tell)};
  if (is_gzip(look.start)) look.start = GzipBytes(path, "file").beginning(enough_to_tell);
  for (const ForeignFormat& format : foreign_formats())
    if (format.is_one(look)) refuse(path, name, format.what, format.line);
}

}  // namespace regimes::datasets
