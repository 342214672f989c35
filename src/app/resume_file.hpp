#pragma once
/// The file that `regimes resume` goes on from: which one it is, what it holds, and what may be asked of it.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "app/command_line.hpp"
#include "app/every_resumable.hpp"
#include "app/options.hpp"

namespace regimes::app {

/// OUTPUT of FILE, which is OUTPUT or OUTPUT.partial. Throws UsageError for a previous file, which is not
/// named but found.
std::string output_of(const std::string& file);

struct ResumeFile {
  std::string experiment;  ///< that made the file, by its name
  AnyStart start;
  std::string warning;  ///< why it is the previous file; empty where it is not

  experiments::RunStart& run() {
    return std::visit([](auto& of) -> experiments::RunStart& { return of.run; }, start);
  }
};

/// Reads `file` or, where that is damaged or missing, the one before it. Throws InputOutputError or DataError
/// about `file`.
ResumeFile read_resume_file(const std::string& file);

/// How a partial file stands to the result that has its name already.
enum class Progress {
  further,   ///< it is of an extension of that result
  no_more,   ///< the same run, and the result has all of it
  unrelated  ///< another run, or one of them cannot be read
};

/// Of a partial file, whose run is `partial`, to the result `plain`.
Progress progress(const experiments::EarlierRun& partial, const std::string& plain);
/// The same of the partial file of that name to a result whose run is `plain`.
Progress progress(const std::string& partial, const experiments::EarlierRun& plain);

/// Options as one text and back, to be sent to other ranks.
std::string packed(const std::vector<experiments::ResolvedOption>& options);
std::vector<experiments::ResolvedOption> unpacked(const std::string& text);

/// What may differ from the file: these do not change its numbers or, of a run that grows, only add to them.
bool is_free_option(const std::string& name, bool grows);

/// The options of a file, as values. Throws DataError for one that this program does not have.
template <class Options>
RunRequest<Options> request_of(const std::vector<experiments::ResolvedOption>& options) {
  RunRequest<Options> request;
  const OptionTable table = Resumable<Options>::table(request);
  const auto known = Resumable<Options>::texts().names();
  for (const experiments::ResolvedOption& option : options) {
    if (std::find(known.begin(), known.end(), option.name) == known.end())
      throw DataError(
          fmt::format("it was made with an option that this version does not have, --{}", option.name));
    find(table, option.name)->set(option.value, "--" + option.name);
  }
  RunRequest<Options> resolved;  // the table refers to `request`
  resolved.options = resolve(request.options);
  return resolved;
}

/// What a call may change about the run of a file.
template <class Options>
struct ResumeRequest {
  RunRequest<Options> request;  ///< the file's, with what the call changes; resolved
  std::vector<experiments::ResolvedOption>
      origins;  ///< those of the file, and of the call where it says more
  bool has_more_points = false;
};

/// Refuses an assignment that changes what the file says.
template <class Options>
void require_same(const Assignment& given, const RunRequest<Options>& of_file, const std::string& file) {
  const auto& texts = Resumable<Options>::texts();
  const auto names = texts.names();
  if (std::find(names.begin(), names.end(), given.name) == names.end())
    throw UsageError(
        fmt::format("{}: does not go with resume; the options are those of '{}'", given.what, file));
  RunRequest<Options> changed = of_file;
  find(Resumable<Options>::table(changed), given.name)->set(given.value, given.what);
  const std::string now = texts.value(changed.options, given.name),
                    then = texts.value(of_file.options, given.name);
  if (now != then)
    throw UsageError(fmt::format(
        "{}: cannot be changed: {} is not what '{}' was begun with ({}); leave the option out, or begin anew",
        given.what, now, file, then.empty() ? "not set" : then));
}

/// Takes over the sizes that the call adds; whether there are any.
template <class Options>
bool grow(Options& options, const Options& asked, const std::vector<Assignment>& of_call) {
  const std::size_t before = options.snapshots.size();
  extend(options, asked.points, asked.snapshots);
  if (find(of_call, "query-groups")) options.query_groups = asked.query_groups;
  return options.snapshots.size() > before;
}

/// Throws UsageError where the call says something else than the file.
template <class Options>
ResumeRequest<Options> resume_request(const std::vector<experiments::ResolvedOption>& of_file,
                                      const std::vector<Assignment>& of_call, const std::string& file) {
  const RunRequest<Options> begun = request_of<Options>(of_file);
  RunRequest<Options> asked;
  const OptionTable table = Resumable<Options>::table(asked);
  for (const Assignment& given : of_call) {
    if (!is_free_option(given.name, Resumable<Options>::grows)) require_same(given, begun, file);
    find(table, given.name)->set(given.value, given.what);
  }
  ResumeRequest<Options> result;
  result.request.quiet = asked.quiet;
  Options& options = result.request.options;
  options = begun.options;
  if constexpr (Resumable<Options>::grows) result.has_more_points = grow(options, asked.options, of_call);
  options.checkpoints = asked.options.checkpoints;
  options.output = find(of_call, "output") ? asked.options.output : output_of(file);
  options.force = false;
  options = resolve(options);
  for (experiments::ResolvedOption option : of_file) {
    if (const Assignment* given = find(of_call, option.name);
        given && is_free_option(option.name, Resumable<Options>::grows))
      option.origin = given->origin;
    result.origins.push_back(std::move(option));
  }
  return result;
}

}  // namespace regimes::app
