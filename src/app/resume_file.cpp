#include "app/resume_file.hpp"

#include <array>
#include <string_view>

#include "io/result_file.hpp"

namespace regimes::app {
namespace {

using experiments::ResolvedOption;

constexpr std::array<std::string_view, 7> free_options = {
    "points", "snapshots", "query-groups", "output", "quiet", "checkpoint-minutes", "time-limit"};
constexpr char separator = '\0';

/// Files of collapse runs do not always say so.
std::string experiment_of(const io::Document& document) {
  const auto found = document.attributes.find(experiments::experiment_attribute);
  if (found == document.attributes.end()) return experiments::collapse_name;
  const auto* name = std::get_if<std::string>(&found->second);
  return name ? *name : std::string();
}

template <class Options>
AnyStart read_as(const io::Document& document, const std::string& file) {
  const auto options = experiments::read_earlier_run(document).options;
  return Resumable<Options>::read(document, request_of<Options>(options).options, file);
}

AnyStart read_start(const std::string& file) {
  const io::Document document = io::read_document(file);
  const std::string experiment = experiment_of(document);
  try {
    if (experiment == experiments::collapse_name)
      return read_as<experiments::CollapseOptions>(document, file);
    if (experiment == experiments::kde_name) return read_as<experiments::KdeOptions>(document, file);
    throw DataError(fmt::format("it is of an experiment that cannot be resumed, '{}'", experiment));
  } catch (const DataError& error) {
    throw DataError(fmt::format("cannot go on from '{}': {}", file, error.what()));
  } catch (const UsageError& error) {
    throw DataError(fmt::format("cannot go on from '{}', its options do not fit: {}", file, error.what()));
  }
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
      found.run().replaced = io::Replaced::is_foreign;  // no partial file belongs to it
    return found;
  } catch (const Error& error) {
    const bool is_about_file = error.code() == ExitCode::bad_data || error.code() == ExitCode::input_output;
    if (!is_about_file || output_of(file) == file) throw;
    try {
      found.start = read_start(file + io::previous_ending);
    } catch (const Error&) {
      found.run().file.clear();
    }
    if (found.run().file.empty()) throw;
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

bool is_free_option(const std::string& name) {
  return std::find(free_options.begin(), free_options.end(), name) != free_options.end();
}

}  // namespace regimes::app
