#pragma once
/// A training set in a file: where it is, what of it is taken, and how its numbers become coordinates.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/centering.hpp"
#include "datasets/readers/file_format.hpp"
#include "datasets/readers/row_reader.hpp"
#include "datasets/selection.hpp"

namespace regimes::datasets {

struct FileSource {
  std::string format = "idx";  ///< the name of a row of file_formats()
  std::string train_file;      ///< what the format's file_sentence says
  std::string labels_file;     ///< empty: none; any format that labels.hpp knows
  FileSelection selection;
  double scale = 1;  ///< multiplies the numbers of the file
  Centering centering = Centering::scalar;
};

/// The points, with the errors of FileFormat::open.
std::unique_ptr<RowReader> open_rows(const FileSource& source);

/// What selections are made from. Errors: those of the labels' readers; UsageError for a labels file beside
/// points that have labels of their own.
LabelledRows labelled_rows(const FileSource& source, std::int64_t rows);

}  // namespace regimes::datasets
