#pragma once
/// Rows in the memory of the sweep, with their half norms summed in double.
#include <cstdint>

#include "kernels/points.hpp"

namespace regimes::datasets {

class ShardMemory {
 public:
  /// Room for so many rows; `classes`: number of classes, 0 without.
  ShardMemory(std::int64_t rows, int dimension, int classes);

  /// Prepares a row; class_position is ignored without classes. fill() makes it visible.
  void set(std::int64_t row, const float* coordinates, int class_position);
  /// Copies all rows to the memory of the sweep.
  void fill() const;

  /// The rows as the sweep sees them; later fills show in it.
  kernels::StoredPoints points() const {
    return {rows_, half_norms_, classes_, dimension_, number_of_classes_};
  }
  const float* row(std::int64_t row) const { return &host_rows_(row, 0); }
  double half_norm(std::int64_t row) const { return host_half_norms_(row); }
  std::int64_t rows() const { return static_cast<std::int64_t>(rows_.extent(0)); }

 private:
  Kokkos::View<float**, Kokkos::LayoutRight, kernels::SweepMemory> rows_;
  Kokkos::View<double*, kernels::SweepMemory> half_norms_;
  Kokkos::View<std::int32_t*, kernels::SweepMemory> classes_;
  decltype(Kokkos::create_mirror_view(rows_)) host_rows_;
  decltype(Kokkos::create_mirror_view(half_norms_)) host_half_norms_;
  decltype(Kokkos::create_mirror_view(classes_)) host_classes_;
  int dimension_, number_of_classes_;
};

}  // namespace regimes::datasets
