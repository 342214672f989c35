#pragma once
/// What the provenance of a result file says of the runs that made it, for a run that goes on.
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "experiments/options/option.hpp"
#include "experiments/run/run_work.hpp"
#include "io/document.hpp"
#include "io/input_file.hpp"

namespace regimes::experiments {

struct EarlierRun {
  std::string command_line;             ///< that began it
  std::vector<ResolvedOption> options;  ///< with their origins
  std::chrono::system_clock::time_point start_time;
  double seconds = 0;     ///< wall clock of all runs so far
  std::int64_t runs = 0;  ///< how many there were
  RunWork work;           ///< of all of them
  std::vector<io::InputFile> inputs;
};

/// Throws DataError where the document lacks any of it.
EarlierRun read_earlier_run(const io::Document& document);

/// The input files as they are now. Throws DataError where they are not those of the earlier run,
/// InputOutputError where one cannot be read.
void require_unchanged(const std::vector<io::InputFile>& now, const std::vector<io::InputFile>& then);

}  // namespace regimes::experiments
