#pragma once
/// What the provenance of a result file says of the runs that made it, for a run that goes on.
#include <string>
#include <vector>

#include "base/run_work.hpp"
#include "experiments/options/option.hpp"
#include "io/document.hpp"
#include "io/input_file.hpp"
#include "io/provenance.hpp"

namespace regimes::experiments {

struct EarlierRun {
  std::vector<ResolvedOption> options;  ///< with their origins
  std::vector<io::ChainedRun> chain;    ///< every run so far, at least one
  RunWork work;                         ///< of all of them
  std::vector<io::InputFile> inputs;
};

/// A file of version 0.1.0, which has no chain of runs, counts as made by one run. Throws DataError where the
/// document lacks any of it.
EarlierRun read_earlier_run(const io::Document& document);

/// The input files as they are now. Throws DataError where they are not those of the earlier run,
/// InputOutputError where one cannot be read.
void require_unchanged(const std::vector<io::InputFile>& now, const std::vector<io::InputFile>& then);

}  // namespace regimes::experiments
