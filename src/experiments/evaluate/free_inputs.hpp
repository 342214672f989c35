#pragma once
/// What experiments on points of the user's own start from.
#include <memory>
#include <vector>

#include "datasets/readers/row_reader.hpp"
#include "datasets/training_set.hpp"
#include "experiments/evaluate/query_frame.hpp"
#include "experiments/options/free_points_options.hpp"
#include "experiments/options/training_options.hpp"
#include "experiments/run/rank_grid.hpp"

namespace regimes::experiments {

/// --scale, or 1 for synthetic laws.
double scale_of_data(const TrainingOptions& options);

/// How the points of a file lie in it.
struct FileAxes {
  std::vector<std::int64_t> point;  ///< of a point
  bool turns_paths = false;         ///< see datasets::Match
};

/// The rows of an open file as points in units of the data, with their numbers in the order of the training
/// points, whose dimension and axes are known. DataError where the points do not have that dimension, or the
/// order of their numbers is not known.
std::unique_ptr<datasets::RowReader> matched(std::unique_ptr<datasets::RowReader> file,
                                             const FreePoints& points, const TrainingOptions& training,
                                             const FileAxes& axes);

/// The points of a file that every rank opens, one in each row; if it fails on one, all throw. Collective.
std::unique_ptr<datasets::RowReader> open_on_all(const FreePoints& points, const TrainingOptions& training,
                                                 const parallel::Communicator& communicator);

/// Rows [first, first + count) on every rank; if it fails on one, all throw. Collective.
std::vector<double> read_on_all(const datasets::RowReader& rows, std::int64_t first, std::int64_t count,
                                const parallel::Communicator& communicator);

/// The training set in the order of its file, in windows where it is large: window_bytes as FileReading has
/// it. Collective.
datasets::TrainingSet set_in_file_order(const TrainingOptions& options, const RankGrid& grid,
                                        kernels::Coordinates coordinates, std::int64_t window_bytes);

/// Where queries of that set stand.
QueryFrame frame_of(const datasets::TrainingSet& set);

}  // namespace regimes::experiments
