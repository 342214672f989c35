#pragma once
/// What experiments on points of the user's own start from.
#include <memory>
#include <string>

#include "datasets/row_reader.hpp"
#include "datasets/training_set.hpp"
#include "experiments/evaluate/query_frame.hpp"
#include "experiments/options/training_options.hpp"
#include "experiments/run/rank_grid.hpp"

namespace regimes::experiments {

/// Opens `where` on every rank; if it fails on one, all throw. Collective.
std::unique_ptr<datasets::RowReader> open_on_all(const std::string& where, const std::string& option,
                                                 const parallel::Communicator& communicator);

/// Rows [first, first + count) on every rank; if it fails on one, all throw. Collective.
std::vector<double> read_on_all(const datasets::RowReader& rows, std::int64_t first, std::int64_t count,
                                const parallel::Communicator& communicator);

/// The training set in the order of its file, in windows where it is large. Collective.
datasets::TrainingSet set_in_file_order(const TrainingOptions& options, const RankGrid& grid,
                                        kernels::Precision coordinates);

/// In which free points meet that set.
QueryFrame frame_of(const TrainingOptions& options, const datasets::TrainingSet& set);

}  // namespace regimes::experiments
