#pragma once
/// What a subcommand is. To add one: a file like collapse_command.cpp and a line in the table of
/// commands.cpp.
#include <functional>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "base/error.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

/// What the arguments ask for, understood and checked without MPI.
struct Task {
  std::string text;  ///< to be printed where there is nothing to run: help, versions
  std::function<ExitCode(const parallel::Communicator&)>
      run;                         ///< collective; empty where there is nothing to run
  ExitCode code = ExitCode::done;  ///< with which the program ends once `text` is printed
};

/// A word of a command line that belongs to no option, such as FILE in `regimes inspect FILE`.
struct Operand {
  std::string name;  ///< as the usage line shows it; in brackets where it may be left out
  std::vector<std::string> choices = {};  ///< what it may be; empty: the name of a file
};

/// The fields after `manual` describe the command for the manual page and for completion.
struct Command {
  std::string name;
  std::string summary;
  Task (*prepare)(const std::vector<std::string>& arguments);  ///< throws the named errors of base/error.hpp
  std::string (*manual)();                                     ///< everything about its options
  OptionTable (*options)() = nullptr;      ///< its table, to be read: what its setters set is lost
  std::vector<Operand> operands = {};      ///< in their order
  std::string description = {};            ///< whole sentences; empty: the summary says it all
  std::vector<std::string> examples = {};  ///< lines for a shell
};

}  // namespace regimes::app
