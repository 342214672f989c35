#include "experiments/schedule/schedule_result.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace regimes::experiments {
namespace {

using observables::MeanError;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct Moments {
  double count = 0, mean = not_a_number, second = not_a_number, fourth = not_a_number;  ///< central

  MeanError of_mean() const { return {mean, std::sqrt(second / (count - 1))}; }
  /// The deviation, by the error of the variance: (fourth - second^2)/count is that of a mean of squares.
  MeanError of_deviation() const {
    const double deviation = std::sqrt(second);
    return {deviation, std::sqrt((fourth - second * second) / count) / (2 * deviation)};
  }
};

Moments moments_of(const std::vector<double>& values) {
  Moments moments;
  moments.count = static_cast<double>(values.size());
  if (values.empty()) return moments;
  moments.mean = moments.second = moments.fourth = 0;
  for (const double value : values) moments.mean += value / moments.count;
  for (const double value : values) {
    const double square = (value - moments.mean) * (value - moments.mean);
    moments.second += square / moments.count;
    moments.fourth += square * square / moments.count;
  }
  return moments;
}

}  // namespace

std::vector<SchedulePart> parts_of(const ScheduleOptions& options) {
  std::vector<SchedulePart> parts;
  for (const diffusion::TimeSpacing grid : options.grids)
    for (const std::int64_t steps : options.counts) parts.push_back({grid, steps});
  return parts;
}

std::int64_t paths_done(const ScheduleResult& result) {
  std::int64_t done = 0;
  for (const PathEnds& ends : result.parts) done += std::ssize(ends.along);
  return done;
}

MeasuredModes measured_modes(const PathEnds& ends, double mean_norm) {
  std::vector<double> is_there, shifts;
  for (const double y : ends.along) {
    is_there.push_back(y > 0);
    if (y > 0) shifts.push_back(y - mean_norm);
  }
  const Moments along = moments_of(shifts);
  const MeanError square = moments_of(ends.across_squared).of_mean();
  const double across = std::sqrt(square.mean);
  return {observables::fraction_of(is_there),
          {across, square.standard_error / (2 * across)},
          along.of_mean(),
          along.of_deviation()};
}

theory::TwoModes modes_of(const ScheduleOptions& options) {
  const double mu = options.mean_amplitude;
  const auto& priors = options.class_priors;
  return {mu * mu * static_cast<double>(*options.dimension), options.variance,
          priors.empty() ? 0.5 : priors[0] / (priors[0] + priors[1])};
}

std::optional<theory::ScheduledModes> theory_of(const ScheduleOptions& options, const SchedulePart& part) {
  if (options.step != diffusion::StepKind::ddim) return std::nullopt;
  return theory::scheduled_modes(modes_of(options), schedule_times(part.grid, part.steps, options.dilation,
                                                                   static_cast<double>(*options.dimension)));
}

std::optional<std::int64_t> steps_needed(const ScheduleOptions& options, diffusion::TimeSpacing grid) {
  constexpr std::int64_t most_steps_tried = 100'000;
  if (options.step != diffusion::StepKind::ddim) return std::nullopt;
  return theory::steps_for_tolerance(
      modes_of(options), options.tolerance, fewest_schedule_steps, most_steps_tried, [&](std::int64_t steps) {
        return schedule_times(grid, steps, options.dilation, static_cast<double>(*options.dimension));
      });
}

}  // namespace regimes::experiments
