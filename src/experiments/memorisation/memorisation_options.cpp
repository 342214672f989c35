#include "experiments/memorisation/memorisation_options.hpp"

#include <fmt/format.h>

namespace regimes::experiments {
namespace {

bool with_samples(const MemorisationOptions& options) { return !options.samples_file.empty(); }
bool with_paths(const MemorisationOptions& options) { return !options.paths_file.empty(); }

std::string path_times_text(const MemorisationOptions& options) {
  return options.path_times_dataset.empty() ? list_text(options.path_times) : options.path_times_dataset;
}

std::vector<OptionText<MemorisationOptions>> table() {
  using Options = MemorisationOptions;
  std::vector<OptionText<Options>> texts;
  append(texts, training_texts());
  append(texts, std::vector<OptionText<Options>>{
                    {"samples-file", with_samples, [](const Options& o) { return o.samples_file; }},
                    {"paths-file", with_paths, [](const Options& o) { return o.paths_file; }},
                    {"path-times", with_paths, path_times_text},
                    {"ratio", with_samples, [](const Options& o) { return fmt::format("{}", o.ratio); }},
                });
  append(texts, run_texts());
  return texts;
}

void check_paths(const MemorisationOptions& options) {
  const bool has_times = !options.path_times.empty() || !options.path_times_dataset.empty();
  if (with_paths(options) && !has_times)
    throw OptionError("path-times", "missing; give the times of --paths-file, or the dataset that has them");
  if (!with_paths(options) && has_times)
    throw OptionError("path-times", "has no effect without --paths-file");
  if (!options.path_times.empty()) check_path_times(options.path_times);
}

}  // namespace

void check_path_times(const std::vector<double>& times) {
  if (times.size() < 2) throw OptionError("path-times", "a change needs two times or more");
  check_range("path-times", static_cast<std::int64_t>(times.size()), 2, most_times);
  const bool ascends = times[1] > times[0];
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!(times[i] >= 0 && times[i] <= largest_time))
      throw OptionError("path-times", fmt::format("{} is out of range; times of paths lie in [0, {}]",
                                                  times[i], largest_time));
    if (i > 0 && (times[i] == times[i - 1] || (times[i] > times[i - 1]) != ascends))
      throw OptionError("path-times",
                        fmt::format("{} after {}; the times of paths ascend, or descend, each once", times[i],
                                    times[i - 1]));
  }
}

MemorisationOptions resolve(MemorisationOptions options) {
  check_run(options);
  if (!with_samples(options) && !with_paths(options))
    throw OptionError("samples-file", "missing; name the file of samples, or --paths-file, or both");
  check_paths(options);
  check_positive("ratio", options.ratio);
  if (options.ratio > 1)
    throw OptionError("ratio", fmt::format("{} is out of range; the nearest distance is never above the "
                                           "second: give a number in (0, 1]",
                                           options.ratio));
  if (!is_from_file(options)) fill_points(options, std::nullopt);
  return options;
}

const OptionTexts<MemorisationOptions>& memorisation_texts() {
  static const OptionTexts<MemorisationOptions> texts(table());
  return texts;
}

}  // namespace regimes::experiments
