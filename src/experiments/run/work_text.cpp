#include "experiments/run/work_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "base/printable.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"

namespace regimes::experiments {

std::string taken_text(const RunEnd& end) {
  std::string text = human_duration(end.seconds);
  if (!std::isnan(end.predicted_seconds))
    text += fmt::format(" ({} predicted)", human_duration(end.predicted_seconds));
  return text + fmt::format(", {} per rank", human_bytes(static_cast<double>(end.memory_per_rank_bytes)));
}

std::string work_text(const RunEnd& end) {
  constexpr double flops_per_gigaflop = 1e9;
  const RunWork& work = end.work;
  const double rate = end.seconds > 0 ? work.flops / end.seconds / flops_per_gigaflop : 0;
  std::string text = fmt::format("{} (pair, time)", human_count(static_cast<double>(work.pair_times)));
  if (work.exponentials > 0)
    text += fmt::format(", {} exponentials", human_count(static_cast<double>(work.exponentials)));
  return text + fmt::format(", {:.1f} GFLOP/s in {}", rate, taken_text(end));
}

std::string steps_text(double trajectory_steps, const RunEnd& end) {
  const std::string steps = fmt::format("{} (trajectory, step) at {}/s", human_count(trajectory_steps),
                                        human_count(trajectory_steps / end.seconds));
  return end.work.pairs > 0 ? fmt::format("{}, {}", steps, work_text(end))
                            : fmt::format("{} in {}", steps, taken_text(end));
}

std::string resume_line(const std::string& file) { return "regimes resume " + shell_file(file); }

std::string go_on_text(const std::string& command, int ranks) {
  return fmt::format("to go on: {}{}", ranks > 1 ? fmt::format("mpirun -n {} ", ranks) : "", command);
}

std::string stopped_text(const RunEnd& end, const std::string& before) {
  if (end.output.empty()) return fmt::format("stopped on request {}, nothing is written", before);
  return fmt::format("stopped on request, what was done is in {}; {}", printable(end.output), end.go_on);
}

std::string wrote_text(const std::string& output, const std::string& drawing_command) {
  const std::string wrote = "wrote " + printable(output);
  if (drawing_command.empty()) return wrote;
  const std::string figure = std::filesystem::path(output).replace_extension().string();
  return fmt::format("{}; to draw it: analysis/{} {} -o {}", wrote, drawing_command, shell_file(output),
                     shell_file(figure));
}

}  // namespace regimes::experiments
