#include "datasets/file_source.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "datasets/readers/byte_file.hpp"
#include "datasets/readers/labels.hpp"

namespace regimes::datasets {

std::unique_ptr<RowReader> open_rows(const FileSource& source) {
  return format_of(source.format).open(source.train_file, "--train-file");
}

LabelledRows labelled_rows(const FileSource& source, std::int64_t rows) {
  const std::string points = file_name(source.train_file, "--train-file");
  const FileFormat& format = format_of(source.format);
  if (format.has_own_labels()) {
    if (!source.labels_file.empty())
      throw UsageError(fmt::format("{} is superfluous: {} files hold their labels; leave it out",
                                   file_name(source.labels_file, "--labels-file"), format.name));
    return {rows, points, "the labels of " + points, format.own_labels(source.train_file, "--train-file")};
  }
  if (source.labels_file.empty()) return {rows, points, "", {}};
  return {rows, points, file_name(source.labels_file, "--labels-file"), read_labels(source.labels_file)};
}

}  // namespace regimes::datasets
