#include "datasets/readers/cifar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "base/error.hpp"
#include "datasets/axis_order.hpp"
#include "datasets/readers/byte_file.hpp"
#include "datasets/readers/dataset_name.hpp"
#include "datasets/readers/foreign_file.hpp"
#include "datasets/readers/idx.hpp"
#include "datasets/readers/record_rows.hpp"

namespace regimes::datasets {
namespace {

constexpr int channels = 3, image_side = 32, image_values = channels * image_side * image_side;

int record_bytes(const CifarSet& set) { return set.labels + image_values; }

/// data_batch_2.bin before data_batch_10.bin.
bool by_number(const std::string& a, const std::string& b) {
  return std::tuple(a.size(), a) < std::tuple(b.size(), b);
}

std::vector<std::string> batches_in(const std::string& folder, const std::string& name) {
  std::vector<std::string> files, single;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (file.starts_with("data_batch_") && file.ends_with(".bin")) files.push_back(entry->path().string());
    if (file == "train.bin") single.push_back(entry->path().string());
  }
  if (error) throw InputOutputError(fmt::format("{} cannot be read: {}", name, error.message()));
  if (files.empty()) files = single;
  if (files.empty()) refuse_foreign_file(folder, name);
  std::sort(files.begin(), files.end(), by_number);
  return files;
}

bool has_whole_records(std::int64_t bytes, const CifarSet& set) {
  return bytes > 0 && bytes % record_bytes(set) == 0;
}

/// A file and how many records it has.
struct CifarFile {
  std::unique_ptr<ByteFile> bytes;
  std::int64_t records;
};

std::vector<CifarFile> open_all(const std::string& where, const std::string& option, const CifarSet& set) {
  std::vector<CifarFile> files;
  for (const std::string& path : cifar_files(where, option)) {
    auto file = std::make_unique<ByteFile>(path, option);
    const std::int64_t bytes = file->size();
    if (bytes == 0) throw DataError(fmt::format("{} is empty", file->name()));
    if (!has_whole_records(bytes, set))
      throw DataError(
          fmt::format("{} has {} bytes, which are not whole {} records of {}: truncated, "
                      "still packed, or another format; without --train its format is told from its content",
                      file->name(), bytes, set.name, record_bytes(set)));
    files.push_back({std::move(file), bytes / record_bytes(set)});
  }
  return files;
}

}  // namespace

std::vector<std::string> cifar_files(const std::string& where, const std::string& option) {
  if (std::error_code error; std::filesystem::is_directory(where, error))
    return batches_in(where, file_name(where, option));
  if (std::error_code error; std::filesystem::exists(where, error)) return {where};  // it may have commas
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

bool is_cifar(const std::string& where, const std::string& option, const CifarSet& set) {
  const ByteFile file(cifar_files(where, option).front(), option);
  if (!has_whole_records(file.size(), set)) return false;
  constexpr std::int64_t enough_records = 100;
  const std::int64_t records = std::min(enough_records, file.size() / record_bytes(set));
  for (std::int64_t record = 0; record < records; ++record) {
    std::uint8_t label = 0;
    file.read(record * record_bytes(set) + set.labels - 1, {&label, 1});
    if (label > set.last_class) return false;
  }
  return records > 1 || !is_idx(file.beginning(enough_to_tell));
}

std::unique_ptr<RowReader> open_cifar(const std::string& where, const std::string& option,
                                      const CifarSet& set) {
  std::vector<RecordFile> files;
  for (CifarFile& file : open_all(where, option, set))
    files.push_back({std::move(file.bytes), 0, file.records});
  auto rows = std::make_unique<RecordRows>(
      std::move(files), RecordLayout{NumberType(), image_values, record_bytes(set), set.labels});
  rows->set_axes({{channels, image_side, image_side}, {}, std::string(name_of(AxisOrder::nchw))});
  return rows;
}

std::vector<std::int32_t> read_cifar_labels(const std::string& where, const std::string& option,
                                            const CifarSet& set) {
  std::vector<std::int32_t> labels;
  constexpr std::int64_t records_together = 256;
  const auto stride = static_cast<std::size_t>(record_bytes(set));
  std::vector<std::uint8_t> bytes;
  for (const CifarFile& part : open_all(where, option, set)) {
    for (std::int64_t row = 0; row < part.records; row += records_together) {
      const std::int64_t count = std::min(records_together, part.records - row);
      bytes.resize(static_cast<std::size_t>(count) * stride);
      part.bytes->read(row * record_bytes(set), bytes);
      for (std::int64_t i = 0; i < count; ++i) {
        const std::uint8_t label = bytes[static_cast<std::size_t>(i + 1) * stride - image_values - 1];
        if (label > set.last_class)
          throw DataError(fmt::format("{} is not a {} file: record {} has the label {}, above {}",
                                      part.bytes->name(), set.name, row + i, label, set.last_class));
        labels.push_back(label);
      }
    }
  }
  return labels;
}

}  // namespace regimes::datasets
