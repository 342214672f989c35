#include "experiments/run/earlier_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "base/error.hpp"
#include "base/wrapped_text.hpp"
#include "experiments/run/document_values.hpp"

namespace regimes::experiments {

namespace {

/// One run for a file that tells only of all runs together.
io::ChainedRun read_only_run(const io::Group& provenance) {
  const auto& hosts = texts_of(provenance, "host");
  const std::set<std::string> distinct(hosts.begin(), hosts.end());
  return {text_attribute(provenance, "regimes_version"),
          text_attribute(provenance, "git_hash"),
          {distinct.begin(), distinct.end()},
          integer_attribute(provenance, "ranks"),
          text_attribute(provenance, "command_line"),
          io::time_from_iso8601_utc(text_attribute(provenance, "start_time")),
          real_attribute(provenance, "wall_clock_seconds")};
}

std::vector<io::ChainedRun> read_chain(const io::Group& provenance) {
  if (!try_variable(provenance, "run_version")) return {read_only_run(provenance)};
  const auto& versions = texts_of(provenance, "run_version");
  const auto column = [&](const char* name) -> const std::vector<std::string>& {
    const auto& texts = texts_of(provenance, name);
    require_data(texts.size() == versions.size(), "its runs have no common length");
    return texts;
  };
  const auto &hashes = column("run_git_hash"), &hosts = column("run_hosts"),
             &command_lines = column("run_command_line"), &start_times = column("run_start_time");
  const auto& ranks = integers_of(provenance, "run_ranks", versions.size());
  const auto& seconds = reals_of(provenance, "run_seconds", versions.size());
  require_data(!versions.empty(), "it tells of no run");
  require_within(ranks, 1, std::numeric_limits<std::int64_t>::max(), "run_ranks");
  require_in(not_negative_values, seconds, "run_seconds");
  std::vector<io::ChainedRun> chain;
  for (std::size_t i = 0; i < versions.size(); ++i)
    chain.push_back({versions[i], hashes[i], words_of(hosts[i]), ranks[i], command_lines[i],
                     io::time_from_iso8601_utc(start_times[i]), seconds[i]});
  return chain;
}

}  // namespace

EarlierRun read_earlier_run(const io::Document& document) {
  const io::Group& provenance = group_of(document, "provenance");
  EarlierRun run;
  const auto &names = texts_of(provenance, "name"), &values = texts_of(provenance, "value"),
             &origins = texts_of(provenance, "origin");
  if (values.size() != names.size() || origins.size() != names.size())
    throw DataError("its options have no common length");
  for (std::size_t i = 0; i < names.size(); ++i)
    run.options.push_back({names[i], values[i], io::origin_from_text(origins[i])});
  run.chain = read_chain(provenance);
  run.work = {integer_attribute(provenance, "pairs"), integer_attribute(provenance, "pair_times"),
              integer_attribute(provenance, "exponentials"),
              real_attribute(provenance, "floating_point_operations"),
              real_attribute(provenance, "reduced_bytes")};
  const RunWork& work = run.work;
  require_data(work.pairs >= 0 && work.pair_times >= 0 && work.exponentials >= 0,
               "its counts of work are negative");
  for (const double number : {work.flops, work.reduced_bytes})
    require_in(not_negative_values, {&number, 1}, "work");
  if (!try_variable(provenance, "input_file")) return run;
  const auto &files = texts_of(provenance, "input_file"), &checksums = texts_of(provenance, "input_crc32");
  const auto& bytes = integers_of(provenance, "input_bytes", files.size());
  if (checksums.size() != files.size()) throw DataError("its input files have no common length");
  for (std::size_t i = 0; i < files.size(); ++i) {
    const io::InputFile seen{files[i], bytes[i], checksums[i]};
    const bool is_new = std::find(run.inputs.begin(), run.inputs.end(), seen) == run.inputs.end();
    if (is_new) run.inputs.push_back(seen);  // older files tell one once for every option
  }
  return run;
}

void require_unchanged(const std::vector<io::InputFile>& now, const std::vector<io::InputFile>& then) {
  if (now.size() != then.size())
    throw DataError(fmt::format("it was made from {} data files and not {}", then.size(), now.size()));
  for (std::size_t i = 0; i < now.size(); ++i)
    if (now[i].bytes != then[i].bytes || now[i].checksum != then[i].checksum)
      throw DataError(fmt::format(
          "'{}' has changed since the run began: {} bytes with checksum {}, then {} bytes with {}; "
          "put the old file back, or begin anew",
          now[i].path, now[i].bytes, now[i].checksum, then[i].bytes, then[i].checksum));
}

}  // namespace regimes::experiments
