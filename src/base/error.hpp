#pragma once
/// Named errors. Everything below app/ throws one of these; app/ prints the message and exits with its code.
/// A message says what is wrong, where (option or file), the value seen, and what to do.
#include <stdexcept>
#include <string>

namespace regimes {

/// Process exit codes (sysexits.h where it has one).
enum class ExitCode : int {
  done = 0,
  differs = 1,           ///< two files that were compared differ
  usage = 2,             ///< an option is wrong
  bad_data = 65,         ///< an input file is wrong
  contract_broken = 70,  ///< a bug: an internal promise does not hold
  input_output = 74,     ///< reading or writing failed
  stopped_early = 75     ///< stopped on request; what was done so far is written
};

class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

struct UsageError : Error {
  explicit UsageError(const std::string& message) : Error(ExitCode::usage, message) {}
};
/// An option has a value that cannot be; app/ adds the line of the configuration file that set it.
class OptionError : public UsageError {
 public:
  OptionError(const std::string& option, const std::string& problem)
      : UsageError("--" + option + ": " + problem), option_(option), problem_(problem) {}
  const std::string& option() const noexcept { return option_; }
  const std::string& problem() const noexcept { return problem_; }

 private:
  std::string option_, problem_;
};
struct DataError : Error {
  explicit DataError(const std::string& message) : Error(ExitCode::bad_data, message) {}
};
struct ContractError : Error {
  explicit ContractError(const std::string& message) : Error(ExitCode::contract_broken, message) {}
};
struct InputOutputError : Error {
  explicit InputOutputError(const std::string& message) : Error(ExitCode::input_output, message) {}
};

/// What is said of exceptions that are none of these.
inline constexpr const char* out_of_memory =
    "out of memory; try fewer queries, times or points per rank, or more ranks";
inline constexpr const char* unexpected_error = "unexpected error (a bug, please report it): ";

}  // namespace regimes
