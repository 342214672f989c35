#pragma once
/// What `regimes schedule` is asked to do.
#include <cstdint>
#include <vector>

#include "experiments/sample/sampler_options.hpp"
#include "experiments/schedule/schedule_grids.hpp"

namespace regimes::experiments {

/// Its paths follow the score of the mixture itself from pure noise to the data, once for every grid and
/// number of steps; of what samplers have, grid, ends and number of steps are not asked for.
struct ScheduleOptions : SamplerOptions {
  ScheduleOptions() : SamplerOptions("schedule.h5") {
    train.name = "mixture";
    score = ScoreKind::population;
    step = diffusion::StepKind::ddim;
  }

  std::vector<diffusion::TimeSpacing> grids = schedule_grids();
  std::vector<std::int64_t> counts = {100};  ///< of steps, ascending
  double tolerance = .01;                    ///< of the steps needed
};

/// Checks every option, alone and against the others. Throws OptionError.
ScheduleOptions resolve(ScheduleOptions options);

/// All options, in the order of the help.
const OptionTable& schedule_option_table();

}  // namespace regimes::experiments
