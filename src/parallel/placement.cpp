#include "parallel/placement.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sched.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <sstream>
#include <utility>

namespace regimes::parallel {
namespace {

struct FreeCpuSet {
  void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};

/// One line per field, the CPUs last.
std::string to_text(const Placement& placement) {
  return fmt::format("{}\n{}\n{}\n{}", placement.host, placement.device, placement.threads,
                     fmt::join(placement.cpus, " "));
}

Placement from_text(const std::string& text) {
  std::istringstream lines(text);
  Placement placement;
  std::getline(lines, placement.host);
  std::getline(lines, placement.device);
  lines >> placement.threads;
  for (int cpu; lines >> cpu;) placement.cpus.push_back(cpu);
  return placement;
}

}  // namespace

std::vector<int> allowed_cpus() {
  constexpr int most_cpus = 1 << 20;
  // The system refuses a set that is smaller than its own, and tells the size of that to nobody.
  for (int size = CPU_SETSIZE; size <= most_cpus; size *= 2) {
    const std::unique_ptr<cpu_set_t, FreeCpuSet> set(CPU_ALLOC(size));
    if (!set) break;
    const std::size_t bytes = CPU_ALLOC_SIZE(size);
    if (sched_getaffinity(0, bytes, set.get()) != 0) {
      if (errno == EINVAL) continue;
      break;
    }
    std::vector<int> cpus;
    for (int cpu = 0; cpu < size; ++cpu)
      if (CPU_ISSET_S(cpu, bytes, set.get())) cpus.push_back(cpu);
    return cpus;
  }
  return {};
}

std::string cpu_list(const std::vector<int>& cpus) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < cpus.size();) {
    std::size_t last = i;
    while (last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1) ++last;
    parts.push_back(i == last ? fmt::format("{}", cpus[i]) : fmt::format("{}-{}", cpus[i], cpus[last]));
    i = last + 1;
  }
  return fmt::format("{}", fmt::join(parts, ","));
}

std::string ranks_text(const std::vector<int>& ranks) {
  return fmt::format("rank{} {}", ranks.size() == 1 ? "" : "s", cpu_list(ranks));
}

std::vector<std::string> shared_devices(const std::vector<Placement>& placements) {
  std::map<std::pair<std::string, std::string>, std::vector<int>> ranks_of;
  for (std::size_t rank = 0; rank < placements.size(); ++rank)
    if (!placements[rank].device.empty())
      ranks_of[{placements[rank].host, placements[rank].device}].push_back(static_cast<int>(rank));
  std::vector<std::string> shared;
  for (const auto& [where, ranks] : ranks_of)
    if (ranks.size() > 1)
      shared.push_back(fmt::format("{} share device {} of {}", ranks_text(ranks), where.second, where.first));
  return shared;
}

std::vector<Placement> gather_placements(const Placement& mine, const Communicator& communicator) {
  std::vector<Placement> placements;
  for (const std::string& text : communicator.gather(to_text(mine))) placements.push_back(from_text(text));
  return placements;
}

double allreduce_seconds(const Communicator& communicator) {
  constexpr int rounds = 50;
  communicator.maximum(0.);  // connections are made by the first
  communicator.barrier();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) communicator.maximum(0.);
  const std::chrono::duration<double> mine = std::chrono::steady_clock::now() - start;
  return communicator.maximum(mine.count()) / rounds;
}

}  // namespace regimes::parallel
