#include "app/resume_file.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <type_traits>

#include "experiments/run/document_values.hpp"
#include "experiments/run/run_document.hpp"
#include "io/result_file.hpp"

namespace regimes::app {
namespace {

using experiments::ResolvedOption;

constexpr std::array<std::string_view, 4> free_options = {"output", "quiet", "checkpoint-minutes",
                                                          "time-limit"};
constexpr std::array<std::string_view, 3> options_of_growth = {"points", "snapshots", "query-groups"};
constexpr char separator = '\0';

template <class Options>
AnyStart read_as(const io::Document& document, const std::string& file) {
  const auto options = experiments::read_earlier_run(document).options;
  return Resumable<Options>::read(document, request_of<Options>(options).options, file);
}

ResumeFile read_start(const std::string& file) {
  const io::Document document = io::read_document(file);
  ResumeFile found;
  const std::string experiment = experiments::experiment_of(document);
  try {
    for_every_resumable([&](const auto& options) {
      using Options = std::decay_t<decltype(options)>;
      if (experiment != Resumable<Options>::name) return;
      found.experiment = experiment;
      found.start = read_as<Options>(document, file);
    });
    experiments::require_data(!found.experiment.empty(),
                              fmt::format("it is of an experiment that cannot be resumed, '{}'", experiment));
    return found;
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
    return experiments::read_earlier_run(io::read_document(file));
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Runs that go on keep how and when they were begun, and add up their work.
Progress progress_between(const experiments::EarlierRun& partial, const experiments::EarlierRun& plain) {
  const io::ChainedRun &of_partial = partial.chain.front(), &of_plain = plain.chain.front();
  if (of_partial.command_line != of_plain.command_line || of_partial.start_time != of_plain.start_time)
    return Progress::unrelated;
  return partial.work.pairs > plain.work.pairs ? Progress::further : Progress::no_more;
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

std::string output_of(const std::string& file) {
  const std::string partial = io::partial_ending, named = io::without_previous(file);
  if (named != file)
    throw UsageError(fmt::format(
        "'{}' is what the partial file held before; name '{}', and the other is used where that is damaged",
        file, named));
  return file.ends_with(partial) ? file.substr(0, file.size() - partial.size()) : file;
}

ResumeFile read_resume_file(const std::string& file) {
  try {
    ResumeFile found = read_start(file);
    if (output_of(file) == file)
      found.run().replaced = io::Replaced::is_foreign;  // no partial file belongs to it
    return found;
  } catch (const Error& error) {
    const bool is_about_file = error.code() == ExitCode::bad_data || error.code() == ExitCode::input_output;
    if (!is_about_file || output_of(file) == file) throw;
    std::optional<ResumeFile> before = try_read_start(file + io::previous_ending);
    if (!before) throw;
    ResumeFile& found = *before;
    found.run().replaced = io::Replaced::is_damaged;
    found.warning =
        fmt::format("{}; goes on from the checkpoint before it, '{}'", error.what(), found.run().file);
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

bool is_free_option(const std::string& name, bool grows) {
  const auto is_among = [&](const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return is_among(free_options) || (grows && is_among(options_of_growth));
}

}  // namespace regimes::app
