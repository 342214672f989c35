#pragma once
/// What `regimes doctor` makes of what it finds: judgements as plain functions of plain values.
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "experiments/calibration/self_check.hpp"
#include "parallel/placement.hpp"

namespace regimes::app {

enum class Verdict { ok, warning, failed };

struct Check {
  std::string subject;  ///< one word
  Verdict verdict = Verdict::ok;
  std::string found;
  std::string advice = {};                    ///< what to do; empty where all is well
  ExitCode code = ExitCode::contract_broken;  ///< of the program, where it failed
};

/// "ok       binding  ranks 0-1 on ...", and below it what to do.
std::string check_line(const Check& check);

/// done, or the largest code of the checks that failed.
ExitCode exit_code_of(const std::vector<Check>& checks);

/// Ranks by the number that the launcher gave, where it gave one: a program that was built for another MPI
/// runs as so many programs of one rank.
Check launch_check(int ranks, int launched_ranks, double allreduce_seconds,
                   const std::vector<parallel::Placement>& placements);

/// CPUs of every rank. Warns of ranks whose threads are more than the CPUs that they share, by name.
Check binding_check(const std::vector<parallel::Placement>& placements);

/// Ranks of every device. Warns where several share one.
Check device_check(const std::vector<parallel::Placement>& placements, const std::string& backend);

/// Values per vector beside what this CPU can do, in bytes (0: unknown); optimised or not.
/// byte_instructions: of kernels/instruction_set.hpp.
Check build_check(const std::string& backend, const std::string& instruction_set,
                  const std::string& byte_instructions, int vector_bytes, int best_vector_bytes);

/// OMP_NUM_THREADS (empty: unset) beside the threads that the backend runs.
Check threads_check(const std::string& omp_num_threads, int threads, bool has_openmp);

Check clock_check(double resolution_seconds);

/// On the host with the least for each of its ranks.
Check memory_check(double bytes_per_rank);

Check space_check(const std::string& folder, double free_bytes);
/// `warning` is what io::OutputLock says of the folder.
Check lock_check(const std::string& folder, const std::string& warning);

Check sweep_check(const experiments::SweepAgreement& agreement);
Check rate_check(const experiments::SweepRate& rate);

}  // namespace regimes::app
