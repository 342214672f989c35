#include "kernels/stored_points.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "kernels/stored_rows.hpp"

namespace regimes::kernels {
namespace {

template <class T>
using HostNumbers = Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
template <class T>
using HostRows =
    Kokkos::View<T**, Kokkos::LayoutRight, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

using Rows = decltype(StoredRows::rows);
using HalfNorms = decltype(StoredRows::half_norms);
using Classes = decltype(StoredRows::row_classes);

std::vector<double> half_norms(std::span<const float> coordinates, std::size_t dimension) {
  std::vector<double> norms(coordinates.size() / dimension);
  for (std::size_t row = 0; row < norms.size(); ++row) {
    double norm = 0;
    for (const float a : coordinates.subspan(row * dimension, dimension)) norm += static_cast<double>(a) * a;
    norms[row] = norm / 2;
  }
  return norms;
}

}  // namespace

StoredPoints::StoredPoints() : rows_(std::make_shared<const StoredRows>()) {}

StoredPoints::StoredPoints(std::int64_t rows, int dimension, int classes)
    : rows_(std::make_shared<const StoredRows>(StoredRows{
          Rows("regimes::stored_points::rows", rows, dimension),
          HalfNorms("regimes::stored_points::half_norms", rows),
          Classes("regimes::stored_points::classes", classes > 0 ? rows : 0), dimension, classes})) {}

std::int64_t StoredPoints::rows() const { return static_cast<std::int64_t>(rows_->rows.extent(0)); }
int StoredPoints::dimension() const { return rows_->dimension; }
int StoredPoints::classes() const { return rows_->classes; }

void StoredPoints::write(std::int64_t first, std::span<const float> coordinates,
                         std::span<const std::int32_t> class_positions) {
  if (coordinates.empty()) return;
  const auto norms = half_norms(coordinates, static_cast<std::size_t>(dimension()));
  const std::pair where(first, first + static_cast<std::int64_t>(norms.size()));
  Kokkos::deep_copy(Kokkos::subview(rows_->rows, where, Kokkos::ALL),
                    HostRows<const float>(coordinates.data(), norms.size(), dimension()));
  Kokkos::deep_copy(Kokkos::subview(rows_->half_norms, where),
                    HostNumbers<double>(norms.data(), norms.size()));
  if (classes() > 0)
    Kokkos::deep_copy(Kokkos::subview(rows_->row_classes, where),
                      HostNumbers<std::int32_t>(class_positions.data(), norms.size()));
}

void StoredPoints::read(std::int64_t row, std::span<float> coordinates) const {
  visit(row, row + 1,
        [&](std::span<const float> values) { std::copy(values.begin(), values.end(), coordinates.begin()); });
}

void StoredPoints::visit(std::int64_t first, std::int64_t last,
                         const std::function<void(std::span<const float>)>& visit) const {
  if (first >= last) return;
  const auto d = static_cast<std::size_t>(dimension());
  if constexpr (host_reaches_sweep_memory) {
    visit({&rows_->rows(first, 0), static_cast<std::size_t>(last - first) * d});
  } else {
    std::vector<float> block(static_cast<std::size_t>(std::min(last - first, block_points)) * d);
    for (std::int64_t row = first; row < last; row += block_points) {
      const std::int64_t end = std::min(row + block_points, last);
      const HostRows<float> rows(block.data(), end - row, d);
      Kokkos::deep_copy(rows, Kokkos::subview(rows_->rows, std::pair(row, end), Kokkos::ALL));
      visit({block.data(), rows.size()});
    }
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
