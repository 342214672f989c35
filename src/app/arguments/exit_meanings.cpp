#include "app/arguments/exit_meanings.hpp"

namespace regimes::app {

std::span<const ExitMeaning> exit_meanings() {
  static constexpr ExitMeaning meanings[] = {
      {ExitCode::done, "done"},
      {ExitCode::differs, "two files differ (inspect --diff)"},
      {ExitCode::usage, "an option is wrong"},
      {ExitCode::bad_data, "an input file is wrong"},
      {ExitCode::contract_broken,
       "a bug, out of memory, a CPU older than the build, or a failed check (doctor)"},
      {ExitCode::input_output, "reading or writing failed"},
      {ExitCode::stopped_early, "stopped on request; what was done so far is written"}};
  return meanings;
}

}  // namespace regimes::app
