#include "app/doctor/doctor_command.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>

#include "app/arguments/call.hpp"
#include "app/arguments/command_help.hpp"
#include "app/doctor/doctor_checks.hpp"
#include "app/terminal/terminal.hpp"
#include "base/resident_memory.hpp"
#include "base/text.hpp"
#include "experiments/options/run_options.hpp"
#include "io/output_lock.hpp"
#include "io/parallel_file_check.hpp"
#include "kernels/backend.hpp"
#include "kernels/instruction_set.hpp"

namespace regimes::app {
namespace {

using parallel::Communicator;
using parallel::Placement;

struct DoctorOptions : OptionValues {
  std::string folder = ".";
  bool quiet = false;
};

OptionTable options() {
  return {{"Files and terminal",
           {{.name = "folder",
             .argument = "FOLDER",
             .summary = "where a parallel file is written, read and removed",
             .explanation =
                 "The folder in which all ranks write one HDF5 file together, read it back, and remove it; "
                 "its free space is looked up. Give the one that results will be written to. With several "
                 "hosts it must be one that they share.",
             .range = "a folder that exists",
             .value = experiments::text(&DoctorOptions::folder)},
            {.name = "quiet",
             .summary = "print only what is not in order",
             .explanation = "Prints warnings and failures only.",
             .value = experiments::switch_value(&DoctorOptions::quiet)},
            experiments::help_of("doctor")}}};
}

std::string environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

/// What the launcher says of the number of ranks; 0 where it says nothing.
int launched_ranks() {
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"})
    if (const std::string size = environment(variable); !size.empty()) return std::atoi(size.c_str());
  return 0;
}

/// Threads of this rank that sweep; beside a device, the one that waits for it.
int threads() { return kernels::runs_on_device() ? 1 : kernels::host_threads(); }

/// Bytes of the widest vectors of this CPU that the sweep knows; 0 where that is not known.
int best_vector_bytes() {
#if defined(__x86_64__)
  constexpr int avx512 = 64, avx = 32;
  if (__builtin_cpu_supports("avx512f")) return avx512;
  if (__builtin_cpu_supports("avx2")) return avx;
#endif
  return 0;
}

/// The smallest step of the clock that times are taken with.
double clock_resolution() {
  using Clock = std::chrono::steady_clock;
  constexpr int steps = 100;
  Clock::duration smallest = Clock::duration::max();
  for (int i = 0; i < steps; ++i) {
    const auto start = Clock::now();
    auto now = start;
    while (now == start) now = Clock::now();
    smallest = std::min(smallest, now - start);
  }
  return std::chrono::duration<double>(smallest).count();
}

/// Runs the checks one after another and shows each as it is done.
class Doctor {
 public:
  Doctor(const DoctorOptions& options, const Communicator& communicator)
      : options_(options),
        communicator_(communicator),
        terminal_(Terminal::standard(false, communicator.is_root())) {}

  ExitCode run() {
    find_placements();
    show(build_check(kernels::backend_name(), kernels::instruction_set(), kernels::byte_instructions(),
                     kernels::vector_bytes(), best_vector_bytes()));
    check_launch();
    check_binding();
    show(clock_check(clock_resolution()));
    show(device_check(placements_, kernels::backend_name()));
    check_memory();
    check_folder();
    check_locks();
    check_file();
    show(sweep_check(experiments::compare_with_reference(communicator_)));
    show(rate_check(experiments::measure_rate(communicator_)));
    return static_cast<ExitCode>(communicator_.broadcast(static_cast<std::int64_t>(exit_code_of(checks_))));
  }

 private:
  void show(Check check) {
    if (!communicator_.is_root()) return;
    if (!options_.quiet || check.verdict != Verdict::ok) terminal_.print(check_line(check));
    checks_.push_back(std::move(check));
  }

  void find_placements() {
    placements_ = parallel::gather_placements(
        {parallel::host_name(), parallel::allowed_cpus(), threads(), kernels::device_name()}, communicator_);
  }

  void check_launch() {
    const double seconds = parallel::allreduce_seconds(communicator_);
    Check check = launch_check(communicator_.size(), launched_ranks(), seconds, placements_);
    if (geteuid() == 0) check.found += "; as root, for which mpirun wants OMPI_ALLOW_RUN_AS_ROOT=1";
    show(check);
  }

  void check_binding() {
    show(binding_check(placements_));
    show(threads_check(environment("OMP_NUM_THREADS"), threads(), kernels::host_backend_name() == "OpenMP"));
  }

  /// What a host has is shared by its ranks.
  void check_memory() {
    const std::vector<std::string> available =
        communicator_.gather(fmt::format("{}", available_memory_bytes()));
    std::map<std::string, int> ranks_of;
    for (const Placement& placement : placements_) ++ranks_of[placement.host];
    double least = HUGE_VAL;
    for (std::size_t rank = 0; rank < placements_.size(); ++rank)
      least = std::min(least, std::stod(available[rank]) / ranks_of[placements_[rank].host]);
    show(memory_check(least));
  }

  void check_folder() {
    struct statvfs space {};
    if (statvfs(options_.folder.c_str(), &space) == 0)
      show(space_check(options_.folder,
                       static_cast<double>(space.f_bavail) * static_cast<double>(space.f_frsize)));
    // A folder that is not there is the failure of the next check.
  }

  void check_locks() {
    if (!communicator_.is_root()) return;
    const auto name = std::filesystem::path(options_.folder) / fmt::format("regimes-doctor-{}", getpid());
    try {
      const io::OutputLock lock(name.string());
      show(lock_check(options_.folder, lock.warning()));
    } catch (const InputOutputError&) {
      // A folder that takes no file is the failure of the next check.
    }
  }

  void check_file() {
    Check check{"HDF5", Verdict::ok, io::hdf5_version(), {}, ExitCode::input_output};
    if (!io::hdf5_is_parallel()) {
      check.verdict = Verdict::warning;
      check.found += ", without MPI";
      check.advice = "install the parallel build of HDF5: large results cannot be written by all ranks";
      show(check);
      return;
    }
    try {
      const auto file = io::check_parallel_file(options_.folder, communicator_);
      const auto rate = [&](double seconds) {
        return human_bytes(static_cast<double>(file.bytes) / seconds);
      };
      check.found += fmt::format(", parallel; {} written by all ranks at {}/s and read at {}/s",
                                 human_bytes(static_cast<double>(file.bytes)), rate(file.write_seconds),
                                 rate(file.read_seconds));
    } catch (const InputOutputError& error) {
      check.verdict = Verdict::failed;
      check.found += fmt::format(", parallel; {}", error.what());
      check.advice = "give --folder a folder that exists, that you may write to, and that all hosts share";
    }
    show(check);
  }

  const DoctorOptions& options_;
  const Communicator& communicator_;
  Terminal terminal_;
  std::vector<Placement> placements_;  // on root
  std::vector<Check> checks_;          // on root
};

Task prepare_doctor(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(doctor_command()), {}};
  const auto given = std::make_shared<DoctorOptions>();
  Call().read(options(), arguments, *given);
  return {{}, [given](const Communicator& communicator) { return Doctor(*given, communicator).run(); }};
}

}  // namespace

Command doctor_command() {
  return {.name = "doctor",
          .summary = "checks MPI, Kokkos, HDF5, binding, memory and folder, and measures the rate",
          .prepare = prepare_doctor,
          .options = options(),
          .defaults = std::make_shared<DoctorOptions>(),
          .operands = {},
          .description =
              "Checks, in the way that a run would be started, what runs depend on: the build and its "
              "vectors, MPI and its launcher, which CPUs the ranks may use, the clock, devices, memory, a "
              "file written by all ranks, and a sweep against plain loops; then measures the rate of a "
              "sweep for a second. One line for each: ok, warning or FAILED, and what to do. The program "
              "ends with 0 unless a check failed: 74 where that was the file, 70 otherwise.",
          .examples = {"regimes doctor", "mpirun -n 2 regimes doctor --folder results",
                       "srun -n 256 regimes doctor --quiet"}};
}

}  // namespace regimes::app
