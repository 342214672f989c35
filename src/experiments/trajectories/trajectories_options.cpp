#include "experiments/trajectories/trajectories_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diffusion/time_grid.hpp"
#include "experiments/options/laws.hpp"

namespace regimes::experiments {
namespace {

bool always(const TrajectoriesOptions&) { return true; }
bool with_record(const TrajectoriesOptions& options) { return options.last_change != LastChange::none; }

std::vector<OptionText<TrajectoriesOptions>> table() {
  using Options = TrajectoriesOptions;
  std::vector<OptionText<Options>> texts;
  append(texts, sampler_texts());
  append(texts,
         std::vector<OptionText<Options>>{
             {"clone-times", always, [](const Options& o) { return list_text(o.clone_times); }},
             {"turn-times", always, [](const Options& o) { return list_text(o.turn_times); }},
             {"last-change", always, [](const Options& o) { return std::string(name_of(o.last_change)); }},
             {"record-spacing", with_record,
              [](const Options& o) { return fmt::format("{}", o.spacing_of_record); }},
         });
  return texts;
}

void check_list(const std::string& option, const std::vector<double>& times, const SamplerOptions& options) {
  const std::vector<double> of_sampler = sampler_times(options);
  check_within(option, times, of_sampler);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i] <= of_sampler.back())
      throw OptionError(
          option, fmt::format("{} leaves no way to go: paths end at t = {}", times[i], of_sampler.back()));
    if (i > 0 && times[i] <= times[i - 1])
      throw OptionError(option, fmt::format("{} after {}; list the times in ascending order, each once",
                                            times[i], times[i - 1]));
  }
}

void check_record(const TrajectoriesOptions& options) {
  if (!with_record(options)) return;
  if (options.score != ScoreKind::empirical)
    throw OptionError("last-change", "needs training points, and --score population has none");
  check_positive("record-spacing", options.spacing_of_record);
  constexpr double fewest = 2, most = largest_steps;
  double times = sampler_times(options).front() / options.spacing_of_record;
  if (times <= most) times = static_cast<double>(record_times(options).size());
  if (times < fewest || times > most)
    throw OptionError("record-spacing",
                      fmt::format("{} gives {:.3g} times within those of the sampler; {} to {} are needed",
                                  options.spacing_of_record, times, fewest, most));
}

}  // namespace

std::string_view name_of(LastChange route) {
  switch (route) {
    case LastChange::none:
      return "none";
    case LastChange::forward:
      return "forward";
    case LastChange::backward:
      return "backward";
    case LastChange::both:
      break;
  }
  return "both";
}

TrajectoriesOptions resolve(TrajectoriesOptions options) {
  check_sampler(options);
  if (options.clone_times.empty() && options.turn_times.empty() && !with_record(options))
    throw OptionError("clone-times",
                      "missing; give --clone-times, --turn-times or --last-change, or several of them");
  check_list("clone-times", options.clone_times, options);
  check_list("turn-times", options.turn_times, options);
  check_record(options);
  check_checkpoints(options.checkpoints);
  if (options.score == ScoreKind::population && !has_classes(options))
    throw OptionError("score",
                      fmt::format("population has neither training points nor classes to compare for "
                                  "--train {}; take --train mixture, or --score empirical",
                                  name_of(options.train)));
  return options;
}

std::vector<double> schedule(const TrajectoriesOptions& options) {
  std::vector<double> times = sampler_times(options);
  if (asks_backward(options)) times = diffusion::with_times(times, record_times(options));
  return diffusion::with_times(diffusion::with_times(times, options.clone_times), options.turn_times);
}

std::vector<double> record_times(const TrajectoriesOptions& options) {
  const std::vector<double> of_sampler = sampler_times(options);
  std::vector<double> times;
  constexpr double rounding = 1e-9;
  for (std::int64_t i = 1;; ++i) {
    const double time = static_cast<double>(i) * options.spacing_of_record;
    if (time > of_sampler.front() * (1 - rounding)) return times;
    if (time >= of_sampler.back()) times.push_back(time);
  }
}

bool asks_forward(const TrajectoriesOptions& options) {
  return options.last_change == LastChange::forward || options.last_change == LastChange::both;
}
bool asks_backward(const TrajectoriesOptions& options) {
  return options.last_change == LastChange::backward || options.last_change == LastChange::both;
}

const OptionTexts<TrajectoriesOptions>& trajectories_texts() {
  static const OptionTexts<TrajectoriesOptions> texts(table());
  return texts;
}

}  // namespace regimes::experiments
