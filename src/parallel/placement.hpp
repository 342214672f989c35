#pragma once
/// Where the ranks run: hosts, CPUs, devices; and how fast they reach each other.
#include <string>
#include <vector>

#include "parallel/communicator.hpp"

namespace regimes::parallel {

struct Placement {
  std::string host;
  std::vector<int> cpus;  ///< that the rank may use, ascending; empty where the system does not say
  int threads = 1;        ///< of the Kokkos backend
  std::string device;     ///< its accelerator on that host; empty on a host backend
};

/// CPUs that this process may use, as numbered by the system. Not collective.
std::vector<int> allowed_cpus();

/// "0-3,8".
std::string cpu_list(const std::vector<int>& cpus);

/// "rank 3", "ranks 0-3,7".
std::string ranks_text(const std::vector<int>& ranks);

/// "ranks 0-1 share device GPU-1a2b3c4d of n1", for every device that several ranks have.
std::vector<std::string> shared_devices(const std::vector<Placement>& placements);

/// The placement of every rank, in rank order, on root; empty elsewhere. Collective.
std::vector<Placement> gather_placements(const Placement& mine, const Communicator& communicator);

/// Time of an allreduce of one number over all ranks, in seconds, averaged over some; the same on every rank.
/// Collective.
double allreduce_seconds(const Communicator& communicator);

}  // namespace regimes::parallel
