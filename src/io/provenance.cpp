#include "io/provenance.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <ctime>
#include <numeric>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "io/hdf5/hdf5_handle.hpp"
#include "io/variable_description.hpp"

namespace regimes::io {
namespace {

std::string text_of(OptionOrigin origin) {
  switch (origin) {
    case OptionOrigin::command_line:
      return "command line";
    case OptionOrigin::config_file:
      return "config file";
    case OptionOrigin::derived:
      return "derived";
    case OptionOrigin::default_value:
      break;
  }
  return "default";
}

Variable described(const std::string& name, const std::string& dimension, Values values,
                   const std::string& unit, const std::string& long_name) {
  Attributes attributes = unit_attributes(unit);
  attributes["long_name"] = long_name;
  attributes["symbol"] = name;
  return {name, {dimension}, std::move(values), std::move(attributes)};
}

Variable text_variable(const std::string& name, const std::string& dimension,
                       const std::vector<std::string>& texts, const std::string& long_name) {
  return described(name, dimension, texts, "1", long_name);
}

void add_options(Group& group, const std::vector<ResolvedOption>& options) {
  std::vector<std::string> names, values, origins, kinds, types, rules;
  for (const ResolvedOption& option : options) {
    names.push_back(option.name);
    values.push_back(option.value);
    origins.push_back(text_of(option.origin));
    kinds.push_back(option.kind);
    types.push_back(option.type);
    rules.push_back(option.resume);
  }
  group.dimensions["option"] = static_cast<std::int64_t>(options.size());
  group.variables.push_back(text_variable("name", "option", names, "name of an option"));
  group.variables.push_back(text_variable("value", "option", values, "value of an option"));
  group.variables.push_back(text_variable(
      "origin", "option", origins, "where a value is from: default, command line, config file or derived"));
  group.variables.push_back(text_variable("kind", "option", kinds, "what an option names"));
  group.variables.push_back(text_variable("type", "option", types, "what the value of an option is"));
  group.variables.push_back(
      text_variable("resume", "option", rules, "whether an option may differ when a run goes on"));
}

void add_inputs(Group& group, const std::vector<InputFile>& inputs) {
  if (inputs.empty()) return;
  std::vector<std::string> paths, checksums;
  std::vector<std::int64_t> bytes;
  for (const InputFile& input : inputs) {
    paths.push_back(input.path);
    bytes.push_back(input.bytes);
    checksums.push_back(input.checksum);
  }
  group.dimensions["input"] = static_cast<std::int64_t>(inputs.size());
  group.variables.push_back(text_variable("input_file", "input", paths, "file that the points are from"));
  group.variables.push_back(described("input_bytes", "input", bytes, "byte", "size of the file"));
  group.variables.push_back(
      text_variable("input_crc32", "input", checksums, "CRC-32 of the bytes of the file"));
}

ChainedRun last_run(const Provenance& provenance) {
  const std::set<std::string> distinct(provenance.rank_hosts.begin(), provenance.rank_hosts.end());
  return {provenance.versions.regimes,
          provenance.versions.git_hash,
          {distinct.begin(), distinct.end()},
          static_cast<std::int64_t>(provenance.rank_hosts.size()),
          provenance.command_line,
          provenance.start_time,
          provenance.wall_clock_seconds};
}

void add_runs(Group& group, const std::vector<ChainedRun>& runs) {
  std::vector<std::string> versions, hashes, hosts, command_lines, start_times;
  std::vector<std::int64_t> ranks;
  std::vector<double> seconds;
  for (const ChainedRun& run : runs) {
    versions.push_back(run.version);
    hashes.push_back(run.git_hash);
    hosts.push_back(fmt::format("{}", fmt::join(run.hosts, " ")));
    ranks.push_back(run.ranks);
    command_lines.push_back(run.command_line);
    start_times.push_back(iso8601_utc(run.start_time));
    seconds.push_back(run.seconds);
  }
  const std::string over = "run";
  const auto add_texts = [&](const char* name, const std::vector<std::string>& texts, const char* long_name) {
    group.variables.push_back(text_variable(name, over, texts, long_name));
  };
  group.dimensions[over] = static_cast<std::int64_t>(runs.size());
  add_texts("run_version", versions, "version of regimes in a run");
  add_texts("run_git_hash", hashes, "commit of regimes in a run");
  add_texts("run_hosts", hosts, "distinct hosts of a run");
  group.variables.push_back(described("run_ranks", over, std::move(ranks), "1", "ranks of a run"));
  add_texts("run_start_time", start_times, "start of a run");
  group.variables.push_back(described("run_seconds", over, std::move(seconds), "s", "wall clock of a run"));
  add_texts("run_command_line", command_lines, "command line of a run");
}

void add_versions(Attributes& attributes, const SoftwareVersions& versions) {
  attributes["regimes_version"] = versions.regimes;
  attributes["git_hash"] = versions.git_hash;
  attributes["git_dirty"] = std::int64_t{versions.git_dirty ? 1 : 0};
  attributes["kokkos_version"] = versions.kokkos;
  attributes["mpi_version"] = versions.mpi;
  attributes["hdf5_version"] = hdf5::library_version();
  attributes["compiler"] = versions.compiler;
  attributes["build_type"] = versions.build_type;
}

}  // namespace

Group provenance_group(const Provenance& provenance) {
  Group group;
  group.name = "provenance";
  add_options(group, provenance.options);
  const auto ranks = static_cast<std::int64_t>(provenance.rank_hosts.size());
  group.dimensions["rank"] = ranks;
  group.variables.push_back(text_variable("host", "rank", provenance.rank_hosts, "host of every rank"));
  add_inputs(group, provenance.inputs);
  std::vector<ChainedRun> runs = provenance.earlier_runs;
  runs.push_back(last_run(provenance));
  add_runs(group, runs);
  add_versions(group.attributes, provenance.versions);
  group.attributes["command_line"] = runs.front().command_line;
  group.attributes["seed"] =
      fmt::format("{}", provenance.seed);  // text: half of its range exceeds a signed integer
  group.attributes["backend"] = provenance.backend;
  group.attributes["instruction_set"] = provenance.instruction_set;
  group.attributes["vector_width"] = provenance.vector_width;
  if (!provenance.arithmetic.empty()) group.attributes["arithmetic"] = provenance.arithmetic;
  group.attributes["ranks"] = ranks;
  group.attributes["start_time"] = iso8601_utc(runs.front().start_time);
  group.attributes["end_time"] = iso8601_utc(provenance.end_time);
  group.attributes["wall_clock_seconds"] = std::accumulate(
      runs.begin(), runs.end(), 0., [](double sum, const ChainedRun& run) { return sum + run.seconds; });
  if (!std::isnan(provenance.predicted_seconds))
    group.attributes["predicted_seconds"] = provenance.predicted_seconds;
  group.attributes["memory_per_rank_bytes"] = provenance.memory_per_rank_bytes;
  group.attributes["runs"] = static_cast<std::int64_t>(runs.size());
  group.attributes["pairs"] = provenance.work.pairs;
  group.attributes["pair_times"] = provenance.work.pair_times;
  group.attributes["exponentials"] = provenance.work.exponentials;
  group.attributes["floating_point_operations"] = provenance.work.flops;
  group.attributes["reduced_bytes"] = provenance.work.reduced_bytes;
  return group;
}

std::string iso8601_utc(std::chrono::system_clock::time_point time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

std::chrono::system_clock::time_point time_from_iso8601_utc(const std::string& text) {
  std::tm parts = {};
  const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') throw DataError(fmt::format("'{}' is not a time", text));
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

OptionOrigin origin_from_text(const std::string& text) {
  for (const OptionOrigin origin : {OptionOrigin::default_value, OptionOrigin::command_line,
                                    OptionOrigin::config_file, OptionOrigin::derived})
    if (text_of(origin) == text) return origin;
  throw DataError(fmt::format("'{}' is not the origin of an option", text));
}

}  // namespace regimes::io
