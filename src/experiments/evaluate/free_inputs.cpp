#include "experiments/evaluate/free_inputs.hpp"

#include <fmt/format.h>

#include <functional>
#include <numeric>

#include "base/error.hpp"
#include "datasets/free_points.hpp"
#include "datasets/matched_rows.hpp"
#include "experiments/training/training_data.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {
namespace {

/// Whether the file says that a point is a list of coordinates, as results of this program do.
bool is_flattened(const datasets::RowAxes& axes) {
  constexpr const char* name = "coordinate";
  return !axes.names.empty() && axes.names.back() == name;
}

}  // namespace

double scale_of_data(const TrainingOptions& options) { return is_from_file(options) ? options.scale : 1; }

std::unique_ptr<datasets::RowReader> matched(std::unique_ptr<datasets::RowReader> file,
                                             const FreePoints& points, const TrainingOptions& training,
                                             const FileAxes& axes) {
  const std::int64_t dimension = training.dimension.value();
  const std::int64_t found =
      std::accumulate(axes.point.begin(), axes.point.end(), std::int64_t{1}, std::multiplies<>());
  if (found != dimension)
    throw DataError(fmt::format("{}: its points have {} coordinates, and the training points have {}",
                                points.what(), found, dimension));
  const std::vector<std::int64_t> training_axes =
      training.axes.empty() ? std::vector<std::int64_t>{dimension} : training.axes;
  datasets::Match match;
  match.scale = points.scale.value_or(scale_of_data(training));
  match.offset = points.offset;
  match.order = datasets::coordinate_order({axes.point, file->axes().letters},
                                           {training_axes, training.axis_letters}, is_flattened(file->axes()),
                                           points.layout, points.what(), points.option("layout"));
  match.dimension = static_cast<int>(dimension);
  match.turns_paths = axes.turns_paths;
  return std::make_unique<datasets::MatchedRows>(std::move(file), std::move(match));
}

std::unique_ptr<datasets::RowReader> open_on_all(const FreePoints& points, const TrainingOptions& training,
                                                 const parallel::Communicator& communicator) {
  std::unique_ptr<datasets::RowReader> rows;
  parallel::rethrow_on_all_ranks(communicator, [&] {
    auto file = datasets::open_free_points(points.file, "--" + points.option("file"));
    const FileAxes axes{file->axes().shape};
    rows = matched(std::move(file), points, training, axes);
  });
  return rows;
}

std::vector<double> read_on_all(const datasets::RowReader& rows, std::int64_t first, std::int64_t count,
                                const parallel::Communicator& communicator) {
  std::vector<double> values;
  parallel::rethrow_on_all_ranks(communicator, [&] { values = datasets::read_rows(rows, first, count); });
  return values;
}

datasets::TrainingSet set_in_file_order(const TrainingOptions& options, const RankGrid& grid,
                                        kernels::Coordinates coordinates, std::int64_t window_bytes) {
  return make_training_set(options, 0, grid.partition(), grid.points(),
                           {datasets::RowOrder::file, window_bytes, coordinates});
}

QueryFrame frame_of(const datasets::TrainingSet& set) { return QueryFrame(set.center(), set.is_rounded()); }

}  // namespace regimes::experiments
