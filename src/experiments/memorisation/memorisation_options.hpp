#pragma once
/// What `regimes memorisation` is asked to do.
#include <string>
#include <vector>

#include "datasets/readers/dataset_name.hpp"
#include "experiments/memorisation/path_axes.hpp"
#include "experiments/memorisation/ratio_option.hpp"
#include "experiments/options/free_points_options.hpp"
#include "experiments/options/run_options.hpp"

namespace regimes::experiments {

struct MemorisationOptions : RunOptions {
  MemorisationOptions() : RunOptions("memorisation.h5") {}

  FreePoints samples{"samples"};
  FreePoints paths{"paths"};  ///< time x path x coordinate
  PathOrder path_order = PathOrder::automatic;
  std::vector<double> path_times;  ///< in the order of the file
  std::string path_times_dataset;  ///< or where they are: FILE:/dataset, or /dataset of the paths file
  double ratio = default_ratio;    ///< below it, a sample counts as memorised
};

/// Checks every option, alone and against the others. Throws OptionError.
MemorisationOptions resolve(MemorisationOptions options);

/// Times of paths: at least two, in [0, 20], ascending or descending. Throws OptionError.
void check_path_times(const std::vector<double>& times);

/// The dataset that has the times of the paths, in the file that it names or in that of the paths.
datasets::DatasetName place_of_path_times(const MemorisationOptions& options);

/// All options, in the order of the help.
const OptionTable& memorisation_option_table();

}  // namespace regimes::experiments
