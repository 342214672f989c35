#pragma once
/// What a run that goes on from a result file, finished or not, knows of it, whatever its experiment.
#include <functional>
#include <string>

#include "experiments/options/option.hpp"
#include "experiments/options/training_options.hpp"
#include "experiments/run/earlier_run.hpp"
#include "io/document.hpp"
#include "io/result_file.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Complete on root.
struct RunStart {
  EarlierRun earlier;
  io::Replaced replaced =
      io::Replaced::becomes_previous;  ///< what the first checkpoint does to the partial file there
  std::string file;                    ///< for messages
  std::string command = {};  ///< that goes on from it, to the output and the sizes that were asked for
};

/// With the document, in which the experiment finds where it stood. Complete on root.
struct DocumentStart {
  RunStart run;
  io::Document document;
};

/// Root calls read(), which throws DataError where the state in `file` is not one of this run. Then all ranks
/// throw one DataError that names the file, as root has it, and what to do. Collective.
void read_state(const std::string& file, const parallel::Communicator& communicator,
                const std::function<void()>& read);

/// From a result file of a run with these options. Reads its input files once, to see that they are
/// unchanged. Throws DataError where it is not whole or they are not.
DocumentStart read_document_start(const io::Document& document, const OptionTable& table,
                                  const TrainingOptions& options, const std::string& file);

}  // namespace regimes::experiments
