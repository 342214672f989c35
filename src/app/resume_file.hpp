#pragma once
/// The file that `regimes resume` goes on from: which one it is, what it holds, and what may be asked of it.
#include <string>
#include <vector>

#include "app/collapse_option_table.hpp"
#include "app/options.hpp"
#include "experiments/collapse_start.hpp"

namespace regimes::app {

/// OUTPUT of FILE, which is OUTPUT or OUTPUT.partial. Throws UsageError for a previous file, which is not
/// named but found.
std::string output_of(const std::string& file);

struct ResumeFile {
  experiments::CollapseStart start;
  std::string warning;  ///< why it is the previous file; empty where it is not
};

/// Reads `file` or, where that is damaged or missing, the one before it. Throws InputOutputError or DataError
/// about `file`.
ResumeFile read_resume_file(const std::string& file);

/// Options as one text and back, to be sent to other ranks.
std::string packed(const std::vector<experiments::ResolvedOption>& options);
std::vector<experiments::ResolvedOption> unpacked(const std::string& text);

/// The options of a file, as values. Throws DataError for one that this program does not have.
CollapseRequest request_of(const std::vector<experiments::ResolvedOption>& options);

/// What a call may change about the run of a file.
struct ResumeRequest {
  CollapseRequest request;  ///< the file's, with what the call changes; resolved
  std::vector<experiments::ResolvedOption>
      origins;  ///< those of the file, and of the call where it says more
  bool has_more_points = false;
};

/// Throws UsageError where the call says something else than the file.
ResumeRequest resume_request(const std::vector<experiments::ResolvedOption>& of_file,
                             const std::vector<Assignment>& of_call, const std::string& file);

}  // namespace regimes::app
