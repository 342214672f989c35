#include "app/instruction_set.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "kernels/instruction_set.hpp"

namespace regimes::app {
namespace {

constexpr const char* variable = "REGIMES_ISA";
constexpr const char* loader_path = "LD_LIBRARY_PATH";

std::vector<std::string> usable_levels() {
  std::vector<std::string> levels = kernels::instruction_sets();
  std::erase_if(levels, [](const std::string& level) { return !kernels::cpu_has(level); });
  return levels;
}

/// The level that a word means: its whole name, or what stands behind the last dash ("v3"). Empty: none.
std::string level_of(const std::string& word) {
  for (const std::string& level : kernels::instruction_sets())
    if (word == level || word == level.substr(level.rfind('-') + 1)) return level;
  return {};
}

/// Only returns where it cannot.
void begin_anew(const std::string& folder, char** arguments) {
  const char* before = std::getenv(loader_path);
  const std::string path = before == nullptr ? folder : folder + ":" + before;
  if (path.starts_with(folder + ":" + folder)) return;  // it was tried, and the loader found other kernels
  setenv(loader_path, path.c_str(), 1);
  execv("/proc/self/exe", arguments);
  throw InputOutputError(
      fmt::format("cannot begin anew for {}: {}", variable, std::generic_category().message(errno)));
}

}  // namespace

void choose_instruction_set(char** arguments) {
  const char* word = std::getenv(variable);
  if (word == nullptr || *word == '\0') return;
  const std::string level = level_of(word);
  if (level == kernels::instruction_set()) return;
  const std::string choice = fmt::format("here are: {}", fmt::join(usable_levels(), ", "));
  if (level.empty())
    throw UsageError(fmt::format("{}: this program has no kernels for '{}'; {}", variable, word, choice));
  if (!kernels::cpu_has(level))
    throw UsageError(fmt::format("{}: this CPU cannot run kernels for {}; {}", variable, level, choice));
  begin_anew(kernels::library_folder(level), arguments);
  throw UsageError(fmt::format("{}: no kernels for {} were found in '{}'", variable, level,
                               kernels::library_folder(level)));
}

}  // namespace regimes::app
