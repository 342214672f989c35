#include "datasets/training_set.hpp"

#include <algorithm>
#include <cmath>

namespace regimes::datasets {

namespace {

/// Rows in the memory of the sweep, with their half norms summed in double.
class ShardBuilder {
 public:
  ShardBuilder(std::int64_t rows, int dimension, int classes)
      : rows_("regimes::training_set::rows", rows, dimension),
        half_norms_("regimes::training_set::half_norms", rows),
        classes_("regimes::training_set::classes", classes > 0 ? rows : 0),
        host_rows_(Kokkos::create_mirror_view(rows_)),
        host_half_norms_(Kokkos::create_mirror_view(half_norms_)),
        host_classes_(Kokkos::create_mirror_view(classes_)),
        dimension_(dimension),
        number_of_classes_(classes) {}

  void set(std::int64_t row, const float* coordinates, int class_position) {
    double norm = 0;
    for (int k = 0; k < dimension_; ++k) {
      host_rows_(row, k) = coordinates[k];
      norm += static_cast<double>(coordinates[k]) * coordinates[k];
    }
    host_half_norms_(row) = norm / 2;
    if (number_of_classes_ > 0) host_classes_(row) = class_position;
  }

  kernels::StoredPoints take() const {
    Kokkos::deep_copy(rows_, host_rows_);
    Kokkos::deep_copy(half_norms_, host_half_norms_);
    Kokkos::deep_copy(classes_, host_classes_);
    return {rows_, half_norms_, classes_, dimension_, number_of_classes_};
  }

 private:
  Kokkos::View<float**, Kokkos::LayoutRight, kernels::SweepMemory> rows_;
  Kokkos::View<double*, kernels::SweepMemory> half_norms_;
  Kokkos::View<std::int32_t*, kernels::SweepMemory> classes_;
  decltype(Kokkos::create_mirror_view(rows_)) host_rows_;
  decltype(Kokkos::create_mirror_view(half_norms_)) host_half_norms_;
  decltype(Kokkos::create_mirror_view(classes_)) host_classes_;
  int dimension_, number_of_classes_;
};

/// Calls visit(index, row) for every point of this rank, in the order of its storage.
template <class Visit>
void for_each_owned(const kernels::Deal& deal, std::int64_t count, const Visit& visit) {
  for (std::int64_t block = 0; block < deal.local_blocks(count); ++block) {
    const std::int64_t first = deal.global_block(block) * kernels::block_points;
    const std::int64_t last = std::min(first + kernels::block_points, count);
    for (std::int64_t index = first; index < last; ++index) visit(index, deal.local_row(index));
  }
}

void write_point(const kernels::ProceduralPoints& law, std::int64_t index, float* out) {
  float group[kernels::group_coordinates];
  for (int k = 0; k < law.dimension; ++k) {
    if (k % kernels::group_coordinates == 0)
      law.group({index, 1, 0}, 0, k / kernels::group_coordinates, group);
    out[k] = group[k % kernels::group_coordinates];
  }
}

kernels::StoredPoints store(const kernels::ProceduralPoints& law, std::int64_t count,
                            const kernels::Deal& deal) {
  ShardBuilder shard(deal.local_rows(count), law.dimension, law.classes);
  std::vector<float> point(law.dimension);
  for_each_owned(deal, count, [&](std::int64_t index, std::int64_t row) {
    write_point(law, index, point.data());
    shard.set(row, point.data(), kernels::ProceduralPoints::class_of_index(index));
  });
  return shard.take();
}

kernels::StoredPoints store(const StoredSet& set, const kernels::Deal& deal) {
  ShardBuilder shard(deal.local_rows(set.points), set.dimension, static_cast<int>(set.class_values.size()));
  for_each_owned(deal, set.points, [&](std::int64_t index, std::int64_t row) {
    shard.set(row, set.rows.data() + row * set.dimension, set.class_of[index]);
  });
  return shard.take();
}

/// |a| <= sigma |z| + |m|, and |z|^2 <= d + 2 sqrt(d x) + 2 x but with probability e^{-x} (Laurent and
/// Massart 2000), x = ln(1e6 n).
double typical_largest_norm_squared(const kernels::ProceduralPoints& law, std::int64_t count) {
  const double d = law.dimension, x = std::log(1e6 * static_cast<double>(count));
  const double noise = std::sqrt(d + 2 * std::sqrt(d * x) + 2 * x);
  const double norm = law.standard_deviation * noise + law.mean_amplitude * std::sqrt(d);
  return norm * norm;
}

}  // namespace

TrainingSet::TrainingSet(const kernels::ProceduralPoints& law, std::int64_t count, bool stored,
                         const kernels::Deal& deal)
    : count_(count), dimension_(law.dimension), law_(law), center_(law.dimension, 0.) {
  for (int c = 0; c < law.classes; ++c) class_values_.push_back(c);
  if (stored)
    points_ = store(law, count, deal);
  else
    points_ = law;
}

TrainingSet::TrainingSet(StoredSet set, const kernels::Deal& deal)
    : count_(set.points),
      dimension_(set.dimension),
      class_of_(set.class_of),
      class_values_(set.class_values),
      center_(set.center),
      file_row_(set.file_row),
      points_(store(set, deal)) {}

int TrainingSet::class_of(std::int64_t index) const {
  if (class_values_.empty()) return -1;
  return law_ ? kernels::ProceduralPoints::class_of_index(index) : class_of_[index];
}

std::vector<float> TrainingSet::rows(const std::vector<std::int64_t>& indices, const kernels::Deal& deal,
                                     const parallel::Communicator& communicator) const {
  std::vector<float> rows(indices.size() * dimension_);
  if (law_) {
    for (std::size_t i = 0; i < indices.size(); ++i)
      write_point(*law_, indices[i], rows.data() + i * dimension_);
    return rows;
  }
  const auto& shard = std::get<kernels::StoredPoints>(points_);
  const auto host_rows = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), shard.rows);
  std::vector<int> owners;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    owners.push_back(static_cast<int>(indices[i] / kernels::block_points % deal.ranks));
    if (!deal.owns(indices[i])) continue;
    for (int k = 0; k < dimension_; ++k) rows[i * dimension_ + k] = host_rows(deal.local_row(indices[i]), k);
  }
  communicator.share_rows(rows, dimension_, owners);
  return rows;
}

double TrainingSet::largest_norm_squared(const parallel::Communicator& communicator) const {
  if (law_) return typical_largest_norm_squared(*law_, count_);
  const auto& shard = std::get<kernels::StoredPoints>(points_);
  const auto half_norms = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), shard.half_norms);
  double largest = 0;
  for (std::size_t row = 0; row < half_norms.extent(0); ++row) {
    const double norm_squared = std::isnan(half_norms(row)) ? HUGE_VAL : 2 * half_norms(row);
    largest = std::max(largest, norm_squared);
  }
  return communicator.maximum(largest);
}

}  // namespace regimes::datasets
