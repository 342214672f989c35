#include "datasets/readers/file_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/contract.hpp"
#include "base/error.hpp"
#include "datasets/readers/byte_file.hpp"
#include "datasets/readers/cifar.hpp"
#include "datasets/readers/dataset_name.hpp"
#include "datasets/readers/foreign_file.hpp"
#include "datasets/readers/hdf5_rows.hpp"
#include "datasets/readers/idx.hpp"
#include "datasets/readers/npy.hpp"
#include "datasets/readers/npy_header.hpp"
#include "datasets/readers/zip_archive.hpp"
#include "io/hdf5/numeric_dataset.hpp"

namespace regimes::datasets {
namespace {

bool is_npy_or_zip(const std::string& where, const std::string& option) {
  const std::string start = open_bytes(split_dataset_name(where).file, option)->beginning(enough_to_tell);
  if (!is_zip(start)) return is_npy(start);
  refuse_foreign_file(where, file_name(where, option));  // PyTorch's are archives, too
  return true;
}

bool is_hdf5_file(const std::string& where, const std::string& option) {
  const std::string file = split_dataset_name(where).file;
  return ByteFile(file, option).size() > 0 && io::is_hdf5(file);
}

FileFormat cifar_format(const char* name, const CifarSet& set, const char* sentence) {
  return {.name = name,
          .sentence = sentence,
          .file_sentence = "one .bin file, several with commas between, or the folder of them.",
          .is_one = [set](const std::string& where,
                          const std::string& option) { return is_cifar(where, option, set); },
          .open = [set](const std::string& where,
                        const std::string& option) { return open_cifar(where, option, set); },
          .own_labels = [set](const std::string& where,
                              const std::string& option) { return read_cifar_labels(where, option, set); }};
}

std::string names_of(const std::vector<FileFormat>& formats) {
  std::vector<std::string> names;
  for (const FileFormat& format : formats) names.push_back(format.name);
  return some_of(names);
}

}  // namespace

const std::vector<FileFormat>& file_formats() {
  static const std::vector<FileFormat> formats{
      {.name = "idx",
       .sentence = "images in the format of MNIST.",
       .file_sentence = "plain or compressed with gzip.",
       .is_one =
           [](const std::string& where, const std::string& option) {
             const DatasetName name = split_dataset_name(where);  // it has no parts
             return name.dataset.empty() && is_idx(open_bytes(name.file, option)->beginning(enough_to_tell));
           },
       .open = open_idx_points,
       .open_labels = open_idx},
      {.name = "npy",
       .sentence = "an array of NumPy, or one in an NPZ archive.",
       .file_sentence = "FILE, or FILE.npz:NAME; C order, or Fortran order with two dimensions.",
       .is_one = is_npy_or_zip,
       .open = open_npy,
       .open_labels = open_npy},
      {.name = "hdf5",
       .sentence = "a dataset of numbers; netCDF too, with its packing and fill values.",
       .file_sentence = "FILE:/path/to/dataset, any integers or floating-point numbers, compressed or not.",
       .is_one = is_hdf5_file,
       .open = open_hdf5,
       .open_labels = open_hdf5},
      cifar_format("cifar10", cifar10, "images of CIFAR-10 with their labels, binary version."),
      cifar_format("cifar100", cifar100, "images of CIFAR-100 with their 100 classes, binary version."),
  };
  return formats;
}

const FileFormat* find_format(std::string_view name) {
  const auto& all = file_formats();
  const auto found =
      std::find_if(all.begin(), all.end(), [name](const FileFormat& format) { return format.name == name; });
  return found == all.end() ? nullptr : &*found;
}

const FileFormat& format_of(std::string_view name) {
  const FileFormat* format = find_format(name);
  require(format != nullptr, "no reader for format {}", name);
  return *format;
}

const FileFormat& format_told(const std::string& where, const std::string& option) {
  // CIFAR, the last, comes first: its files have no word of their own to begin with and may begin like
  // another's.
  const auto& all = file_formats();
  std::error_code unknown;
  const std::string file = split_dataset_name(where).file;
  const bool is_part = file != where && std::filesystem::is_regular_file(file, unknown);
  for (auto format = all.rbegin(); format != all.rend(); ++format)
    if (!(is_part && format->has_own_labels()) && format->is_one(where, option)) return *format;
  const std::string name = file_name(where, option);
  if (ByteFile(file, option).size() == 0) throw DataError(fmt::format("{} is empty", name));
  refuse_foreign_file(where, name);
  throw DataError(fmt::format("{} is of no format that can be read: {}", name, names_of(all)));
}

std::vector<std::string> files_named(const std::string& where, const std::string& option) {
  if (where.empty()) return {};
  std::error_code unknown;
  const DatasetName name = split_dataset_name(where);
  if (name.dataset.empty() && !std::filesystem::is_regular_file(where, unknown) &&
      (where.find(',') != std::string::npos || std::filesystem::is_directory(where, unknown)))
    return cifar_files(where, option);
  return {name.file};
}

}  // namespace regimes::datasets
