#pragma once
/// What a subcommand is. To add one: a file like doctor/doctor_command.cpp and a line in the table of
/// commands.cpp; the commands of experiments are made from their catalogue.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "experiments/options/option.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

using experiments::Option;
using experiments::OptionGroup;
using experiments::OptionTable;
using experiments::OptionValues;

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

struct Command {
  std::string name;
  std::string summary;
  std::function<Task(const std::vector<std::string>& arguments)>
      prepare;               ///< throws the named errors of base/error.hpp
  OptionTable options = {};  ///< in the order of the help
  std::shared_ptr<const OptionValues> defaults = std::make_shared<OptionValues>();  ///< of these options
  std::vector<Operand> operands = {};                                               ///< in their order
  std::string description = {};                                                     ///< whole sentences
  std::vector<std::string> examples = {};                                           ///< lines for a shell
  bool is_experiment = false;  ///< whether it is a row of the catalogue of experiments
  bool grows = false;          ///< whether `resume` can extend what it has finished
};

}  // namespace regimes::app
