#include "app/terminal/progress_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/build_information.hpp"
#include "base/text.hpp"

namespace regimes::app {
namespace {

constexpr double percent = 100;
constexpr int bar_cells = 16;  ///< so that the whole line fits 80 columns
constexpr double smallest_fraction_to_extrapolate = 1e-3;

std::string numbers(const experiments::Progress& progress) {
  std::string text = fmt::format("{:3.0f} %", std::floor(percent * progress.fraction));
  if (progress.pair_times_per_second > 0)
    text += fmt::format("  {} (pair, time)/s", human_count(progress.pair_times_per_second));
  const double done = progress.fraction - progress.fraction_at_start;
  if (done >= smallest_fraction_to_extrapolate) {
    text += fmt::format("  {} left", human_duration(progress.seconds * (1 - progress.fraction) / done));
  }
  return progress.doing.empty() ? text : text + "  " + progress.doing;
}

}  // namespace

std::string header_text(const experiments::RunHeader& header) {
  std::string text = fmt::format("regimes {}  {}\n", build_information::version(), header.what);
  text += fmt::format("{} {} on {}; {}, {}; {}, {} per vector; {} per rank\n", header.ranks,
                      header.ranks == 1 ? "rank" : "ranks", fmt::join(header.hosts, ", "), header.backend,
                      header.instruction_set, header.precision, header.vector_width,
                      human_bytes(static_cast<double>(header.memory_per_rank_bytes)));
  for (const std::string& note : header.notes) text += note + "\n";
  return text;
}

std::string progress_bar(const experiments::Progress& progress, int columns) {
  const int full = std::clamp(static_cast<int>(progress.fraction * bar_cells), 0, bar_cells);
  const std::string line = fmt::format("[{:-<{}}] {}", std::string(full, '#'), bar_cells, numbers(progress));
  return line.substr(0, std::max(columns, 0));
}

std::string progress_line(const experiments::Progress& progress) {
  return fmt::format("{} after {}", numbers(progress), human_duration(progress.seconds));
}

}  // namespace regimes::app
