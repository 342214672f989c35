#include "app/doctor/doctor_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/build_information.hpp"
#include "base/text.hpp"
#include "kernels/backend.hpp"

namespace regimes::app {
namespace {

using parallel::Placement;
using parallel::ranks_text;

constexpr double slow_allreduce_seconds = 1e-3;
constexpr double coarse_clock_seconds = 1e-3;
constexpr double little_memory_bytes = 256e6, little_space_bytes = 1e9;
constexpr double uneven_rates = 1.5;

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::warning:
      return "warning";
    case Verdict::failed:
      return "FAILED";
    case Verdict::ok:
      break;
  }
  return "ok";
}

std::string counted(std::size_t count, const std::string& thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string cpus_text(const std::vector<int>& cpus) {
  return fmt::format("CPU{} {}", cpus.size() == 1 ? "" : "s", parallel::cpu_list(cpus));
}

using Groups = std::map<std::pair<std::string, std::vector<int>>, std::vector<int>>;

/// Ranks of one host that may use the same CPUs.
Groups groups_of(const std::vector<Placement>& placements) {
  Groups groups;
  for (std::size_t rank = 0; rank < placements.size(); ++rank)
    groups[{placements[rank].host, placements[rank].cpus}].push_back(static_cast<int>(rank));
  return groups;
}

/// All ranks of a host, with all CPUs that any of them may use.
Groups hosts_of(const std::vector<Placement>& placements) {
  std::map<std::string, std::set<int>> cpus;
  std::map<std::string, std::vector<int>> ranks;
  for (std::size_t rank = 0; rank < placements.size(); ++rank) {
    const Placement& placement = placements[rank];
    cpus[placement.host].insert(placement.cpus.begin(), placement.cpus.end());
    ranks[placement.host].push_back(static_cast<int>(rank));
  }
  Groups hosts;
  for (const auto& [host, of_host] : cpus) hosts[{host, {of_host.begin(), of_host.end()}}] = ranks[host];
  return hosts;
}

/// "ranks 0-1 on HOST run 2 threads on CPU 0", for every group that has not CPUs enough.
std::vector<std::string> crowding(const Groups& groups, const std::vector<Placement>& placements) {
  std::vector<std::string> crowded;
  for (const auto& [where, ranks] : groups) {
    const auto& [host, cpus] = where;
    std::size_t threads = 0;
    for (const int rank : ranks) threads += static_cast<std::size_t>(placements[rank].threads);
    if (!cpus.empty() && threads > cpus.size())
      crowded.push_back(fmt::format("{} on {} run {} on {}", ranks_text(ranks), host,
                                    counted(threads, "thread"), cpus_text(cpus)));
  }
  return crowded;
}

}  // namespace

std::string check_line(const Check& check) {
  std::string line = fmt::format("{:<8} {:<8} {}\n", name_of(check.verdict), check.subject, check.found);
  if (!check.advice.empty()) line += fmt::format("{:18}-> {}\n", "", check.advice);
  return line;
}

ExitCode exit_code_of(const std::vector<Check>& checks) {
  ExitCode code = ExitCode::done;
  for (const Check& check : checks)
    if (check.verdict == Verdict::failed) code = std::max(code, check.code);
  return code;
}

Check launch_check(int ranks, int launched_ranks, double allreduce_seconds,
                   const std::vector<Placement>& placements) {
  std::map<std::string, std::size_t> ranks_of;
  for (const Placement& placement : placements) ++ranks_of[placement.host];
  std::vector<std::string> hosts;
  for (const auto& [host, count] : ranks_of) hosts.push_back(fmt::format("{} on {}", count, host));
  Check check{"MPI", Verdict::ok,
              fmt::format("{}; {}: {}", parallel::library_version(),
                          counted(static_cast<std::size_t>(ranks), "rank"), fmt::join(hosts, ", "))};
  if (ranks > 1) check.found += fmt::format("; {:.3g} us per allreduce", allreduce_seconds * 1e6);
  if (launched_ranks > 0 && launched_ranks != ranks) {
    check.verdict = Verdict::failed;
    check.found += fmt::format("; the launcher started {}", launched_ranks);
    check.advice =
        "every rank thinks that it is alone: use the launcher of this MPI, or with Slurm srun --mpi=pmix";
  } else if (allreduce_seconds > slow_allreduce_seconds) {
    check.verdict = Verdict::warning;
    check.advice =
        "ranks wait for each other too long: start no more ranks than cores, or set "
        "OMPI_MCA_mpi_yield_when_idle=1";
  }
  return check;
}

Check binding_check(const std::vector<Placement>& placements) {
  const bool known = std::none_of(placements.begin(), placements.end(),
                                  [](const Placement& placement) { return placement.cpus.empty(); });
  if (!known) return {"binding", Verdict::ok, "the system does not say which CPUs a rank may use"};
  std::vector<std::string> parts;
  const Groups groups = groups_of(placements);
  for (const auto& [where, ranks] : groups)
    parts.push_back(
        fmt::format("{} on {} may use {}", ranks_text(ranks), where.first, cpus_text(where.second)));
  const Check check{"binding", Verdict::ok, fmt::format("{}", fmt::join(parts, "; "))};
  std::vector<std::string> crowded = crowding(hosts_of(placements), placements);
  const bool has_free_cpus = crowded.empty();
  for (const std::string& group : crowding(groups, placements))
    if (std::find(crowded.begin(), crowded.end(), group) == crowded.end()) crowded.push_back(group);
  if (crowded.empty()) return check;
  return {"binding", Verdict::warning, fmt::format("{}", fmt::join(crowded, "; ")),
          has_free_cpus
              ? "these share CPUs while others are free: mpirun --map-by core --bind-to core, with threads "
                "--map-by slot:PE=THREADS; srun --cpus-per-task=THREADS --cpu-bind=cores"
              : "start fewer ranks on each host, or give each fewer threads with OMP_NUM_THREADS"};
}

Check device_check(const std::vector<Placement>& placements, const std::string& backend) {
  const auto devices = std::count_if(placements.begin(), placements.end(),
                                     [](const Placement& placement) { return !placement.device.empty(); });
  if (devices == 0)
    return {"devices", Verdict::ok, fmt::format("none is used: the backend {} runs on the host", backend)};
  const std::vector<std::string> shared = parallel::shared_devices(placements);
  if (shared.empty())
    return {"devices", Verdict::ok,
            fmt::format("{}, one rank each", counted(static_cast<std::size_t>(devices), "device"))};
  return {"devices", Verdict::warning, fmt::format("{}", fmt::join(shared, "; ")),
          "start one rank per device and let the launcher choose: srun --gpus-per-task=1, or a wrapper that "
          "sets CUDA_VISIBLE_DEVICES from the rank's number on its host"};
}

Check build_check(const std::string& backend, const std::string& instruction_set,
                  const std::string& byte_instructions, int vector_bytes, int best_vector_bytes) {
  constexpr int bytes_per_float = 4;
  Check check{"Kokkos", Verdict::ok,
              fmt::format("{}, {}; kernels for {}, {} floats per vector, {}; built as {}",
                          kernels::kokkos_version(), backend, instruction_set, vector_bytes / bytes_per_float,
                          byte_instructions.empty() ? "bytes as floats" : "bytes by " + byte_instructions,
                          build_information::build_type())};
  if (build_information::build_type() != "Release" && build_information::build_type() != "RelWithDebInfo") {
    check.verdict = Verdict::warning;
    check.advice = "this build is not optimised: cmake --preset release";
  } else if (vector_bytes < best_vector_bytes) {
    check.verdict = Verdict::warning;
    check.found += fmt::format(", though this CPU has {}", best_vector_bytes / bytes_per_float);
    check.advice =
        "other kernels are faster: unset REGIMES_ISA if it is set, and build with cmake --preset release";
  }
  return check;
}

Check threads_check(const std::string& omp_num_threads, int threads, bool has_openmp) {
  Check check{"threads", Verdict::ok, fmt::format("{} per rank", threads)};
  if (!omp_num_threads.empty() && !has_openmp && omp_num_threads != "1") {
    check.verdict = Verdict::warning;
    check.found += fmt::format("; OMP_NUM_THREADS={} has no effect", omp_num_threads);
    check.advice = "this Kokkos has no OpenMP: start one rank per core instead";
  } else if (omp_num_threads.empty() && has_openmp && threads > 1) {
    check.found += "; set OMP_NUM_THREADS where there are several ranks on a host";
  }
  return check;
}

Check clock_check(double resolution_seconds) {
  Check check{"clock", Verdict::ok, fmt::format("steps of {:.3g} ns", resolution_seconds * 1e9)};
  if (resolution_seconds > coarse_clock_seconds) {
    check.verdict = Verdict::warning;
    check.advice = "times and rates that are reported will be rough";
  }
  return check;
}

Check memory_check(double bytes_per_rank) {
  Check check{"memory", Verdict::ok, fmt::format("{} free for each rank", human_bytes(bytes_per_rank))};
  if (bytes_per_rank < little_memory_bytes) {
    check.verdict = Verdict::warning;
    check.advice = "start fewer ranks on this host, or end what else runs there";
  }
  return check;
}

Check space_check(const std::string& folder, double free_bytes) {
  Check check{"folder", Verdict::ok, fmt::format("'{}' has {} free", folder, human_bytes(free_bytes))};
  if (free_bytes < little_space_bytes) {
    check.verdict = Verdict::warning;
    check.advice = "results may not fit: make room, or write them to another folder";
  }
  return check;
}

Check lock_check(const std::string& folder, const std::string& warning) {
  if (warning.empty())
    return {"locks", Verdict::ok, fmt::format("two runs with one output in '{}' are told apart", folder)};
  return {"locks", Verdict::warning, warning,
          "runs work; after a run on another host was killed, remove its .lock file by hand"};
}

Check sweep_check(const experiments::SweepAgreement& agreement) {
  Check check{"sweep", Verdict::ok,
              fmt::format("{} queries, {} points, d = {}: within {:.2g} nats of plain loops (bound {:.2g})",
                          agreement.queries, agreement.points, agreement.dimension, agreement.deviation,
                          agreement.bound)};
  if (!agreement.holds()) {
    check.verdict = Verdict::failed;
    check.advice =
        "this build computes wrong numbers: try other kernels (REGIMES_ISA=v3), and report it with `regimes "
        "--version`";
  }
  return check;
}

Check rate_check(const experiments::SweepRate& rate) {
  const auto& problem = rate.problem;
  Check check{"rate", Verdict::ok,
              fmt::format("{} (pair, time)/s: n = {:.0e}, d = {}, {} queries, {} times would take about {}",
                          human_count(rate.terms_per_second), problem.points, problem.dimension,
                          problem.queries, problem.times, human_duration(rate.seconds()))};
  if (rate.fastest > uneven_rates * rate.slowest) {
    check.verdict = Verdict::warning;
    check.found += fmt::format("; rank {} is {:.2g} times slower than the fastest", rate.slowest_rank,
                               rate.fastest / rate.slowest);
    check.advice = "all ranks wait for the slowest: look for other programs there, and see binding above";
  }
  return check;
}

}  // namespace regimes::app
