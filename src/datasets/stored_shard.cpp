#include "datasets/stored_shard.hpp"

#include "base/contract.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::datasets {

std::vector<std::int64_t> owned_points(const kernels::Partition& partition, std::int64_t first,
                                       std::int64_t last) {
  std::vector<std::int64_t> indices;
  indices.reserve(static_cast<std::size_t>(last - first));
  for (std::int64_t row = first; row < last; ++row) indices.push_back(partition.index_of_row(row));
  return indices;
}

std::vector<std::int32_t> classes_of(const std::vector<std::int64_t>& indices,
                                     const std::vector<std::int32_t>& class_of) {
  std::vector<std::int32_t> classes;
  if (class_of.empty()) return classes;
  classes.reserve(indices.size());
  for (const std::int64_t index : indices) classes.push_back(class_of[index]);
  return classes;
}

kernels::StoredPoints room_for(const FilePoints& points, std::int64_t rows,
                               kernels::Coordinates coordinates) {
  const auto classes = static_cast<int>(points.class_values().size());
  if (coordinates != kernels::Coordinates::bytes) return {rows, points.dimension(), classes, coordinates};
  require(points.holds_bytes(), "only numbers that are bytes are kept as bytes");
  return {rows, points.dimension(), classes, points.byte_scale()};
}

StoredSet read_shard(const FilePoints& points, const kernels::Partition& partition) {
  StoredSet set;
  set.points = points.count();
  set.dimension = points.dimension();
  set.class_of = points.class_of();
  set.class_values = points.class_values();
  set.center = points.center();
  set.file_row = points.file_row();
  set.mean = points.mean();
  const auto indices = owned_points(partition, 0, partition.local_rows(set.points));
  set.equals = points.equals();
  set.rows.resize(indices.size() * static_cast<std::size_t>(set.dimension));
  set.extent = points.read(indices, set.rows.data());
  return set;
}

StoredSet read_file_set(const FileSource& source, std::uint64_t seed, std::uint32_t replica,
                        const kernels::Partition& partition) {
  return read_shard({source, seed, replica}, partition);
}

StoredSet read_file_set(const FileSource& source, std::uint64_t seed, std::uint32_t replica,
                        const kernels::Partition& partition, const parallel::Communicator& communicator) {
  const FilePoints points(source, seed, replica, communicator);
  StoredSet set;
  parallel::rethrow_on_all_ranks(communicator, [&] { set = read_shard(points, partition); });
  return set;
}

}  // namespace regimes::datasets
