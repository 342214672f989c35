#include "datasets/hdf5_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "base/error.hpp"
#include "datasets/byte_file.hpp"
#include "datasets/label_range.hpp"
#include "io/numeric_dataset.hpp"

namespace regimes::datasets {
namespace {

std::unique_ptr<io::NumericDataset> open_dataset(const std::string& where, const std::string& option) {
  const DatasetName name = split_dataset_name(where);
  require_regular_file(name.file, file_name(name.file, option));
  if (name.dataset.empty())
    throw UsageError(
        fmt::format("{} names no dataset; write FILE:/path/to/dataset", file_name(where, option)));
  const ByteFile readable(name.file, option);  // HDF5 itself does not say why it cannot open a file
  return std::make_unique<io::NumericDataset>(name.file, name.dataset, file_name(where, option));
}

class DatasetRows : public RowReader {
 public:
  DatasetRows(std::unique_ptr<io::NumericDataset> dataset, int dimension)
      : RowReader(dataset->shape()[0], dimension, access(*dataset, dimension)),
        dataset_(std::move(dataset)) {}

 private:
  /// A call of HDF5 costs as much as reading some ten kilobytes, and a chunk is always read as a whole.
  static RowAccess access(const io::NumericDataset& dataset, int dimension) {
    constexpr std::int64_t gap_values = 1 << 13;
    return {std::max(gap_values / dimension, dataset.chunk_rows()), dataset.chunk_rows() == 1};
  }
  void read(std::int64_t first, std::int64_t count, std::span<double> values) const override {
    dataset_->read(first, count, values);
  }

  std::unique_ptr<io::NumericDataset> dataset_;
};

}  // namespace

DatasetName split_dataset_name(const std::string& where) {
  const std::size_t colon = where.rfind(":/");
  if (colon == std::string::npos) return {where, ""};
  return {where.substr(0, colon), where.substr(colon + 1)};
}

std::unique_ptr<RowReader> open_hdf5(const std::string& where, const std::string& option) {
  auto dataset = open_dataset(where, option);
  const std::vector<std::int64_t>& shape = dataset->shape();
  if (shape.size() < 2)
    throw DataError(fmt::format("{} has one dimension ({} values): points are the rows of two",
                                file_name(where, option), shape[0]));
  std::int64_t dimension = 1;  // times the rows it fits 64 bits: NumericDataset has seen to it
  for (std::size_t axis = 1; axis < shape.size(); ++axis) dimension *= shape[axis];
  if (dimension > std::numeric_limits<int>::max())
    throw DataError(
        fmt::format("{} has rows of {} numbers, more than 2^31", file_name(where, option), dimension));
  RowAxes axes{{shape.begin() + 1, shape.end()}, dataset->axis_names()};
  auto rows = std::make_unique<DatasetRows>(std::move(dataset), static_cast<int>(dimension));
  rows->set_axes(std::move(axes));
  return rows;
}

std::vector<std::int32_t> read_hdf5_labels(const std::string& where, const std::string& option) {
  const auto dataset = open_dataset(where, option);
  const std::string name = file_name(where, option);
  const std::vector<std::int64_t>& shape = dataset->shape();
  if (shape.size() != 1)
    throw DataError(
        fmt::format("{} has the shape ({}): labels have one dimension", name, fmt::join(shape, ", ")));
  if (!dataset->holds_integers())
    throw DataError(fmt::format("{} holds floating-point numbers; labels are integers", name));
  std::vector<std::int64_t> values(static_cast<std::size_t>(shape[0]));
  dataset->read(0, shape[0], values);
  std::vector<std::int32_t> labels(values.size());
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = checked_label(values[i], i, name);
  return labels;
}

}  // namespace regimes::datasets
