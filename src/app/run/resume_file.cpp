#include "app/run/resume_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "experiments/catalogue/experiments.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/run/input_files.hpp"
#include "experiments/run/run_document.hpp"
#include "io/reading_trial.hpp"
#include "io/result_file.hpp"

namespace regimes::app {
namespace {

using experiments::Experiment;
using experiments::ResolvedOption;
using experiments::RunOptions;

constexpr char separator = '\0';

/// From a result file of `experiment`. Reads its input files once, to see that they are unchanged.
experiments::DocumentStart start_of(const Experiment& experiment, const io::Document& document,
                                    const std::string& file) {
  const auto options = options_of_file(experiment, experiments::read_earlier_run(document).options);
  auto start = experiments::read_document_start(document, experiment.options, *options, file);
  if (experiment.check_state) experiment.check_state(document, *options);
  return start;
}

ResumeFile read_start(const std::string& file) {
  const io::Document document = io::read_without_slabs(file);
  const std::string name = experiments::experiment_of(document);
  try {
    const Experiment* experiment = experiments::find_experiment(name);
    experiments::require_data(experiment != nullptr,
                              fmt::format("it is of an experiment that cannot be resumed, '{}'", name));
    return {name, start_of(*experiment, document, file), {}};
  } catch (const DataError& error) {
    throw DataError(fmt::format("cannot go on from '{}': {}", file, error.what()));
  } catch (const UsageError& error) {
    throw DataError(fmt::format("cannot go on from '{}', its options do not fit: {}", file, error.what()));
  }
}

std::optional<ResumeFile> try_read_start(const std::string& file) {
  try {
    return read_start(file);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<experiments::EarlierRun> try_read_run(const std::string& file) {
  try {
    return experiments::read_earlier_run(io::read_without_slabs(file));
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// The run that the file was made by, as far as it can be read: its experiment and its options.
struct RunOfFile {
  const Experiment* experiment = nullptr;
  std::unique_ptr<RunOptions> options;
};

RunOfFile try_read_options(const std::string& file) {
  try {
    const io::Document document = io::read_without_slabs(file);
    const Experiment* experiment = experiments::find_experiment(experiments::experiment_of(document));
    if (!experiment) return {};
    return {experiment, options_of_file(*experiment, experiments::read_earlier_run(document).options)};
  } catch (const Error&) {  // said by whoever goes on from it
    return {};
  }
}

/// Option by option, but for where a value came from.
bool same_values(const std::vector<ResolvedOption>& one, const std::vector<ResolvedOption>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const ResolvedOption& a, const ResolvedOption& b) {
                      return a.name == b.name && a.value == b.value;
                    });
}

/// Runs that go on keep how and when they were begun, and add up their work. An extension that was stopped
/// before it counted any has other options than its result.
Progress progress_between(const experiments::EarlierRun& partial, const experiments::EarlierRun& plain) {
  const io::ChainedRun &of_partial = partial.chain.front(), &of_plain = plain.chain.front();
  if (of_partial.command_line != of_plain.command_line || of_partial.start_time != of_plain.start_time)
    return Progress::unrelated;
  const bool is_begun_extension =
      partial.work.pairs == plain.work.pairs && !same_values(partial.options, plain.options);
  return partial.work.pairs > plain.work.pairs || is_begun_extension ? Progress::further : Progress::no_more;
}

}  // namespace

Progress progress(const experiments::EarlierRun& partial, const std::string& plain) {
  const auto run = try_read_run(plain);
  return run ? progress_between(partial, *run) : Progress::unrelated;
}

Progress progress(const std::string& partial, const experiments::EarlierRun& plain) {
  const auto run = try_read_run(partial);
  return run ? progress_between(*run, plain) : Progress::unrelated;
}

void remove_outrun_partial(const std::string& output) {
  const io::ResultWriter result(output);
  bool is_there = false;
  for (const std::string& left : {result.partial_path(), result.previous_path()}) {
    std::error_code unknown;
    if (!std::filesystem::exists(std::filesystem::symlink_status(left, unknown))) continue;
    const auto run = try_read_run(left);
    if (!run || progress(*run, output) != Progress::no_more) return;
    is_there = true;
  }
  if (is_there) result.remove_partial();
}

std::string output_of(const std::string& file) {
  const std::string partial = io::partial_ending, named = io::without_previous(file);
  if (named != file)
    throw UsageError(fmt::format(
        "'{}' is what the partial file held before; name '{}', and the other is used where that is damaged",
        file, named));
  return file.ends_with(partial) ? file.substr(0, file.size() - partial.size()) : file;
}

void try_resume_file(const std::string& file) {
  const io::ResultWriter output(output_of(file));
  for (const std::string& path : {output.path(), output.partial_path(), output.previous_path()}) {
    std::error_code unknown;
    if (std::filesystem::is_regular_file(path, unknown)) io::try_document_without_slabs(path);
  }
  for (const std::string& path : {file, output.previous_path()}) {
    const RunOfFile run = try_read_options(path);
    if (run.experiment) return experiments::try_inputs(run.experiment->options, *run.options);
  }
}

ResumeFile read_resume_file(const std::string& file) {
  try {
    ResumeFile found = read_start(file);
    if (output_of(file) == file)
      found.start.run.replaced = io::Replaced::is_foreign;  // no partial file belongs to it
    return found;
  } catch (const Error& error) {
    const bool is_about_file = error.code() == ExitCode::bad_data || error.code() == ExitCode::input_output;
    if (!is_about_file || output_of(file) == file) throw;
    std::optional<ResumeFile> before = try_read_start(file + io::previous_ending);
    if (!before) throw;
    ResumeFile& found = *before;
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

bool may_differ(const experiments::Option& option, bool grows) {
  return option.on_resume == experiments::OnResume::free ||
         (grows && option.on_resume == experiments::OnResume::grows);
}

std::unique_ptr<RunOptions> options_of_file(const Experiment& experiment,
                                            const std::vector<ResolvedOption>& of_file) {
  std::unique_ptr<RunOptions> options = experiment.defaults();
  for (const ResolvedOption& option : of_file) {
    const experiments::Option* known = experiments::find(experiment.options, option.name);
    if (!known)
      throw DataError(
          fmt::format("it was made with an option that this version does not have, --{}", option.name));
    known->value.set(*options, option.value, "--" + option.name);
  }
  experiment.resolve(*options);
  return options;
}

namespace {

/// Refuses an assignment that changes what the file says.
void require_same(const Experiment& experiment, const Assignment& given, const RunOptions& of_file,
                  const std::string& file) {
  const experiments::Option& option = option_of(experiment.options, given.name);
  if (option.kind == experiments::OptionKind::terminal)
    throw UsageError(
        fmt::format("{}: does not go with resume; the options are those of '{}'", given.what, file));
  const auto changed = experiment.copy(of_file);
  option.value.set(*changed, given.value, given.what);
  const std::string now = option.value.text(*changed), then = option.value.text(of_file);
  if (now != then)
    throw UsageError(fmt::format(
        "{}: cannot be changed: {} is not what '{}' was begun with ({}); leave the option out, or begin anew",
        given.what, now, file, then.empty() ? "not set" : then));
}

/// Adds the options that the file does not have, and the call sets.
void add_new_origins(const Experiment& experiment, const std::vector<Assignment>& of_call,
                     const RunOptions& options, std::vector<ResolvedOption>& origins) {
  for (const Assignment& given : of_call) {
    const experiments::Option& option = option_of(experiment.options, given.name);
    const bool is_there = std::any_of(origins.begin(), origins.end(), [&](const ResolvedOption& of_file) {
      return option.is_called(of_file.name);
    });
    if (is_there || option.kind == experiments::OptionKind::terminal) continue;
    origins.push_back({option.name, option.value.text(options), given.origin});
  }
}

}  // namespace

ResumeRequest resume_request(const Experiment& experiment, const std::vector<ResolvedOption>& of_file,
                             const std::vector<Assignment>& of_call, const std::string& file) {
  const std::unique_ptr<RunOptions> begun = options_of_file(experiment, of_file);
  const auto asked = experiment.defaults();
  ResumeRequest result;
  result.options = experiment.copy(*begun);
  for (const Assignment& given : of_call) {
    const experiments::Option* option = experiments::find(experiment.options, given.name);
    if (!option)
      throw UsageError(
          fmt::format("{}: does not go with resume; the options are those of '{}'", given.what, file));
    if (!may_differ(*option, experiment.grows)) require_same(experiment, given, *begun, file);
    option->value.set(*asked, given.value, given.what);
    if (option->on_resume == experiments::OnResume::free)
      option->value.set(*result.options, given.value, given.what);
  }
  if (experiment.grows) {
    result.has_more_points = experiment.extend(*result.options, *asked);
    if (const Assignment* groups = find(of_call, "query-groups"))
      option_of(experiment.options, groups->name).value.set(*result.options, groups->value, groups->what);
  }
  RunOptions& options = *result.options;
  if (!find(of_call, "output")) options.output = output_of(file);
  options.force = false;
  experiment.resolve(options);
  for (ResolvedOption option : of_file) {
    const experiments::Option& known = option_of(experiment.options, option.name);
    const Assignment* given = find(of_call, known.name);
    if (given && may_differ(known, experiment.grows)) {
      option.origin = given->origin;
      option.value = known.value.text(options);
    }
    result.origins.push_back(std::move(option));
  }
  add_new_origins(experiment, of_call, *result.options, result.origins);
  return result;
}

}  // namespace regimes::app
