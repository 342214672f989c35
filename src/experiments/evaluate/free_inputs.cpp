#include "experiments/evaluate/free_inputs.hpp"

#include "datasets/free_points.hpp"
#include "experiments/training/training_data.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {

std::unique_ptr<datasets::RowReader> open_on_all(const std::string& where, const std::string& option,
                                                 const parallel::Communicator& communicator) {
  std::unique_ptr<datasets::RowReader> rows;
  parallel::rethrow_on_all_ranks(communicator, [&] { rows = datasets::open_free_points(where, option); });
  return rows;
}

std::vector<double> read_on_all(const datasets::RowReader& rows, std::int64_t first, std::int64_t count,
                                const parallel::Communicator& communicator) {
  std::vector<double> values;
  parallel::rethrow_on_all_ranks(communicator, [&] { values = datasets::read_rows(rows, first, count); });
  return values;
}

datasets::TrainingSet set_in_file_order(const TrainingOptions& options, const RankGrid& grid,
                                        kernels::Precision coordinates) {
  return make_training_set(options, 0, grid.partition(), grid.points(),
                           {datasets::RowOrder::file, datasets::usual_window_bytes, coordinates});
}

QueryFrame frame_of(const TrainingOptions& options, const datasets::TrainingSet& set) {
  return {is_from_file(options) ? options.scale : 1., set.center(), set.is_rounded()};
}

}  // namespace regimes::experiments
