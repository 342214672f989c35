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

using HalfNorms = decltype(StoredRows::half_norms);
using Classes = decltype(StoredRows::row_classes);

template <class T>
std::vector<double> half_norms(std::span<const T> coordinates, std::size_t dimension) {
  std::vector<double> norms(coordinates.size() / dimension);
  for (std::size_t row = 0; row < norms.size(); ++row) {
    double norm = 0;
    for (const T a : coordinates.subspan(row * dimension, dimension)) norm += static_cast<double>(a) * a;
    norms[row] = norm / 2;
  }
  return norms;
}

StoredRows allocate(std::int64_t rows, int dimension, int classes, bool is_double) {
  StoredRows made;
  made.is_double = is_double;
  if (is_double)
    made.double_rows = StoredRows::Rows<double>("regimes::stored_points::double_rows", rows, dimension);
  else
    made.rows = StoredRows::Rows<float>("regimes::stored_points::rows", rows, dimension);
  made.half_norms = HalfNorms("regimes::stored_points::half_norms", rows);
  made.row_classes = Classes("regimes::stored_points::classes", classes > 0 ? rows : 0);
  made.dimension = dimension;
  made.classes = classes;
  return made;
}

template <class T>
const StoredRows::Rows<T>& rows_of(const StoredRows& stored) {
  if (stored.is_double != (sizeof(T) == sizeof(double)))  // in plain words: nvcc compiles this
    throw ContractError("rows are written as numbers of the kind that they are stored in");
  if constexpr (sizeof(T) == sizeof(double))
    return stored.double_rows;
  else
    return stored.rows;
}

/// What belongs to the rows from `first` on, which these are.
template <class T>
void write_norms_and_classes(const StoredRows& stored, std::int64_t first, std::span<const T> coordinates,
                             std::span<const std::int32_t> class_positions) {
  const auto norms = half_norms(coordinates, static_cast<std::size_t>(stored.dimension));
  const std::pair where(first, first + static_cast<std::int64_t>(norms.size()));
  Kokkos::deep_copy(Kokkos::subview(stored.half_norms, where),
                    HostNumbers<double>(norms.data(), norms.size()));
  if (stored.classes > 0)
    Kokkos::deep_copy(Kokkos::subview(stored.row_classes, where),
                      HostNumbers<std::int32_t>(class_positions.data(), norms.size()));
}

template <class T>
void write_rows(const StoredRows& stored, std::int64_t first, std::span<const T> coordinates,
                std::span<const std::int32_t> class_positions) {
  if (coordinates.empty()) return;
  const auto rows = static_cast<std::int64_t>(coordinates.size()) / stored.dimension;
  Kokkos::deep_copy(Kokkos::subview(rows_of<T>(stored), std::pair(first, first + rows), Kokkos::ALL),
                    HostRows<const T>(coordinates.data(), rows, stored.dimension));
  write_norms_and_classes(stored, first, coordinates, class_positions);
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
  return {block.begin(), block.end()};
}

}  // namespace

StoredPoints::StoredPoints() : rows_(std::make_shared<const StoredRows>()) {}

StoredPoints::StoredPoints(std::int64_t rows, int dimension, int classes, Precision coordinates)
    : rows_(std::make_shared<const StoredRows>(
          allocate(rows, dimension, classes, coordinates == Precision::fp64))) {}

std::int64_t StoredPoints::rows() const { return static_cast<std::int64_t>(rows_->half_norms.extent(0)); }
int StoredPoints::dimension() const { return rows_->dimension; }
int StoredPoints::classes() const { return rows_->classes; }
Precision StoredPoints::coordinates() const { return rows_->is_double ? Precision::fp64 : Precision::fp32; }

void StoredPoints::write(std::int64_t first, std::span<const float> coordinates,
                         std::span<const std::int32_t> class_positions) {
  write_rows(*rows_, first, coordinates, class_positions);
}

void StoredPoints::write(std::int64_t first, std::span<const double> coordinates,
                         std::span<const std::int32_t> class_positions) {
  write_rows(*rows_, first, coordinates, class_positions);
}

template <class T>
void StoredPoints::fill(const std::function<void(std::span<T>)>& read,
                        std::span<const std::int32_t> class_positions) {
  fill_rows(*rows_, read, class_positions);
}
template void StoredPoints::fill(const std::function<void(std::span<float>)>&, std::span<const std::int32_t>);
template void StoredPoints::fill(const std::function<void(std::span<double>)>&,
                                 std::span<const std::int32_t>);

void StoredPoints::read(std::int64_t row, std::span<double> coordinates) const {
  visit(row, row + 1, [&](std::span<const double> values) {
    std::copy(values.begin(), values.end(), coordinates.begin());
  });
}

void StoredPoints::visit(std::int64_t first, std::int64_t last,
                         const std::function<void(std::span<const double>)>& visit) const {
  for (std::int64_t row = first; row < last; row += rows_together) {
    const std::int64_t end = std::min(row + rows_together, last);
    visit(rows_->is_double ? copied_rows<double>(*rows_, row, end) : copied_rows<float>(*rows_, row, end));
  }
}

double StoredPoints::largest_norm_squared() const {
  const auto norms = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), rows_->half_norms);
  double largest = 0;
  for (std::size_t row = 0; row < norms.size(); ++row)
    largest = std::max(largest, std::isnan(norms(row)) ? HUGE_VAL : 2 * norms(row));
  return largest;
}

}  // namespace regimes::kernels
