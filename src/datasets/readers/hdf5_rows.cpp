#include "datasets/readers/hdf5_rows.hpp"

#include <fmt/format.h>

#include <limits>

#include "base/error.hpp"
#include "datasets/readers/byte_file.hpp"
#include "io/hdf5/numeric_dataset.hpp"

namespace regimes::datasets {
namespace {

/// Says which datasets there are.
[[noreturn]] void refuse_without_name(const std::string& file, const std::string& option) {
  const std::string name = file_name(file, option);
  std::vector<std::string> all;
  for (const io::ListedDataset& dataset : io::numeric_datasets(file, name))
    all.push_back(dataset.path + " " + dataset.shape);
  if (all.empty()) throw DataError(fmt::format("{} holds no datasets of numbers", name));
  throw UsageError(
      fmt::format("{} names no dataset; write FILE:/path/to/dataset with one of {}", name, some_of(all)));
}

std::unique_ptr<io::NumericDataset> open_dataset(const std::string& where, const std::string& option) {
  const DatasetName name = split_dataset_name(where);
  require_regular_file(name.file, file_name(name.file, option));
  if (name.dataset.empty()) refuse_without_name(name.file, option);
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
    return {std::max(gap_values / dimension, dataset.chunk_rows()), dataset.chunk_rows() == 1,
            dataset.holds_integers(), dataset.holds_bytes()};
  }
  void read(std::int64_t first, std::int64_t count, std::span<double> values) const override {
    dataset_->read(first, count, values);
  }

  std::unique_ptr<io::NumericDataset> dataset_;
};

}  // namespace

std::unique_ptr<RowReader> open_hdf5(const std::string& where, const std::string& option) {
  auto dataset = open_dataset(where, option);
  const std::vector<std::int64_t>& shape = dataset->shape();
  std::int64_t dimension = 1;  // times the rows it fits 64 bits: NumericDataset has seen to it
  for (std::size_t axis = 1; axis < shape.size(); ++axis) dimension *= shape[axis];
  if (dimension > std::numeric_limits<int>::max())
    throw DataError(
        fmt::format("{} has rows of {} numbers, more than 2^31", file_name(where, option), dimension));
  RowAxes axes{{shape.begin() + 1, shape.end()}, dataset->axis_names(), dataset->axis_letters()};
  auto rows = std::make_unique<DatasetRows>(std::move(dataset), static_cast<int>(dimension));
  rows->set_axes(std::move(axes));
  return rows;
}

}  // namespace regimes::datasets
