#include "datasets/training_set.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/contract.hpp"
#include "datasets/procedural_set.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::datasets {

namespace {

/// Some points at a time, so that they are in memory once.
kernels::StoredPoints store(const kernels::ProceduralPoints& law, std::int64_t count,
                            const kernels::Partition& partition) {
  kernels::StoredPoints shard(partition.local_rows(count), law.dimension, law.classes);
  std::int64_t first = 0;
  visit_rows(law, partition, 0, shard.rows(), [&](std::span<const float> made) {
    std::vector<std::int32_t> classes(made.size() / static_cast<std::size_t>(law.dimension));
    for (std::size_t i = 0; i < classes.size(); ++i)
      classes[i] = law.class_of_index(partition.index_of_row(first + static_cast<std::int64_t>(i)));
    shard.write(first, made, classes);
    first += static_cast<std::int64_t>(classes.size());
  });
  return shard;
}

kernels::StoredPoints store(const StoredSet& set, const kernels::Partition& partition) {
  kernels::StoredPoints shard(partition.local_rows(set.points), set.dimension,
                              static_cast<int>(set.class_values.size()));
  shard.write(0, std::span<const float>(set.rows),
              classes_of(owned_points(partition, 0, shard.rows()), set.class_of));
  return shard;
}

/// Reads all rows of `shard` where they stay.
template <class T>
PointExtent read_shard(const FilePoints& points, const kernels::Partition& partition,
                       kernels::StoredPoints& shard) {
  PointExtent extent;
  const auto indices = owned_points(partition, 0, shard.rows());
  shard.fill<T>([&](std::span<T> rows) { extent = points.read(indices, rows.data()); },
                classes_of(indices, points.class_of()));
  return extent;
}

}  // namespace

TrainingSet::TrainingSet(const kernels::ProceduralPoints& law, std::int64_t count, bool stored,
                         const kernels::Partition& partition, std::vector<double> mean)
    : count_(count),
      dimension_(law.dimension),
      partition_(partition),
      law_(law),
      center_(law.dimension, 0.),
      mean_(std::move(mean)),
      points_(law) {
  for (int c = 0; c < law.classes; ++c) class_values_.push_back(c);
  if (!stored) return;
  shard_ = store(law, count, partition);
  points_ = *shard_;
}

TrainingSet::TrainingSet(const StoredSet& set, const kernels::Partition& partition)
    : count_(set.points),
      dimension_(set.dimension),
      partition_(partition),
      shard_(store(set, partition)),
      class_of_(set.class_of),
      class_values_(set.class_values),
      center_(set.center),
      mean_(set.mean),
      own_extent_(set.extent),
      equals_(set.equals),
      file_row_(set.file_row),
      points_(*shard_) {}

TrainingSet::TrainingSet(FilePoints points, const kernels::Partition& partition,
                         const parallel::Communicator& communicator, std::int64_t window_bytes,
                         kernels::Coordinates coordinates)
    : count_(points.count()),
      dimension_(points.dimension()),
      partition_(partition),
      class_values_(points.class_values()),
      center_(points.center()),
      mean_(points.mean()),
      equals_(points.equals()),
      centering_(points.centering()),
      is_rounded_(coordinates == kernels::Coordinates::fp32),
      holds_bytes_(coordinates == kernels::Coordinates::bytes),
      file_row_(points.file_row()) {
  const kernels::Partition first_rank{partition.ranks,
                                      0};  // it has the most rows: all ranks decide as it does
  const double row_bytes = static_cast<double>(kernels::bytes_of(coordinates)) * dimension_;
  const double shard_bytes = static_cast<double>(first_rank.local_rows(count_)) * row_bytes;
  const bool is_kept = shard_bytes <= static_cast<double>(window_bytes) || !points.suits_windows();
  if (!is_kept || window_bytes == one_block_window) {
    window_ = std::make_unique<PointWindow>(std::move(points), partition, window_bytes, coordinates);
    points_ = window_->points();
    return;
  }
  class_of_ = points.class_of();
  parallel::rethrow_on_all_ranks(communicator, [&] {
    shard_.emplace(room_for(points, partition.local_rows(count_), coordinates));
    own_extent_ = is_rounded_    ? read_shard<float>(points, partition, *shard_)
                  : holds_bytes_ ? read_shard<std::uint8_t>(points, partition, *shard_)
                                 : read_shard<double>(points, partition, *shard_);
  });
  points_ = *shard_;
}

void TrainingSet::for_tiles(std::int64_t first_tile, std::int64_t last_tile, const RunTiles& run) {
  if (!window_) return run(partition_, first_tile, last_tile);
  for (std::int64_t tile = first_tile; tile < last_tile;) {
    const std::int64_t part = tile / window_->tiles();
    const std::int64_t end = std::min(last_tile, (part + 1) * window_->tiles());
    window_->hold(part);
    run(window_->partition(part), tile, end);
    tile = end;
  }
}

std::int64_t TrainingSet::end_of_rows() const {
  return file_row_.empty() ? count_ : *std::max_element(file_row_.begin(), file_row_.end()) + 1;
}

int TrainingSet::class_of(std::int64_t index) const {
  if (class_values_.empty()) return -1;
  if (law_) return law_->class_of_index(index);
  return window_ ? window_->class_of(index) : class_of_[index];
}

std::vector<double> TrainingSet::rows(const std::vector<std::int64_t>& indices,
                                      const kernels::Partition& partition,
                                      const parallel::Communicator& communicator) const {
  const auto d = static_cast<std::size_t>(dimension_);
  std::vector<double> rows(indices.size() * d);
  if (law_) {
    std::vector<float> made(d);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      kernels::write_rows(*law_, indices[i], 1, made.data());
      std::copy(made.begin(), made.end(), rows.begin() + static_cast<std::ptrdiff_t>(i * d));
    }
    return rows;
  }
  std::vector<int> owners;
  for (const std::int64_t index : indices)
    owners.push_back(static_cast<int>(index / kernels::block_points % partition.ranks));
  const auto own_row = [&](std::size_t i) { return owners[i] == partition.rank; };
  if (window_) {
    std::vector<std::int64_t> mine;
    for (std::size_t i = 0; i < indices.size(); ++i)
      if (own_row(i)) mine.push_back(indices[i]);
    std::vector<double> read;
    read.reserve(mine.size() * d);
    parallel::rethrow_on_all_ranks(communicator, [&] {
      window_->visit(
          mine, [&](std::span<const double> rows) { read.insert(read.end(), rows.begin(), rows.end()); });
    });
    auto next = read.begin();
    for (std::size_t i = 0; i < indices.size(); ++i) {
      if (own_row(i)) {
        std::copy_n(next, d, rows.begin() + i * d);
        next += dimension_;
      }
    }
  } else {
    for (std::size_t i = 0; i < indices.size(); ++i)
      if (own_row(i)) shard_->read(partition.local_row(indices[i]), std::span(rows).subspan(i * d, d));
  }
  communicator.share_rows(rows, d, owners);
  return rows;
}

void TrainingSet::visit_own_rows(std::int64_t first, std::int64_t last,
                                 const std::function<void(std::span<const double>)>& visit) const {
  if (first >= last) return;
  if (shard_) return shard_->visit(first, last, visit);
  if (law_)
    return visit_rows(*law_, partition_, first, last, [&](std::span<const float> made) {
      visit(std::vector<double>(made.begin(), made.end()));
    });
  const std::int64_t together = window_->tiles() * kernels::tile_points;
  for (std::int64_t row = first; row < last; row += together) {
    window_->visit(owned_points(partition_, row, std::min(last, row + together)), visit);
  }
}

PointExtent TrainingSet::extent(const parallel::Communicator& communicator) const {
  if (law_) return {typical_largest_norm_squared(*law_, count_), 0};
  if (window_) return window_->extent(communicator);
  return {communicator.maximum(shard_->largest_norm_squared()), communicator.maximum(own_extent_.rounding)};
}

}  // namespace regimes::datasets
