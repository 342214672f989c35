#pragma once
/// A run of the collapse experiment that goes on from a result file, finished or not.
#include "experiments/collapse_result.hpp"
#include "experiments/earlier_run.hpp"
#include "io/result_file.hpp"

namespace regimes::experiments {

/// Complete on root.
struct CollapseStart {
  CollapseResult result;
  EarlierRun earlier;
  io::Replaced replaced =
      io::Replaced::becomes_previous;  ///< what the first checkpoint does to the partial file there
  std::string file;                    ///< for messages
};

/// The files that the points are read from.
std::vector<io::InputFile> look_at_inputs(const CollapseOptions& options);

/// From a result file of a run with these options (resolve()d). Reads its data files once, to see that they
/// are unchanged. Throws DataError where it is not whole or they are not.
CollapseStart read_collapse_start(const io::Document& document, const CollapseOptions& options,
                                  const std::string& file);

/// The options of `file` with more points: --points, or --snapshots, which are added to those there. Throws
/// OptionError for what would change what is there: fewer points, snapshots among those done, files whose
/// centre depends on the points.
CollapseOptions extended(const CollapseOptions& options, std::optional<std::int64_t> points,
                         const std::vector<std::int64_t>& snapshots);

}  // namespace regimes::experiments
