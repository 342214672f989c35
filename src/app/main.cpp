// regimes: one program, one subcommand per experiment. The table of subcommands is in commands.cpp.
#include <mpi.h>

#include <cstdio>
#include <optional>

#include "app/collective_exit.hpp"
#include "app/commands.hpp"
#include "app/heap.hpp"
#include "app/instruction_set.hpp"
#include "app/lone_process.hpp"
#include "app/terminal/signals.hpp"
#include "base/printable.hpp"
#include "io/hdf5_library.hpp"
#include "kernels/backend.hpp"

using namespace regimes;

int main(int argc, char** argv) {
  app::keep_freed_memory();

  // 1. Understand what is asked. Help needs no MPI, and neither does a mistake in a program started by hand.
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  app::Task task;
  app::Outcome outcome = app::attempt([&] {
    app::choose_instruction_set(argv);
    io::begin_hdf5();
    task = app::prepare(arguments);
    if (!task.run && app::launched_rank().value_or(0) == 0)
      std::fputs(printable_lines(task.text).c_str(), stdout);
    app::require_results_printed();
    return ExitCode::done;
  });
  if (outcome.failed() && !app::launched_rank()) {
    app::print_error(outcome.message);
    return static_cast<int>(outcome.code);
  }
  if (!outcome.failed() && !task.run) return static_cast<int>(task.code);

  // 2. Start MPI and Kokkos.
  app::need_no_network_alone();
  int threads = 0;
  {
    const app::HeldSignals until_all_are_known;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &threads);  // beside a run, one that never calls MPI
  }
  ExitCode code = ExitCode::done;
  {
    const app::CollectiveExit collective_exit;
    std::optional<kernels::BackendScope> backend;
    if (!outcome.failed()) {
      outcome = app::attempt([&] {
        backend.emplace();
        return ExitCode::done;
      });
    }

    // 3. Run the command, unless a rank did not understand it, found that its files cannot be read, or has no
    // device.
    if (collective_exit.all_are_prepared(outcome)) {
      outcome = app::attempt([&] {
        const ExitCode code = task.run(parallel::Communicator(MPI_COMM_WORLD));
        app::require_results_printed();
        return code;
      });
    }

    // 4. End on all ranks alike.
    code = collective_exit.conclude(outcome);
  }
  MPI_Finalize();
  return static_cast<int>(code);
}
