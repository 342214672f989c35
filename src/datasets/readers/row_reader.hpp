#pragma once
/// Points as rows of a file, whatever its format.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace regimes::datasets {

/// How a file likes to be read, and what it holds.
struct RowAccess {
  /// Rows that are not asked for but cost less to read than to jump over.
  std::int64_t gap_rows = 0;
  /// Whether scattered rows cost about as much as their own bytes. Not so for compressed data, and where the
  /// numbers of a row lie far apart.
  bool any_order = true;
  /// Whether its numbers are integers by their type, as labels are.
  bool holds_integers = false;
  /// Whether they are unsigned bytes by their type, as pixels are.
  bool holds_bytes = false;
};

/// How a file lays out its numbers.
struct RowAxes {
  std::vector<std::int64_t> shape;  ///< of a row: the sizes of all axes but the first
  std::vector<std::string> names;   ///< of all axes, that of the rows first; empty where the file gives none
  std::string letters = {};         ///< of all axes: "nhwc", "nchw"; empty where the file does not say
};

/// Where a number of a row stands in its file.
struct FilePlace {
  std::int64_t row, column;
};

/// A sound file of points: its size has been compared with its header before. Numbers are given as doubles,
/// into which every stored type fits.
class RowReader {
 public:
  RowReader(std::int64_t rows, int dimension, RowAccess access)
      : rows_(rows), dimension_(dimension), access_(access), axes_{{dimension}, {}} {}
  virtual ~RowReader() = default;
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  std::int64_t rows() const { return rows_; }
  int dimension() const { return dimension_; }
  const RowAccess& access() const { return access_; }
  bool any_order() const { return access_.any_order; }
  bool holds_integers() const { return access_.holds_integers; }
  bool holds_bytes() const { return access_.holds_bytes; }
  /// The axes of a row; without more knowledge its numbers have one.
  const RowAxes& axes() const { return axes_; }
  void set_axes(RowAxes axes) { axes_ = std::move(axes); }
  /// Where a number stands in the file, for messages.
  virtual FilePlace place_in_file(std::int64_t row, std::int64_t column) const { return {row, column}; }

  /// A position in the list of rows, and the `dimension` numbers of that row, valid during the call only.
  using RowVisitor = std::function<void(std::size_t, std::span<const double>)>;

  /// Visits these rows, which ascend and lie in [0, rows()). Memory: a few MiB, or one row. DataError if the
  /// file has been changed meanwhile or is damaged, InputOutputError if the system cannot read. One thread at
  /// a time.
  void visit(std::span<const std::int64_t> ascending, const RowVisitor& visit) const;

 protected:
  /// The numbers of rows [first, first + count), one row after another.
  virtual void read(std::int64_t first, std::int64_t count, std::span<double> values) const = 0;

 private:
  std::int64_t rows_;
  int dimension_;
  RowAccess access_;
  RowAxes axes_;
};

}  // namespace regimes::datasets
