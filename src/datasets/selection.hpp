#pragma once
/// Which rows of a file make a training set, and in which order.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace regimes::datasets {

/// How points follow each other: permuted, so that every prefix is a fair sample; or as in the file.
enum class RowOrder { permuted, file };

/// What is asked of a file.
struct FileSelection {
  std::vector<int> classes;               ///< label values to keep, in any order; empty: all
  std::optional<std::int64_t> per_class;  ///< points kept per class, the first in file order; empty: all
  std::optional<std::int64_t> points;     ///< points kept in all; empty: all
  RowOrder order = RowOrder::permuted;
};

/// What a file offers.
struct LabelledRows {
  std::int64_t rows = 0;
  std::string points_name;           ///< for messages: "--train-file 'FILE'"
  std::string labels_name;           ///< for messages; empty: without labels, all rows are one class
  std::vector<std::int32_t> labels;  ///< one per row, if there are labels
};

/// The training points mu = 0 ... n-1.
struct Selection {
  std::int64_t points = 0;             ///< n
  std::vector<std::int64_t> file_row;  ///< [mu]; empty: point mu is row mu
  std::vector<std::int32_t> class_of;  ///< [mu], an index into class_values; empty without labels
  std::vector<int> class_values;       ///< label values, ascending; empty without labels

  std::int64_t row_of(std::int64_t mu) const { return file_row.empty() ? mu : file_row[mu]; }
};

/// Takes the first per_class rows of every class in file order, permutes each class by (seed, replica), and
/// interleaves the classes so that in every prefix of m points each class has its share of m to within less
/// than one point. Then keeps the first `points`: a random subset, balanced as well.
///
/// Why: snapshots are prefixes, and a prefix of a file sorted by class would be one class. Where there are no
/// prefixes, RowOrder::file keeps the rows as they stand, and the first `points` of them: seed and replica
/// have no effect.
///
/// ContractError: classes without labels, per_class or points below 1. UsageError: per_class or points above
/// what there is. DataError: as many labels as rows are not there, or a class has no rows.
Selection select_points(const LabelledRows& rows, const FileSelection& asked, std::uint64_t seed,
                        std::uint32_t replica);

/// The order in which classes of these sizes take turns: a list of class indices, sizes[c] of each. After m
/// entries, class c has appeared m sizes[c] / n times to within less than one (n: all sizes together). Each
/// size at least 1, n below 2^32.
std::vector<std::int32_t> balanced_order(const std::vector<std::int64_t>& sizes);

}  // namespace regimes::datasets
