#include "io/provenance.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <ctime>

#include "base/error.hpp"
#include "io/hdf5_handle.hpp"

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

Variable text_variable(const std::string& name, const std::string& dimension,
                       const std::vector<std::string>& texts, const std::string& long_name) {
  return {name, {dimension}, texts, {{"units", "1"}, {"long_name", long_name}, {"symbol", name}}};
}

void add_options(Group& group, const std::vector<ResolvedOption>& options) {
  std::vector<std::string> names, values, origins;
  for (const ResolvedOption& option : options) {
    names.push_back(option.name);
    values.push_back(option.value);
    origins.push_back(text_of(option.origin));
  }
  group.dimensions["option"] = static_cast<std::int64_t>(options.size());
  group.variables.push_back(text_variable("name", "option", names, "name of an option"));
  group.variables.push_back(text_variable("value", "option", values, "value of an option"));
  group.variables.push_back(text_variable(
      "origin", "option", origins, "where a value is from: default, command line, config file or derived"));
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
  group.variables.push_back(
      {"input_bytes",
       {"input"},
       bytes,
       {{"units", "byte"}, {"long_name", "size of the file"}, {"symbol", "input_bytes"}}});
  group.variables.push_back(
      text_variable("input_crc32", "input", checksums, "CRC-32 of the bytes of the file"));
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
  add_versions(group.attributes, provenance.versions);
  group.attributes["command_line"] = provenance.command_line;
  group.attributes["seed"] =
      fmt::format("{}", provenance.seed);  // text: half of its range exceeds a signed integer
  group.attributes["backend"] = provenance.backend;
  group.attributes["vector_width"] = provenance.vector_width;
  group.attributes["ranks"] = ranks;
  group.attributes["start_time"] = iso8601_utc(provenance.start_time);
  group.attributes["end_time"] = iso8601_utc(provenance.end_time);
  group.attributes["wall_clock_seconds"] = provenance.wall_clock_seconds;
  if (!std::isnan(provenance.predicted_seconds))
    group.attributes["predicted_seconds"] = provenance.predicted_seconds;
  group.attributes["runs"] = provenance.runs;
  group.attributes["pairs"] = provenance.pairs;
  group.attributes["pair_times"] = provenance.pair_times;
  group.attributes["exponentials"] = provenance.exponentials;
  group.attributes["floating_point_operations"] = provenance.floating_point_operations;
  group.attributes["reduced_bytes"] = provenance.reduced_bytes;
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
