#include "datasets/shard_memory.hpp"

namespace regimes::datasets {

ShardMemory::ShardMemory(std::int64_t rows, int dimension, int classes)
    : rows_("regimes::training_set::rows", rows, dimension),
      half_norms_("regimes::training_set::half_norms", rows),
      classes_("regimes::training_set::classes", classes > 0 ? rows : 0),
      host_rows_(Kokkos::create_mirror_view(rows_)),
      host_half_norms_(Kokkos::create_mirror_view(half_norms_)),
      host_classes_(Kokkos::create_mirror_view(classes_)),
      dimension_(dimension),
      number_of_classes_(classes) {}

void ShardMemory::set(std::int64_t row, const float* coordinates, int class_position) {
  double norm = 0;
  for (int k = 0; k < dimension_; ++k) {
    host_rows_(row, k) = coordinates[k];
    norm += static_cast<double>(coordinates[k]) * coordinates[k];
  }
  host_half_norms_(row) = norm / 2;
  if (number_of_classes_ > 0) host_classes_(row) = class_position;
}

void ShardMemory::fill() const {
  Kokkos::deep_copy(rows_, host_rows_);
  Kokkos::deep_copy(half_norms_, host_half_norms_);
  Kokkos::deep_copy(classes_, host_classes_);
}

}  // namespace regimes::datasets
