#include "datasets/file_format.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "datasets/cifar.hpp"
#include "datasets/hdf5_rows.hpp"
#include "datasets/idx.hpp"
#include "datasets/npy.hpp"

namespace regimes::datasets {

const std::vector<FileFormat>& file_formats() {
  static const std::vector<FileFormat> formats{
      {.name = "idx",
       .sentence = "images in the format of MNIST.",
       .file_sentence = "plain or compressed with gzip.",
       .open = [](const std::string& where) { return open_idx(where); }},
      {.name = "npy",
       .sentence = "an array of NumPy, of float32, float64 or uint8.",
       .file_sentence = "C order, or Fortran order with two dimensions.",
       .open = [](const std::string& where) { return open_npy(where); }},
      {.name = "hdf5",
       .sentence = "a dataset of numbers.",
       .file_sentence = "FILE:/path/to/dataset, any integers or floating-point numbers, compressed or not.",
       .open = [](const std::string& where) { return open_hdf5(where); }},
      {.name = "cifar10",
       .sentence = "images of CIFAR-10 with their labels, binary version.",
       .file_sentence = "one .bin file, several with commas between, or a folder with data_batch_*.bin.",
       .open = [](const std::string& where) { return open_cifar(where); },
       .own_labels = [](const std::string& where) { return read_cifar_labels(where); },
       .files = [](const std::string& where) { return cifar_files(where); }},
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

std::vector<std::string> files_named(const FileFormat& format, const std::string& where) {
  if (where.empty()) return {};
  if (format.files) return format.files(where);
  const bool is_dataset = where.rfind(":/") != where.npos;
  return {is_dataset ? split_dataset_name(where).file : where};
}

}  // namespace regimes::datasets
