#include "experiments/evaluate/nearest_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <variant>

#include "datasets/stored_shard.hpp"
#include "diffusion/precision.hpp"
#include "diffusion/squared_distance.hpp"
#include "experiments/evaluate/point_reader.hpp"
#include "kernels/backend.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::experiments {

namespace {

/// Parts in which tiles are looked at again.
constexpr std::int64_t parts_of_doubt = 16;

/// |x e^t| of every query, around which the nearest points a are those nearest to x at time t.
std::vector<double> norms_without_decay(const kernels::FreeQueries& queries,
                                        const std::vector<double>& times) {
  std::vector<double> norms;
  for (int q = 0; q < queries.count; ++q) {
    const double* x = queries.x.data() + static_cast<std::size_t>(q) * queries.dimension;
    norms.push_back(std::exp(times[q]) * std::sqrt(std::inner_product(x, x + queries.dimension, x, 0.)));
  }
  return norms;
}

/// The tile behind the last one that is in memory: of points that are read part by part the end of a part.
std::int64_t end_in_memory(const kernels::PointSource& points, const kernels::Partition& partition) {
  const auto* const stored = std::get_if<kernels::StoredPoints>(&points);
  if (!stored) return std::numeric_limits<std::int64_t>::max();
  return (partition.window_row + stored->rows() + kernels::tile_points - 1) / kernels::tile_points;
}

}  // namespace

NearestPoints::NearestPoints(const kernels::PointSource& points, kernels::FreeQueries queries,
                             std::vector<double> times, int neighbours, kernels::Precision precision,
                             const datasets::EqualPoints* distinct)
    : points_(points),
      distinct_(distinct),
      queries_(std::move(queries)),
      times_(std::move(times)),
      precision_(precision),
      norm_(norms_without_decay(queries_, times_)),
      all_(static_cast<std::size_t>(queries_.count)),
      may_screen_(std::holds_alternative<kernels::StoredPoints>(points) && kernels::host_threads() == 1 &&
                  !kernels::runs_on_device()),
      refined_(queries_.count, neighbours) {
  std::iota(all_.begin(), all_.end(), 0);
  sweep_ = kernels::make_nearest_sweep(points, queries_, times_, neighbours + spare_neighbours, precision);
}

void NearestPoints::run(const kernels::Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
                        std::int64_t begin, std::int64_t end) {
  std::int64_t tile = screen({partition, first_tile, last_tile, begin, end});
  while (partition.count(tile, last_tile, begin, end) > 0) {
    const std::int64_t end_of_search = std::min((tile / tiles_of_a_search + 1) * tiles_of_a_search,
                                                end_in_memory(points_, partition)),
                       next = std::min(last_tile, end_of_search);
    sweep_->run(partition, tile, next, begin, end);
    const bool goes_on = searched_.last == tile && searched_.last > searched_.first;
    searched_ = {partition, goes_on ? searched_.first : tile, next, begin, end};
    if (next == end_of_search) conclude_search();
    tile = next;
  }
}

void NearestPoints::open_screen(const kernels::StoredPoints& points, const Tiles& tiles) {
  constexpr std::int64_t fewest_rows = 8192, sample_rows = 512;
  const auto d = static_cast<std::size_t>(queries_.dimension);
  std::vector<double> scaled;
  for (const int q : all_) {
    const double growth = std::exp(times_[q]);
    for (std::size_t k = 0; k < d; ++k)
      scaled.push_back(growth * queries_.x[static_cast<std::size_t>(q) * d + k]);
  }
  byte_screen_ = kernels::make_byte_screen(points, scaled);
  if (byte_screen_) return;
  const std::int64_t rows =
      std::min(points.rows(), tiles.partition.local_rows(tiles.end) - tiles.partition.window_row);
  may_screen_ = diffusion::DistanceScreen::suits(queries_.count, queries_.dimension) &&
                tiles.partition.local_rows(tiles.end) >= fewest_rows && rows >= sample_rows;
  if (!may_screen_) return;
  std::vector<double> sample(sample_rows * d);
  for (std::int64_t i = 0; i < sample_rows; ++i)
    points.read(i * rows / sample_rows, std::span(sample).subspan(static_cast<std::size_t>(i) * d, d));
  screen_.emplace(sample, scaled, queries_.dimension);
}

void NearestPoints::screen_bytes(const kernels::StoredPoints& points, std::int64_t first_row,
                                 std::int64_t last_row, const kernels::Partition& there,
                                 std::span<double> distance) {
  std::vector<double> point(static_cast<std::size_t>(queries_.dimension));
  std::int64_t at = -1;  // the row that it is
  byte_screen_->screen(first_row, last_row, distance, [&](int query, std::int64_t row) {
    if (at != row) points.read(at = row, point);
    add(query, there.index_of_row(there.window_row + row), point);
    return last_distance(query);
  });
}

void NearestPoints::screen_coordinates(const kernels::StoredPoints& points, std::int64_t first_row,
                                       std::int64_t last_row, const kernels::Partition& there,
                                       std::span<double> distance) {
  const auto d = static_cast<std::size_t>(queries_.dimension);
  std::int64_t row = there.window_row + first_row;
  points.visit(first_row, last_row, [&](std::span<const double> rows) {
    screen_->screen(rows, distance, [&](int query, std::size_t i) {
      add(query, there.index_of_row(row + static_cast<std::int64_t>(i)), rows.subspan(i * d, d));
      return last_distance(query);
    });
    row += static_cast<std::int64_t>(rows.size() / d);
  });
}

std::int64_t NearestPoints::screen(const Tiles& tiles) {
  if (!may_screen_) return tiles.first;
  const auto& points = std::get<kernels::StoredPoints>(points_);
  const kernels::Partition& there = tiles.partition;
  if (!byte_screen_ && !screen_) open_screen(points, tiles);
  std::vector<double> distance;
  for (const int q : all_) distance.push_back(last_distance(q));
  const auto row_of = [&](std::int64_t tile) {
    return std::clamp(tile * kernels::tile_points, there.local_rows(tiles.begin),
                      there.local_rows(tiles.end)) -
           there.window_row;
  };
  std::int64_t tile = tiles.first;
  while (may_screen_ && tile < tiles.last) {
    constexpr std::int64_t tiles_of_trial = 2;  // after which it is asked whether to go on, wherever runs end
    const std::int64_t next = std::min(tiles.last, (tile / tiles_of_trial + 1) * tiles_of_trial);
    if (byte_screen_)
      screen_bytes(points, row_of(tile), row_of(next), there, distance);
    else
      screen_coordinates(points, row_of(tile), row_of(next), there, distance);
    tile = next;
    if (tile % tiles_of_trial == 0) may_screen_ = byte_screen_ ? byte_screen_->pays() : screen_->pays();
  }
  return tile;
}

void NearestPoints::conclude_search() {
  if (searched_.first == searched_.last) return;
  const std::vector<int> uncertain = add(all_, sweep_->collect(), searched_);
  if (!uncertain.empty()) look_closer(uncertain, searched_);
  searched_ = {};
}

std::unique_ptr<kernels::NearestSweep> NearestPoints::sweep_of(const std::vector<int>& queries) const {
  const auto d = static_cast<std::size_t>(queries_.dimension);
  kernels::FreeQueries some{static_cast<int>(queries.size()), queries_.dimension, {}};
  std::vector<double> times;
  for (const int q : queries) {
    const auto x = queries_.x.begin() + static_cast<std::ptrdiff_t>(q * d);
    some.x.insert(some.x.end(), x, x + queries_.dimension);
    times.push_back(times_[q]);
  }
  return kernels::make_nearest_sweep(points_, some, times, refined_.neighbours + spare_neighbours,
                                     precision_);
}

void NearestPoints::look_closer(const std::vector<int>& queries, const Tiles& tiles) {
  if (tiles.last - tiles.first == 1) return look_at_all(queries, tiles);
  const std::int64_t step = std::max<std::int64_t>(1, (tiles.last - tiles.first) / parts_of_doubt);
  const auto sweep = sweep_of(queries);
  for (std::int64_t tile = tiles.first; tile < tiles.last; tile += step) {
    Tiles part = tiles;
    part.first = tile;
    part.last = std::min(tile + step, tiles.last);
    sweep->run(part.partition, part.first, part.last, part.begin, part.end);
    const std::vector<int> uncertain = add(queries, sweep->collect(), part);
    if (!uncertain.empty()) look_closer(uncertain, part);
  }
}

void NearestPoints::look_at_all(const std::vector<int>& queries, const Tiles& tiles) {
  const kernels::Tile tile = tiles.partition.tile(tiles.first, tiles.begin, tiles.end);
  std::vector<std::int64_t> indices(static_cast<std::size_t>(tile.count));
  std::iota(indices.begin(), indices.end(), tile.first);
  PointReader(points_, tiles.partition).visit(indices, [&](std::size_t i, const std::vector<double>& point) {
    for (const int q : queries) add(q, indices[i], point);
  });
}

std::vector<int> NearestPoints::add(const std::vector<int>& queries, const kernels::Neighbours& candidates,
                                    const Tiles& tiles) {
  std::vector<std::pair<std::int64_t, int>> found;  // each point is read once
  for (std::size_t i = 0; i < queries.size(); ++i)
    for (int rank = 0; rank < candidates.neighbours; ++rank)
      if (const auto index = candidates.of(static_cast<int>(i))[rank].index; index >= 0)
        found.emplace_back(index, queries[i]);
  std::sort(found.begin(), found.end());
  std::vector<std::int64_t> indices;
  for (const auto& [index, query] : found)
    if (indices.empty() || indices.back() != index) indices.push_back(index);
  auto next = found.begin();
  PointReader(points_, tiles.partition).visit(indices, [&](std::size_t i, const std::vector<double>& point) {
    for (; next != found.end() && next->first == indices[i]; ++next) add(next->second, indices[i], point);
  });
  std::vector<int> uncertain;
  for (std::size_t i = 0; i < queries.size(); ++i)
    if (!is_certain(queries[i], candidates.of(static_cast<int>(i))[candidates.neighbours - 1]))
      uncertain.push_back(queries[i]);
  return uncertain;
}

double NearestPoints::last_distance(int query) const {
  return std::exp(times_[query]) * std::sqrt(-refined_.of(query)[refined_.neighbours - 1].nearness);
}

void NearestPoints::add(int query, std::int64_t index, std::span<const double> point) {
  const std::span<const double> x(queries_.x.data() + static_cast<std::size_t>(query) * queries_.dimension,
                                  static_cast<std::size_t>(queries_.dimension));
  if (distinct_) index = distinct_->first_of(index);
  const kernels::Neighbour found{-diffusion::squared_distance(x, point, std::exp(-times_[query])), index};
  const kernels::Neighbour& last = refined_.of(query)[refined_.neighbours - 1];
  if (found.is_nearer_than(last) && !refined_.has(query, index)) refined_.add(query, found);
}

// In the frame of x' = x e^t, with D' = e^t D the distance of the last neighbour so far: a point as near has
// |a| <= |x'| + D' and a nearness x'.a - |a|^2/2 of at least (|x'|^2 - D'^2)/2. Those left out had at most
// the nearness of the last candidate, up to rounding: that of the products, and, far smaller, of the
// distances.
bool NearestPoints::is_certain(int query, const kernels::Neighbour& last_candidate) const {
  if (last_candidate.index < 0) return true;  // none is left out
  const double norm = norm_[query];
  const double distance = last_distance(query);
  const auto error = [&](kernels::Precision precision) {
    return diffusion::nearness_error(precision, queries_.dimension, norm, norm + distance);
  };
  return last_candidate.nearness + error(precision_) + error(kernels::Precision::fp64) <
         (norm - distance) * (norm + distance) / 2;
}

kernels::Neighbours NearestPoints::collect(const parallel::Communicator& ranks) {
  conclude_search();
  kernels::Neighbours all(refined_.queries, refined_.neighbours);
  std::swap(all, refined_);
  parallel::reduce_to_all(all, ranks);
  return all;
}

}  // namespace regimes::experiments
