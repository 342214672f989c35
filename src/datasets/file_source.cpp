#include "datasets/file_source.hpp"

#include <fmt/format.h>

#include "base/contract.hpp"
#include "datasets/byte_file.hpp"
#include "datasets/cifar.hpp"
#include "datasets/hdf5_rows.hpp"
#include "datasets/idx.hpp"
#include "datasets/labels.hpp"
#include "datasets/npy.hpp"

namespace regimes::datasets {

std::unique_ptr<RowReader> open_rows(const FileSource& source) {
  switch (source.format) {
    case FileFormat::idx:
      return open_idx(source.train_file);
    case FileFormat::npy:
      return open_npy(source.train_file);
    case FileFormat::hdf5:
      return open_hdf5(source.train_file);
    case FileFormat::cifar10:
      return open_cifar(source.train_file);
  }
  throw ContractError(fmt::format("no reader for format {}", static_cast<int>(source.format)));
}

LabelledRows labelled_rows(const FileSource& source, std::int64_t rows) {
  const std::string points = file_name(source.train_file, "--train-file");
  if (has_own_labels(source.format)) {
    if (!source.labels_file.empty())
      throw UsageError(fmt::format("{} is superfluous: {} files hold their labels; leave it out",
                                   file_name(source.labels_file, "--labels-file"), name_of(source.format)));
    return {rows, points, "the labels of " + points, read_cifar_labels(source.train_file)};
  }
  if (source.labels_file.empty()) return {rows, points, "", {}};
  return {rows, points, file_name(source.labels_file, "--labels-file"), read_labels(source.labels_file)};
}

}  // namespace regimes::datasets
