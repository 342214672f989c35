#pragma once
/// What a subcommand is. To add one: a file like collapse_command.cpp and a line in the table of
/// commands.cpp.
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

/// What the arguments ask for, understood and checked without MPI.
struct Task {
  std::string text;  ///< to be printed where there is nothing to run: help, versions
  std::function<ExitCode(const parallel::Communicator&)>
      run;  ///< collective; empty where there is nothing to run
};

struct Command {
  std::string name;
  std::string summary;
  Task (*prepare)(const std::vector<std::string>& arguments);  ///< throws UsageError, InputOutputError
  std::string (*manual)();                                     ///< everything about its options
};

}  // namespace regimes::app
