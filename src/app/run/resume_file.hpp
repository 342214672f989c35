#pragma once
/// The file that `regimes resume` goes on from: which one it is, what it holds, and what may be asked of it.
#include <memory>
#include <string>
#include <vector>

#include "app/arguments/assignment.hpp"
#include "experiments/run/experiment.hpp"

namespace regimes::app {

/// OUTPUT of FILE, which is OUTPUT or OUTPUT.partial. Throws UsageError for a previous file, which is not
/// named but found.
std::string output_of(const std::string& file);

struct ResumeFile {
  std::string experiment;  ///< that made the file, by its name
  experiments::DocumentStart start;
  std::string warning;  ///< why it is the previous file; empty where it is not
};

/// Reads on trial what resuming `file` may read: the result, its partial files, and the data files of its run
/// (io/reading_trial.hpp). Throws DataError where that does not come to an end.
void try_resume_file(const std::string& file);

/// Reads `file` or, where that is damaged or missing, the one before it. Throws InputOutputError or DataError
/// about `file`.
ResumeFile read_resume_file(const std::string& file);

/// How a partial file stands to the result that has its name already.
enum class Progress {
  further,   ///< it is of an extension of that result
  no_more,   ///< the same run, and the result has all of it
  unrelated  ///< another run, or one of them cannot be read
};

/// Compares a partial file, whose run is `partial`, with the result named `plain`.
Progress progress(const experiments::EarlierRun& partial, const std::string& plain);

/// Compares the partial file named `partial` with a result whose run is `plain`.
Progress progress(const std::string& partial, const experiments::EarlierRun& plain);

/// Removes the partial files beside the whole result `output` where it has all that they have: a run that was
/// killed in its last moment, between writing its result and removing them, leaves them behind. Those of an
/// extension, of another run, and those that cannot be read stay. For the run that has the lock of `output`.
void remove_outrun_partial(const std::string& output);

/// Options as one text and back, to be sent to other ranks.
std::string packed(const std::vector<experiments::ResolvedOption>& options);
std::vector<experiments::ResolvedOption> unpacked(const std::string& text);

/// Whether what is said of an option when a run goes on may differ from the file: it does not change the
/// numbers of a result or, where the experiment grows, only adds to them.
bool may_differ(const experiments::Option& option, bool grows);

/// The options of a file of this experiment, resolved. Throws DataError for one that this program does not
/// have.
std::unique_ptr<experiments::RunOptions> options_of_file(
    const experiments::Experiment& experiment, const std::vector<experiments::ResolvedOption>& of_file);

/// What a call may change about the run of a file.
struct ResumeRequest {
  std::shared_ptr<experiments::RunOptions> options;  ///< the file's, with what the call changes; resolved
  std::vector<experiments::ResolvedOption>
      origins;  ///< those of the file, and of the call where it says more
  bool has_more_points = false;
};

/// Throws UsageError where the call says something else than the file.
ResumeRequest resume_request(const experiments::Experiment& experiment,
                             const std::vector<experiments::ResolvedOption>& of_file,
                             const std::vector<Assignment>& of_call, const std::string& file);

}  // namespace regimes::app
