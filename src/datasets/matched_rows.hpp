#pragma once
/// Rows of a second file as points in the units and the order of the training points.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "datasets/axis_order.hpp"
#include "datasets/readers/row_reader.hpp"

namespace regimes::datasets {

/// How the numbers v of a file become coordinates a_k = scale v_{order[k]} + offset.
struct Match {
  double scale = 1, offset = 0;
  CoordinateOrder order;  ///< of a point
  int dimension = 0;      ///< of a point; rows hold one or more
  /// Rows of the file are paths, each with all its times; those read here are times, each with all paths.
  bool turns_paths = false;
};

/// Numbers of turned paths that are kept: as many times as these hold, or one, are read in one go, because
/// every time lies all over the file.
inline constexpr std::int64_t most_turned_numbers = std::int64_t{1} << 23;  // 64 MiB

class MatchedRows : public RowReader {
 public:
  MatchedRows(std::unique_ptr<RowReader> file, Match match);

  FilePlace place_in_file(std::int64_t row, std::int64_t column) const override;

 private:
  void read(std::int64_t first, std::int64_t count, std::span<double> values) const override;
  /// Keeps the times [first, first + count) of turned paths; the whole file is read.
  void turn(std::int64_t first, std::int64_t count) const;
  /// Whole points.
  void convert(std::span<const double> numbers, double* out) const;

  std::unique_ptr<RowReader> file_;
  Match match_;
  mutable std::vector<double> turned_;  // [time][path][coordinate], from the time turned_first_ on
  mutable std::int64_t turned_first_ = 0;
};

}  // namespace regimes::datasets
