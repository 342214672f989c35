#pragma once
/// A training set in a file: where it is, what of it is taken, and how its numbers become coordinates.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/centering.hpp"
#include "datasets/file_format.hpp"
#include "datasets/row_reader.hpp"
#include "datasets/selection.hpp"

namespace regimes::datasets {

struct FileSource {
  FileFormat format = FileFormat::idx;
  std::string train_file;   ///< hdf5: FILE:/path/to/dataset; cifar10: also several, or a folder (cifar.hpp)
  std::string labels_file;  ///< empty: none; any format that labels.hpp knows
  FileSelection selection;
  double scale = 1;  ///< multiplies the numbers of the file
  Centering centering = Centering::scalar;
};

/// The points, with the errors of open_idx(), open_npy(), open_hdf5() or open_cifar().
std::unique_ptr<RowReader> open_rows(const FileSource& source);

/// What selections are made from. Errors: those of the labels' readers; UsageError for a labels file beside
/// points that have labels of their own.
LabelledRows labelled_rows(const FileSource& source, std::int64_t rows);

}  // namespace regimes::datasets
