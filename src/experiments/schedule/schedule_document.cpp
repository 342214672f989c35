#include "experiments/schedule/schedule_document.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "experiments/options/precision_choice.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/run/experiment_name.hpp"
#include "experiments/run/measured_variable.hpp"
#include "experiments/run/run_document.hpp"

namespace regimes::experiments {
namespace {

using observables::Fraction;
using observables::MeanError;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr const char *along_name = "end_along", *across_name = "end_across_squared";
const double largest_along = 10 * std::sqrt(norm_squared_limit);  ///< far from all points of a law
constexpr const char* not_yet = "NaN of paths that are not done";
constexpr const char* no_path = "NaN where no path, or not every path, has arrived";
constexpr const char* no_theory = "NaN for steps with noise";
const std::vector<std::string> of_part = {"grid", "steps"};

void add_coordinates(const ScheduleResult& result, io::Document& document) {
  const ScheduleOptions& options = result.options;
  document.dimensions = {{"grid", std::ssize(options.grids)},
                         {"steps", std::ssize(options.counts)},
                         {"trajectory", options.trajectories}};
  std::vector<std::string> names;
  for (const diffusion::TimeSpacing grid : options.grids) names.emplace_back(diffusion::name_of(grid));
  document.variables.push_back(labelled_variable("grid", {"grid"}, std::move(names),
                                                 {"1", "grid of times, --time-grid of sample", "grid"}));
  document.variables.push_back(
      labelled_variable("steps", {"steps"}, options.counts, {"1", "number of steps", "K"}));
}

void add_with_errors(io::Document& document, const std::string& name, const std::vector<MeanError>& values,
                     const Label& label) {
  std::vector<double> means, errors;
  for (const MeanError& value : values) {
    means.push_back(value.mean);
    errors.push_back(value.standard_error);
  }
  add_with_error(document, name, of_part, std::move(means), std::move(errors), label);
}

void add_modes(const ScheduleResult& result, io::Document& document) {
  const auto parts = parts_of(result.options);
  const double mean_norm = std::sqrt(modes_of(result.options).mean_norm_squared);
  const MeanError missing{not_a_number, not_a_number};
  std::vector<Fraction> fraction;
  std::vector<MeanError> across, shift, along;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const bool is_done =
        part < result.parts.size() && std::ssize(result.parts[part].along) == result.options.trajectories;
    const MeasuredModes modes =
        is_done ? measured_modes(result.parts[part], mean_norm)
                : MeasuredModes{{missing, not_a_number, not_a_number}, missing, missing, missing};
    fraction.push_back(modes.fraction);
    across.push_back(modes.deviation_across);
    shift.push_back(modes.mean_shift_along);
    along.push_back(modes.deviation_along);
  }
  using enum OverSeeds;
  add_fractions(document, "mode_fraction", of_part, fraction,
                {"1", "fraction of paths that end in the mode +m, y = x.m/|m| > 0", "P(+)", apart, no_path});
  add_with_errors(document, "deviation_across", across,
                  {data_units, "standard deviation of a coordinate across m", "s", apart, no_path});
  add_with_errors(document, "mean_shift_along", shift,
                  {data_units, "mean of y in the mode +m, less |m|", "E[y | +] - |m|", apart, no_path});
  add_with_errors(document, "deviation_along", along,
                  {data_units, "standard deviation of y in the mode +m", "s_m", apart, no_path});
}

void add_theory(const ScheduleResult& result, io::Document& document) {
  const theory::ScheduledModes none{not_a_number, not_a_number, not_a_number, not_a_number};
  std::vector<double> fraction, across, shift, along, needed;
  for (const SchedulePart& part : parts_of(result.options)) {
    const theory::ScheduledModes modes = theory_of(result.options, part).value_or(none);
    fraction.push_back(modes.fraction);
    across.push_back(modes.deviation_across);
    shift.push_back(modes.mean_along);
    along.push_back(modes.deviation_along);
  }
  for (const diffusion::TimeSpacing grid : result.options.grids) {
    const auto steps = steps_needed(result.options, grid);
    needed.push_back(steps ? static_cast<double>(*steps) : not_a_number);
  }
  const auto add = [&](const std::string& name, const std::vector<std::string>& dimensions,
                       std::vector<double> values, const Label& label) {
    document.variables.push_back(labelled_variable(name, dimensions, std::move(values), label));
  };
  using enum OverSeeds;
  add("theory_mode_fraction", of_part, fraction,
      {"1", "exact fraction of paths in +m by the recursion", "P(+)", same, no_theory});
  add("theory_deviation_across", of_part, across,
      {data_units, "exact standard deviation across m", "s", same, no_theory});
  add("theory_mean_shift_along", of_part, shift,
      {data_units, "exact mean of y in the mode +m, less |m|", "E[y | +] - |m|", same, no_theory});
  add("theory_deviation_along", of_part, along,
      {data_units, "exact standard deviation of y in the mode +m", "s_m", same, no_theory});
  add("theory_steps_needed", {"grid"}, needed,
      {"1", "fewest steps of the recursion within the tolerance", "K", same,
       "NaN where 100,000 steps are not enough, and for steps with noise"});
}

/// [part][path], NaN of those that are not done.
void add_ends(const ScheduleResult& result, io::Document& document) {
  const auto paths = static_cast<std::size_t>(result.options.trajectories);
  const std::size_t parts = parts_of(result.options).size();
  const auto add = [&](const char* name, std::vector<double> PathEnds::*values, const Label& label) {
    std::vector<double> all(parts * paths, not_a_number);
    for (std::size_t part = 0; part < result.parts.size(); ++part)
      std::copy((result.parts[part].*values).begin(), (result.parts[part].*values).end(),
                all.begin() + static_cast<std::ptrdiff_t>(part * paths));
    document.variables.push_back(
        labelled_variable(name, {"grid", "steps", "trajectory"}, std::move(all), label));
  };
  using enum OverSeeds;
  add(along_name, &PathEnds::along, {data_units, "y = x.m/|m| at the end of a path", "y", apart, not_yet});
  add(across_name, &PathEnds::across_squared,
      {"squared units of the data", "mean square of the coordinates across m at the end of a path",
       "|x|^2/(d - 1)", apart, not_yet});
}

}  // namespace

io::Document schedule_document(const ScheduleResult& result, io::Group provenance) {
  const ScheduleOptions& options = result.options;
  io::Document document =
      run_document(schedule_name, "What grids of times make of the modes of a mixture", options);
  document.attributes["step"] = std::string(diffusion::name_of(options.step));
  document.attributes["seed"] = seed_attribute(options.seed);
  document.attributes["prior"] = modes_of(options).prior;
  document.attributes["mean_amplitude"] = options.mean_amplitude;
  document.attributes["variance"] = options.variance;
  document.attributes["dilation"] = options.dilation;
  document.attributes["tolerance"] = options.tolerance;
  document.attributes["error_bars"] = fraction_error_bars;
  add_coordinates(result, document);
  add_modes(result, document);
  add_theory(result, document);
  add_ends(result, document);
  document.groups.push_back(std::move(provenance));
  return document;
}

void read_schedule_state(const io::Document& document, ScheduleResult& result) {
  const auto paths = static_cast<std::size_t>(result.options.trajectories);
  const std::size_t all = parts_of(result.options).size() * paths;
  const std::vector<double>& along = reals_of(document, along_name, all);
  const std::vector<double>& across = reals_of(document, across_name, all);
  const auto done = static_cast<std::size_t>(
      std::find_if(along.begin(), along.end(), [](double y) { return std::isnan(y); }) - along.begin());
  for (std::size_t i = 0; i < all; ++i)
    require_data(std::isnan(along[i]) == (i >= done) && std::isnan(across[i]) == (i >= done),
                 std::string(along_name) + " and " + across_name + " are not of the first paths");
  result.parts.clear();
  for (std::size_t begin = 0; begin < done; begin += paths) {
    const auto of_part_of = [&](const std::vector<double>& values) {
      return std::vector<double>(values.begin() + static_cast<std::ptrdiff_t>(begin),
                                 values.begin() + static_cast<std::ptrdiff_t>(std::min(done, begin + paths)));
    };
    result.parts.push_back({of_part_of(along), of_part_of(across)});
    require_in({-largest_along, largest_along}, result.parts.back().along, along_name);
    require_in({0, largest_along * largest_along}, result.parts.back().across_squared, across_name);
  }
}

}  // namespace regimes::experiments
