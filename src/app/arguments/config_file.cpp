#include "app/arguments/config_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <string_view>

#include "app/arguments/command_line.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace regimes::app {
namespace {

std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) return line.substr(0, i);
  }
  return line;
}

constexpr off_t largest_bytes = 1 << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The beginning of a line, for messages.
std::string_view excerpt(std::string_view line) {
  constexpr std::size_t longest = 60;
  return line.substr(0, longest);
}

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw InputOutputError(fmt::format("--config: {} cannot be read: {}", path, reason));
}

/// Opening a pipe may wait for ever, and nobody writes a megabyte of options.
void require_text_file(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) refuse(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode))
    throw UsageError(fmt::format("--config: {} cannot be read: it is not a regular file", path));
  if (status.st_size > largest_bytes) {
    throw UsageError(fmt::format(
        "--config: {} has {} bytes, more than the {} that options could need; is it another file?", path,
        status.st_size, largest_bytes));
  }
}

}  // namespace

std::vector<Assignment> read_config_file(const OptionTable& table, const std::string& path) {
  require_text_file(path);
  std::ifstream file(path);
  if (!file) refuse(path, std::strerror(errno));
  std::vector<Assignment> entries;
  std::map<std::string, int> line_of;
  std::string raw;
  for (int number = 1; std::getline(file, raw); ++number) {
    const std::string place = fmt::format("{}:{}", path, number);
    if (number == 1 && raw.starts_with(byte_order_mark)) raw.erase(0, byte_order_mark.size());
    if (raw.find('\0') != std::string::npos)
      throw UsageError(fmt::format("{}: a zero byte; this is not a text file", place));
    const std::string_view line = trimmed(without_comment(raw));
    if (line.empty()) continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      throw UsageError(fmt::format("{}: '{}' is not an entry; write name = value", place, excerpt(line)));
    }
    const std::string name(trimmed(line.substr(0, equals))), value(trimmed(line.substr(equals + 1)));
    const experiments::Option* option = find(table, name);
    if (!option)
      throw UsageError(fmt::format("{}: {}", place, unknown_option(table, std::string(excerpt(name)), "")));
    if (name == config_option || name == help_option) {
      throw UsageError(fmt::format("{}: --{} belongs on the command line", place, name));
    }
    if (value.empty()) throw UsageError(fmt::format("{}: --{}: has no value", place, name));
    const auto [earlier, is_new] = line_of.emplace(option->name, number);
    if (!is_new) {
      throw UsageError(
          fmt::format("{}: --{}: already set on line {}; set it once", place, name, earlier->second));
    }
    entries.push_back(
        {option->name, value, io::OptionOrigin::config_file, fmt::format("{}: --{}", place, name)});
  }
  if (file.bad()) refuse(path, "a read failed");
  return entries;
}

}  // namespace regimes::app
