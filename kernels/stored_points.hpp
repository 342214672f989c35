#pragma once
/// Training points in the memory of the sweep, host or device, behind a handle that any code may hold.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kernels/precision.hpp"

namespace regimes::kernels {

struct StoredRows;

/// The coordinates that bytes stand for: a_k = scale byte_k - center_k, in double.
struct ByteScale {
  double scale = 1;
  std::vector<double> center;  ///< [coordinate]
};

/// The points of one rank, or a window of them, row by row in the order of Partition::local_row, with |a|^2/2
/// of every row, summed in double, and its class. Coordinates are float or double numbers, or bytes: sweeps
/// in float do not take double ones, and sweeps of either precision take bytes, of which noised queries may
/// have exact products (byte_queries.hpp). Copies share the rows: what is written through one is seen
/// by all, and by the sweeps that were made of them. A default object has no rows.
class StoredPoints {
 public:
  StoredPoints();
  /// Room for so many rows; `classes`: number of classes, 0 without.
  StoredPoints(std::int64_t rows, int dimension, int classes, Coordinates coordinates = Coordinates::fp32);
  /// Room for bytes. scale.center: [dimension].
  StoredPoints(std::int64_t rows, int dimension, int classes, const ByteScale& scale);

  std::int64_t rows() const;
  int dimension() const;
  int classes() const;
  Coordinates coordinates() const;
  /// What bytes stand for.
  ByteScale byte_scale() const;

  /// Fills the rows from `first` on, as many as `coordinates` [row][coordinate] has. class_positions: [row];
  /// ignored without classes. The type of the numbers is that of coordinates().
  void write(std::int64_t first, std::span<const float> coordinates,
             std::span<const std::int32_t> class_positions);
  void write(std::int64_t first, std::span<const double> coordinates,
             std::span<const std::int32_t> class_positions);
  void write(std::int64_t first, std::span<const std::uint8_t> bytes,
             std::span<const std::int32_t> class_positions);
  /// Fills all rows with what read(out) writes to `out`, [row][coordinate]: where the host reaches the memory
  /// of the sweep that is these rows themselves, so that no copy of them is made. T: that of coordinates().
  template <class T>
  void fill(const std::function<void(std::span<T>)>& read, std::span<const std::int32_t> class_positions);
  /// The coordinates that whole rows of such numbers stand for.
  template <class T>
  std::vector<double> coordinates_of(std::span<const T> rows) const;
  /// Copies the coordinates of one row.
  void read(std::int64_t row, std::span<double> coordinates) const;
  /// Calls visit(coordinates) for the rows [first, last) in their order, at most rows_together at a time.
  void visit(std::int64_t first, std::int64_t last,
             const std::function<void(std::span<const double>)>& visit) const;
  static constexpr std::int64_t rows_together = 256;
  /// The largest |a|^2 of all rows, infinite if any is not a number; found where the rows are.
  double largest_norm_squared() const;

  /// The rows as kernels see them (stored_rows.hpp).
  const StoredRows& rows_of_sweep() const { return *rows_; }

 private:
  std::shared_ptr<const StoredRows> rows_;
};

}  // namespace regimes::kernels
