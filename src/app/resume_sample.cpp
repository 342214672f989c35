#include "app/resume_sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "app/ending.hpp"
#include "app/resume_file.hpp"
#include "app/sample_option_table.hpp"
#include "app/sample_work.hpp"
#include "app/terminal.hpp"
#include "experiments/sample_document.hpp"
#include "io/output_lock.hpp"
#include "io/result_file.hpp"

namespace regimes::app {
namespace {

/// What may be said anew: these do not change the numbers.
constexpr std::array<std::string_view, 4> free_options = {"output", "quiet", "checkpoint-minutes",
                                                          "time-limit"};

bool is_of_sample(const io::Document& document) {
  const auto found = document.attributes.find(experiments::experiment_attribute);
  const auto* experiment =
      found == document.attributes.end() ? nullptr : std::get_if<std::string>(&found->second);
  return experiment && *experiment == experiments::sample_name;
}

std::optional<io::Document> try_read(const std::string& file) {
  try {
    return io::read_document(file);
  } catch (const Error&) {
    return std::nullopt;
  }
}

struct Found {
  experiments::SampleStart start;
  bool is_damaged = false;  ///< the file; this is the one before
};

Found read_sample_file(const std::string& file) {
  Found found;
  std::optional<io::Document> document = try_read(file);
  found.is_damaged = !document;
  const std::string read = found.is_damaged ? file + io::previous_ending : file;
  if (found.is_damaged) document = io::read_document(read);
  try {
    found.start.earlier = experiments::read_earlier_run(*document);
  } catch (const DataError& error) {
    throw DataError(fmt::format("cannot go on from '{}': {}", read, error.what()));
  }
  found.start.document = std::move(*document);
  found.start.file = read;
  if (found.is_damaged) found.start.replaced = io::Replaced::is_damaged;
  return found;
}

/// The options of the file, and those of the call that may differ.
SampleRequest request_of(const std::vector<experiments::ResolvedOption>& of_file,
                         const std::vector<Assignment>& of_call, const std::string& file) {
  SampleRequest request;
  const OptionTable table = sample_option_table(request);
  for (const auto& option : of_file) {
    const Option* known = find(table, option.name);
    if (!known)
      throw DataError(fmt::format("'{}' was made with an option that this version does not have, --{}", file,
                                  option.name));
    known->set(option.value, "--" + option.name);
  }
  request.options.output = output_of(file);
  request.options.force = false;
  for (const Assignment& given : of_call) {
    if (std::find(free_options.begin(), free_options.end(), given.name) == free_options.end())
      throw UsageError(
          fmt::format("{}: cannot be changed, the options are those of '{}'; leave it out, or "
                      "begin anew",
                      given.what, file));
    find(table, given.name)->set(given.value, given.what);
  }
  SampleRequest resolved;  // the table refers to `request`
  resolved.quiet = request.quiet;
  resolved.options = experiments::resolve(request.options);
  return resolved;
}

}  // namespace

bool is_sample_file(const std::string& file, const parallel::Communicator& communicator) {
  bool is_sample = false;
  if (communicator.is_root()) {
    std::optional<io::Document> document = try_read(file);
    if (!document) document = try_read(file + io::previous_ending);
    is_sample = document && is_of_sample(*document);
  }
  return communicator.any(is_sample);
}

ExitCode resume_sample(const std::string& file, const std::vector<Assignment>& of_call,
                       const parallel::Communicator& communicator) {
  const std::string plain = output_of(file);
  if (plain == file) {
    if (communicator.is_root()) Terminal::standard(false).print(fmt::format("{} is complete\n", file));
    return ExitCode::done;
  }
  io::OutputLock lock;
  Found found;
  on_root(communicator, [&] {
    lock = io::OutputLock(plain);
    found = read_sample_file(file);
  });
  const auto of_file = unpacked(communicator.broadcast(packed(found.start.earlier.options)));
  const SampleRequest request = request_of(of_file, of_call, file);
  on_root(communicator, [&] {
    const io::Replaced replaced = found.start.replaced;
    static_cast<experiments::RunStart&>(found.start) =
        experiments::read_run_start(found.start.document, request.options, found.start.file);
    found.start.replaced = replaced;
    experiments::require_no_stop_file(request.options.output);
    if (request.options.output == plain) return;
    io::check_output(request.options.output, false);
    lock = io::OutputLock(request.options.output);
    found.start.replaced = io::Replaced::is_foreign;
  });
  if (found.is_damaged && communicator.is_root())
    Terminal::standard(request.quiet)
        .warning(fmt::format("'{}' is damaged; goes on from the checkpoint before it, '{}'", file,
                             found.start.file));
  return sample_and_report(request.options, of_file, request.quiet, experiments::RunExtent::whole,
                           communicator, std::move(found.start));
}

}  // namespace regimes::app
