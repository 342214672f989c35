#include "kernels/stored_points.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "kernels/stored_rows.hpp"

namespace regimes::kernels {
namespace {

template <class T>
using HostNumbers = Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
template <class T>
using HostRows =
    Kokkos::View<T**, Kokkos::LayoutRight, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

/// sum of k (k - 256) of one row of bytes (byte_queries.hpp); of long rows, which need it not, modulo 2^32.
std::int32_t byte_sum(std::span<const std::uint8_t> row) {
  std::int64_t sum = 0;
  for (const std::int32_t k : row) sum += k * (k - 256);
  return static_cast<std::int32_t>(sum);
}

StoredRows allocate(std::int64_t rows, int dimension, int classes, Coordinates kind, const ByteScale& scale) {
  StoredRows made;
  made.kind = kind;
  if (kind == Coordinates::fp64)
    made.double_rows = device_array<double**>("stored_points::double_rows", rows, dimension);
  else if (kind == Coordinates::fp32)
    made.rows = device_array<float**>("stored_points::rows", rows, dimension);
  if (kind == Coordinates::bytes) {
    if (scale.center.size() != static_cast<std::size_t>(dimension))
      throw ContractError("a row of bytes has a center for every coordinate");
    made.byte_rows = device_array<std::uint8_t**>("stored_points::byte_rows", rows, dimension);
    made.byte_sums = device_array<std::int32_t*>("stored_points::byte_sums", rows);
    made.scale = scale.scale;
    made.center = copied_to_device("stored_points::center", scale.center);
  }
  made.half_norms = device_array<double*>("stored_points::half_norms", rows);
  made.row_classes = device_array<std::int32_t*>("stored_points::classes", classes > 0 ? rows : 0);
  made.dimension = dimension;
  made.classes = classes;
  return made;
}

template <class T>
const StoredRows::Rows<T>& rows_of(const StoredRows& stored) {
  constexpr Coordinates kind = sizeof(T) == sizeof(double)  ? Coordinates::fp64
                               : sizeof(T) == sizeof(float) ? Coordinates::fp32
                                                            : Coordinates::bytes;
  if (stored.kind != kind)  // in plain words: nvcc compiles this
    throw ContractError("rows are written as numbers of the kind that they are stored in");
  if constexpr (kind == Coordinates::fp64)
    return stored.double_rows;
  else if constexpr (kind == Coordinates::fp32)
    return stored.rows;
  else
    return stored.byte_rows;
}

/// The coordinates that these numbers of whole rows stand for.
template <class T>
std::vector<double> spelled_out(const StoredRows& stored, std::span<const T> rows) {
  std::vector<double> coordinates(rows.begin(), rows.end());
  if (stored.kind != Coordinates::bytes) return coordinates;
  const auto center = copied_to_host(stored.center);
  const auto d = static_cast<std::size_t>(stored.dimension);
  for (std::size_t row = 0; row < coordinates.size(); row += d)
    for (std::size_t k = 0; k < d; ++k)
      coordinates[row + k] = stored.scale * coordinates[row + k] - center(k);
  return coordinates;
}

/// |a|^2 of a row of numbers, in strands whose additions do not wait for each other; coordinate(k) is a_k.
template <class Coordinate>
double norm_squared(std::size_t dimension, const Coordinate& coordinate) {
  constexpr std::size_t strands = 16;
  double sums[strands] = {};
  const std::size_t whole = dimension / strands * strands;
  for (std::size_t k = 0; k < whole; k += strands)
    for (std::size_t strand = 0; strand < strands; ++strand) {
      const double a = coordinate(k + strand);
      sums[strand] += a * a;
    }
  double norm = 0;
  for (const double sum : sums) norm += sum;
  for (std::size_t k = whole; k < dimension; ++k) norm += coordinate(k) * coordinate(k);
  return norm;
}

/// What belongs to the rows from `first` on, which these are.
template <class T>
void write_norms_and_classes(const StoredRows& stored, std::int64_t first, std::span<const T> rows,
                             std::span<const std::int32_t> class_positions) {
  const auto d = static_cast<std::size_t>(stored.dimension);
  const std::size_t count = rows.size() / d;
  std::vector<double> norms;
  std::vector<std::int32_t> sums;
  const auto center = copied_to_host(stored.center);
  for (std::size_t row = 0; row < count; ++row) {
    const std::span<const T> own = rows.subspan(row * d, d);
    if constexpr (sizeof(T) == 1) sums.push_back(byte_sum(own));
    norms.push_back(norm_squared(d,
                                 [&, scale = stored.scale, shift = center.data()](std::size_t k) {
                                   const auto number = static_cast<double>(own[k]);
                                   return sizeof(T) == 1 ? scale * number - shift[k] : number;
                                 }) /
                    2);
  }
  const std::pair where(first, first + static_cast<std::int64_t>(count));
  Kokkos::deep_copy(Kokkos::subview(stored.half_norms, where), HostNumbers<double>(norms.data(), count));
  if (!sums.empty())
    Kokkos::deep_copy(Kokkos::subview(stored.byte_sums, where),
                      HostNumbers<std::int32_t>(sums.data(), count));
  if (stored.classes > 0)
    Kokkos::deep_copy(Kokkos::subview(stored.row_classes, where),
                      HostNumbers<std::int32_t>(class_positions.data(), count));
}

template <class T>
void write_rows(const StoredRows& stored, std::int64_t first, std::span<const T> values,
                std::span<const std::int32_t> class_positions) {
  if (values.empty()) return;
  const auto rows = static_cast<std::int64_t>(values.size()) / stored.dimension;
  Kokkos::deep_copy(Kokkos::subview(rows_of<T>(stored), std::pair(first, first + rows), Kokkos::ALL),
                    HostRows<const T>(values.data(), rows, stored.dimension));
  write_norms_and_classes(stored, first, values, class_positions);
}

template <class T>
void fill_rows(const StoredRows& stored, const std::function<void(std::span<T>)>& read,
               std::span<const std::int32_t> class_positions) {
  const StoredRows::Rows<T>& rows = rows_of<T>(stored);
  if constexpr (host_reaches_sweep_memory) {
    const std::span<T> in_place(rows.data(), rows.size());
    read(in_place);
    if (!in_place.empty()) write_norms_and_classes(stored, 0, std::span<const T>(in_place), class_positions);
  } else {
    std::vector<T> staged(rows.size());
    read(staged);
    write_rows(stored, 0, std::span<const T>(staged), class_positions);
  }
}

/// Rows [first, last) as they stand, copied to the host.
template <class T>
std::vector<double> copied_rows(const StoredRows& stored, std::int64_t first, std::int64_t last) {
  std::vector<T> block(static_cast<std::size_t>(last - first) * static_cast<std::size_t>(stored.dimension));
  Kokkos::deep_copy(HostRows<T>(block.data(), last - first, stored.dimension),
                    Kokkos::subview(rows_of<T>(stored), std::pair(first, last), Kokkos::ALL));
  return spelled_out(stored, std::span<const T>(block));
}

/// The largest |a|^2, infinite if any is not a number.
struct LargestNorm {
  DeviceArray<double*> half_norms;
  KOKKOS_FUNCTION void operator()(std::int64_t row, double& largest) const {
    const double norm = 2 * half_norms(row);
    const double known = norm == norm ? norm : HUGE_VAL;
    if (known > largest) largest = known;
  }
};

}  // namespace

StoredPoints::StoredPoints() : rows_(std::make_shared<const StoredRows>()) {}

StoredPoints::StoredPoints(std::int64_t rows, int dimension, int classes, Coordinates coordinates)
    : rows_(std::make_shared<const StoredRows>(allocate(rows, dimension, classes, coordinates, {}))) {}

StoredPoints::StoredPoints(std::int64_t rows, int dimension, int classes, const ByteScale& scale)
    : rows_(
          std::make_shared<const StoredRows>(allocate(rows, dimension, classes, Coordinates::bytes, scale))) {
}

std::int64_t StoredPoints::rows() const { return static_cast<std::int64_t>(rows_->half_norms.extent(0)); }
int StoredPoints::dimension() const { return rows_->dimension; }
int StoredPoints::classes() const { return rows_->classes; }
Coordinates StoredPoints::coordinates() const { return rows_->kind; }
ByteScale StoredPoints::byte_scale() const {
  const auto center = copied_to_host(rows_->center);
  return {rows_->scale, {center.data(), center.data() + center.size()}};
}

void StoredPoints::write(std::int64_t first, std::span<const float> coordinates,
                         std::span<const std::int32_t> class_positions) {
  write_rows(*rows_, first, coordinates, class_positions);
}

void StoredPoints::write(std::int64_t first, std::span<const double> coordinates,
                         std::span<const std::int32_t> class_positions) {
  write_rows(*rows_, first, coordinates, class_positions);
}

void StoredPoints::write(std::int64_t first, std::span<const std::uint8_t> bytes,
                         std::span<const std::int32_t> class_positions) {
  write_rows(*rows_, first, bytes, class_positions);
}

template <class T>
void StoredPoints::fill(const std::function<void(std::span<T>)>& read,
                        std::span<const std::int32_t> class_positions) {
  fill_rows(*rows_, read, class_positions);
}
template void StoredPoints::fill(const std::function<void(std::span<float>)>&, std::span<const std::int32_t>);
template void StoredPoints::fill(const std::function<void(std::span<double>)>&,
                                 std::span<const std::int32_t>);
template void StoredPoints::fill(const std::function<void(std::span<std::uint8_t>)>&,
                                 std::span<const std::int32_t>);

template <class T>
std::vector<double> StoredPoints::coordinates_of(std::span<const T> rows) const {
  return spelled_out(*rows_, rows);
}
template std::vector<double> StoredPoints::coordinates_of(std::span<const float>) const;
template std::vector<double> StoredPoints::coordinates_of(std::span<const double>) const;
template std::vector<double> StoredPoints::coordinates_of(std::span<const std::uint8_t>) const;

void StoredPoints::read(std::int64_t row, std::span<double> coordinates) const {
  if constexpr (host_reaches_sweep_memory)
    if (rows_->kind == Coordinates::bytes) {
      const std::uint8_t* const bytes = &rows_->byte_rows(row, 0);
      const double *const center = rows_->center.data(), scale = rows_->scale;
      for (std::size_t k = 0; k < coordinates.size(); ++k) coordinates[k] = scale * bytes[k] - center[k];
      return;
    }
  visit(row, row + 1, [&](std::span<const double> values) {
    std::copy(values.begin(), values.end(), coordinates.begin());
  });
}

void StoredPoints::visit(std::int64_t first, std::int64_t last,
                         const std::function<void(std::span<const double>)>& visit) const {
  for (std::int64_t row = first; row < last; row += rows_together) {
    const std::int64_t end = std::min(row + rows_together, last);
    switch (rows_->kind) {
      case Coordinates::fp32:
        visit(copied_rows<float>(*rows_, row, end));
        break;
      case Coordinates::fp64:
        visit(copied_rows<double>(*rows_, row, end));
        break;
      case Coordinates::bytes:
        visit(copied_rows<std::uint8_t>(*rows_, row, end));
    }
  }
}

double StoredPoints::largest_norm_squared() const {
  double largest = 0;
  Kokkos::parallel_reduce("regimes::stored_points::largest_norm", Kokkos::RangePolicy<DeviceSpace>(0, rows()),
                          LargestNorm{rows_->half_norms}, Kokkos::Max<double>(largest));
  return std::max(largest, 0.);  // of no rows
}

}  // namespace regimes::kernels
