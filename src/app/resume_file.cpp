#include "app/resume_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "app/command_line.hpp"
#include "io/result_file.hpp"

namespace regimes::app {
namespace {

using experiments::collapse_texts;
using experiments::ResolvedOption;

/// What may differ from the file: these do not change its numbers, or only add to them.
constexpr std::array<std::string_view, 7> free_options = {
    "points", "snapshots", "query-groups", "output", "quiet", "checkpoint-minutes", "time-limit"};
constexpr char separator = '\0';

bool is_free(const std::string& name) {
  return std::find(free_options.begin(), free_options.end(), name) != free_options.end();
}

void set_value(const OptionTable& table, const std::string& name, const std::string& value,
               const std::string& what) {
  find(table, name)->set(value, what);
}

experiments::CollapseStart read_start(const std::string& file) {
  const io::Document document = io::read_document(file);
  try {
    const auto options = experiments::read_earlier_run(document).options;
    return experiments::read_collapse_start(document, request_of(options).options, file);
  } catch (const DataError& error) {
    throw DataError(fmt::format("cannot go on from '{}': {}", file, error.what()));
  } catch (const UsageError& error) {
    throw DataError(fmt::format("cannot go on from '{}', its options do not fit: {}", file, error.what()));
  }
}

/// Refuses an assignment that changes what the file says.
void require_same(const Assignment& given, const CollapseRequest& of_file, const std::string& file) {
  const auto names = collapse_texts().names();
  if (std::find(names.begin(), names.end(), given.name) == names.end())
    throw UsageError(
        fmt::format("{}: does not go with resume; the options are those of '{}'", given.what, file));
  CollapseRequest changed = of_file;
  set_value(collapse_option_table(changed), given.name, given.value, given.what);
  const std::string now = collapse_texts().value(changed.options, given.name),
                    then = collapse_texts().value(of_file.options, given.name);
  if (now != then)
    throw UsageError(
        fmt::format("{}: {} is not what '{}' was begun with ({}); leave the option out, or begin anew",
                    given.what, now, file, then.empty() ? "not set" : then));
}

}  // namespace

std::string output_of(const std::string& file) {
  const std::string partial = io::partial_ending;
  if (file.ends_with(partial + io::previous_ending))
    throw UsageError(fmt::format(
        "'{}' is what the partial file held before; name '{}', and the other is used where that is damaged",
        file, file.substr(0, file.size() - std::string_view(io::previous_ending).size())));
  return file.ends_with(partial) ? file.substr(0, file.size() - partial.size()) : file;
}

ResumeFile read_resume_file(const std::string& file) {
  ResumeFile found;
  try {
    found.start = read_start(file);
    if (output_of(file) == file)
      found.start.run.replaced = io::Replaced::is_foreign;  // no partial file belongs to it
    return found;
  } catch (const Error& error) {
    const bool is_about_file = error.code() == ExitCode::bad_data || error.code() == ExitCode::input_output;
    if (!is_about_file || output_of(file) == file) throw;
    try {
      found.start = read_start(file + io::previous_ending);
    } catch (const Error&) {
      found.start.run.file.clear();
    }
    if (found.start.run.file.empty()) throw;
    found.start.run.replaced = io::Replaced::is_damaged;
    found.warning =
        fmt::format("{}; goes on from the checkpoint before it, '{}'", error.what(), found.start.run.file);
    return found;
  }
}

std::string packed(const std::vector<ResolvedOption>& options) {
  std::string text;
  for (const ResolvedOption& option : options)
    text += option.name + separator + option.value + separator +
            std::to_string(static_cast<int>(option.origin)) + separator;
  return text;
}

std::vector<ResolvedOption> unpacked(const std::string& text) {
  std::vector<ResolvedOption> options;
  for (std::size_t at = 0; at < text.size();) {
    const auto next = [&] {
      const std::size_t end = text.find(separator, at);
      const std::string word = text.substr(at, end - at);
      at = end + 1;
      return word;
    };
    ResolvedOption option;
    option.name = next();
    option.value = next();
    option.origin = static_cast<io::OptionOrigin>(std::stoi(next()));
    options.push_back(std::move(option));
  }
  return options;
}

CollapseRequest request_of(const std::vector<ResolvedOption>& options) {
  CollapseRequest request;
  const OptionTable table = collapse_option_table(request);
  const auto known = collapse_texts().names();
  for (const ResolvedOption& option : options) {
    if (std::find(known.begin(), known.end(), option.name) == known.end())
      throw DataError(
          fmt::format("it was made with an option that this version does not have, --{}", option.name));
    set_value(table, option.name, option.value, "--" + option.name);
  }
  CollapseRequest resolved;  // the table refers to `request`
  resolved.options = experiments::resolve(request.options);
  return resolved;
}

ResumeRequest resume_request(const std::vector<ResolvedOption>& of_file,
                             const std::vector<Assignment>& of_call, const std::string& file) {
  const CollapseRequest begun = request_of(of_file);
  CollapseRequest asked;
  const OptionTable table = collapse_option_table(asked);
  for (const Assignment& given : of_call) {
    if (!is_free(given.name)) require_same(given, begun, file);
    set_value(table, given.name, given.value, given.what);
  }
  ResumeRequest result;
  result.request.quiet = asked.quiet;
  result.request.options = begun.options;
  experiments::extend(result.request.options, asked.options.points, asked.options.snapshots);
  auto& options = result.request.options;
  result.has_more_points = options.snapshots.size() > begun.options.snapshots.size();
  options.checkpoints = asked.options.checkpoints;
  options.output = find(of_call, "output") ? asked.options.output : output_of(file);
  options.force = false;
  if (find(of_call, "query-groups")) options.query_groups = asked.options.query_groups;
  options = experiments::resolve(options);
  for (ResolvedOption option : of_file) {
    if (const Assignment* given = find(of_call, option.name); given && is_free(option.name))
      option.origin = given->origin;
    result.origins.push_back(std::move(option));
  }
  return result;
}

}  // namespace regimes::app
