#pragma once
/// How a run ends: one message and one exit code for all ranks, whatever happened on which of them.
#include <mpi.h>

#include <functional>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

/// How a piece of work ended on this rank.
struct Outcome {
  ExitCode code = ExitCode::done;
  std::string message;  ///< of the error; empty where there was none

  bool failed() const { return !message.empty(); }
};

/// Runs `work` and turns what it throws into an outcome.
Outcome attempt(const std::function<ExitCode()>& work);

/// Prints "regimes: MESSAGE" on standard error.
void print_error(const std::string& message);

/// Throws InputOutputError where standard output has not taken all that was printed. A pipe that is not read
/// to its end is no error.
void require_results_printed();

/// The rank that a launcher (mpirun, srun) gave to this process, known before MPI_Init. Empty: started by
/// hand, alone.
std::optional<int> launched_rank();

/// Whether this process is the one that looks at files for its node before MPI starts, where the launcher
/// tells them apart; true where it does not.
bool is_first_on_node();

/// Brings the ranks to one end. Messages that differ are printed once each by root, with their ranks. A rank
/// that failed alone, while others wait for it in the middle of their work, prints its message after a short
/// patience and aborts all.
class CollectiveExit {
 public:
  CollectiveExit();  ///< collective
  ~CollectiveExit();
  CollectiveExit(const CollectiveExit&) = delete;
  CollectiveExit& operator=(const CollectiveExit&) = delete;

  /// Whether every rank has understood its task; `mine` is how preparing it ended here. Collective.
  bool all_are_prepared(const Outcome& mine) const;

  /// Returns the exit code of all ranks, or does not return. To be called once by every rank.
  ExitCode conclude(const Outcome& mine) const;

 private:
  MPI_Comm ranks_ =
      MPI_COMM_NULL;  ///< apart from those that the work uses, whose collectives may be half done
};

}  // namespace regimes::app
