#include "experiments/sample/sample_options.hpp"

#include <fmt/format.h>

#include "diffusion/time_grid.hpp"

namespace regimes::experiments {
namespace {

bool always(const SampleOptions&) { return true; }
bool with_times(const SampleOptions& options) { return !options.times.empty(); }
bool with_training_points(const SampleOptions& options) { return options.score == ScoreKind::empirical; }

std::vector<OptionText<SampleOptions>> table() {
  using Options = SampleOptions;
  std::vector<OptionText<Options>> texts;
  append(texts, sampler_texts());
  append(texts,
         std::vector<OptionText<Options>>{
             {"times", always, [](const Options& o) { return list_text(o.times); }},
             {"save-paths", with_times, [](const Options& o) { return fmt::format("{}", o.save_paths); }},
             {"ratio", with_training_points, [](const Options& o) { return fmt::format("{}", o.ratio); }},
         });
  return texts;
}

}  // namespace

SampleOptions resolve(SampleOptions options) {
  check_sampler(options);
  check_times(options.times);
  check_within("times", options.times, sampler_times(options));
  if (options.save_paths && options.times.empty())
    throw OptionError("save-paths", "needs the times at which points are kept; give --times");
  check_positive("ratio", options.ratio);
  if (options.ratio > 1)
    throw OptionError("ratio", fmt::format("{} is out of range; the nearest distance is never above the "
                                           "second: give a number in (0, 1]",
                                           options.ratio));
  check_checkpoints(options.checkpoints);
  return options;
}

std::vector<double> schedule(const SampleOptions& options) {
  return diffusion::with_times(sampler_times(options), options.times);
}

std::vector<double> observation_times(const SampleOptions& options) {
  std::vector<double> times = options.times;
  const double end = schedule(options).back();
  if (times.empty() || times.front() != end) times.insert(times.begin(), end);
  return times;
}

const OptionTexts<SampleOptions>& sample_texts() {
  static const OptionTexts<SampleOptions> texts(table());
  return texts;
}

}  // namespace regimes::experiments
