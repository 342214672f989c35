#include "app/config_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>

#include "app/command_line.hpp"
#include "base/error.hpp"

namespace regimes::app {
namespace {

constexpr const char* blanks = " \t\r";

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string without_comment(const std::string& line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) return line.substr(0, i);
  }
  return line;
}

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw InputOutputError(fmt::format("--config: {} cannot be read: {}", path, reason));
}

}  // namespace

std::vector<Assignment> read_config_file(const OptionTable& table, const std::string& path) {
  std::ifstream file(path);
  if (!file) refuse(path, std::strerror(errno));
  std::vector<Assignment> entries;
  std::map<std::string, int> line_of;
  std::string raw;
  for (int number = 1; std::getline(file, raw); ++number) {
    const std::string place = fmt::format("{}:{}", path, number);
    const std::string line = trimmed(without_comment(raw));
    if (line.empty()) continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) {
      throw UsageError(fmt::format("{}: '{}' is not an entry; write name = value", place, line));
    }
    const std::string name = trimmed(line.substr(0, equals)), value = trimmed(line.substr(equals + 1));
    if (!find(table, name)) throw UsageError(fmt::format("{}: {}", place, unknown_option(table, name)));
    if (name == config_option || name == help_option) {
      throw UsageError(fmt::format("{}: --{} belongs on the command line", place, name));
    }
    if (value.empty()) throw UsageError(fmt::format("{}: --{}: has no value", place, name));
    const auto [earlier, is_new] = line_of.emplace(name, number);
    if (!is_new) {
      throw UsageError(
          fmt::format("{}: --{}: already set on line {}; set it once", place, name, earlier->second));
    }
    entries.push_back({name, value, io::OptionOrigin::config_file, fmt::format("{}: --{}", place, name)});
  }
  if (file.bad()) refuse(path, "a read failed, or it is a folder");
  return entries;
}

}  // namespace regimes::app
