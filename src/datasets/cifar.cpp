#include "datasets/cifar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "base/error.hpp"
#include "datasets/record_rows.hpp"

namespace regimes::datasets {
namespace {

constexpr int channels = 3, image_side = 32, image_values = channels * image_side * image_side,
              record_bytes = image_values + 1;
constexpr std::uint8_t last_label = 9;

/// data_batch_2.bin before data_batch_10.bin.
bool by_number(const std::string& a, const std::string& b) {
  return std::tuple(a.size(), a) < std::tuple(b.size(), b);
}

std::vector<std::string> batches_in(const std::string& folder, const std::string& name) {
  std::vector<std::string> files;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (file.starts_with("data_batch_") && file.ends_with(".bin")) files.push_back(entry->path().string());
  }
  if (error) throw InputOutputError(fmt::format("{} cannot be read: {}", name, error.message()));
  if (files.empty()) throw DataError(fmt::format("{} is a folder without data_batch_*.bin", name));
  std::sort(files.begin(), files.end(), by_number);
  return files;
}

std::vector<RecordFile> open_all(const std::string& where, const std::string& option) {
  std::vector<RecordFile> files;
  for (const std::string& path : cifar_files(where, option)) {
    ByteFile file(path, option);
    const std::int64_t bytes = file.size();
    if (bytes == 0) throw DataError(fmt::format("{} is empty", file.name()));
    if (bytes % record_bytes != 0)
      throw DataError(
          fmt::format("{} has {} bytes, which are not whole CIFAR-10 records of {}: truncated, "
                      "still packed, or another format",
                      file.name(), bytes, record_bytes));
    files.push_back({std::move(file), 0, bytes / record_bytes});
  }
  return files;
}

}  // namespace

std::vector<std::string> cifar_files(const std::string& where, const std::string& option) {
  if (std::error_code error; std::filesystem::is_directory(where, error))
    return batches_in(where, file_name(where, option));
  std::vector<std::string> files;
  for (std::size_t begin = 0; begin <= where.size();) {
    const std::size_t end = std::min(where.find(',', begin), where.size());
    files.push_back(where.substr(begin, end - begin));
    if (files.back().empty())
      throw UsageError(
          fmt::format("{} has an empty name; write FILE, FILE,FILE or a folder", file_name(where, option)));
    begin = end + 1;
  }
  return files;
}

std::unique_ptr<RowReader> open_cifar(const std::string& where, const std::string& option) {
  auto rows = std::make_unique<RecordRows>(open_all(where, option),
                                           RecordLayout{ValueType::byte, image_values, record_bytes, 1});
  rows->set_axes({{channels, image_side, image_side}, {}});
  return rows;
}

std::vector<std::int32_t> read_cifar_labels(const std::string& where, const std::string& option) {
  std::vector<std::int32_t> labels;
  constexpr std::int64_t records_together = 256;
  std::vector<std::uint8_t> bytes;
  for (const RecordFile& part : open_all(where, option)) {
    for (std::int64_t row = 0; row < part.rows; row += records_together) {
      const std::int64_t count = std::min(records_together, part.rows - row);
      bytes.resize(static_cast<std::size_t>(count * record_bytes));
      part.file.read(row * record_bytes, bytes);
      for (std::size_t at = 0; at < bytes.size(); at += record_bytes) {
        if (bytes[at] > last_label)
          throw DataError(fmt::format("{} is not a CIFAR-10 file: record {} has the label {}, above {}",
                                      part.file.name(), row + static_cast<std::int64_t>(at) / record_bytes,
                                      bytes[at], last_label));
        labels.push_back(bytes[at]);
      }
    }
  }
  return labels;
}

}  // namespace regimes::datasets
