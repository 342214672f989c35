#include "experiments/run/work_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "base/printable.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"

namespace regimes::experiments {

std::string duration_text(double seconds, double predicted_seconds) {
  if (std::isnan(predicted_seconds)) return human_duration(seconds);
  return fmt::format("{} ({} predicted)", human_duration(seconds), human_duration(predicted_seconds));
}

std::string work_text(const RunWork& work, double seconds, double predicted_seconds) {
  constexpr double flops_per_gigaflop = 1e9;
  const double rate = seconds > 0 ? work.flops / seconds / flops_per_gigaflop : 0;
  std::string text = fmt::format("{} (pair, time)", human_count(static_cast<double>(work.pair_times)));
  if (work.exponentials > 0)
    text += fmt::format(", {} exponentials", human_count(static_cast<double>(work.exponentials)));
  return text + fmt::format(", {:.1f} GFLOP/s in {}", rate, duration_text(seconds, predicted_seconds));
}

std::string steps_text(double trajectory_steps, const RunWork& work, double seconds,
                       double predicted_seconds) {
  const std::string steps = fmt::format("{} (trajectory, step) at {}/s", human_count(trajectory_steps),
                                        human_count(trajectory_steps / seconds));
  return work.pairs > 0 ? fmt::format("{}, {}", steps, work_text(work, seconds, predicted_seconds))
                        : fmt::format("{} in {}", steps, duration_text(seconds, predicted_seconds));
}

std::string wrote_text(const std::string& output, const std::string& drawing_command) {
  const std::string wrote = "wrote " + printable(output);
  if (drawing_command.empty()) return wrote;
  const std::string figure = std::filesystem::path(output).replace_extension().string();
  return fmt::format("{}; to draw it: analysis/{} {} -o {}", wrote, drawing_command, shell_file(output),
                     shell_file(figure));
}

}  // namespace regimes::experiments
