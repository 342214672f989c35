#include "experiments/run/run_record.hpp"

#include <cmath>
#include <set>

#include "base/build_information.hpp"
#include "base/resident_memory.hpp"
#include "kernels/backend.hpp"
#include "kernels/instruction_set.hpp"
#include "parallel/placement.hpp"

namespace regimes::experiments {

namespace {

int vector_width(kernels::Precision precision) {
  const auto number =
      static_cast<int>(precision == kernels::Precision::fp32 ? sizeof(float) : sizeof(double));
  return kernels::vector_bytes() / number;
}

io::SoftwareVersions software_versions() {
  io::SoftwareVersions versions;
  versions.regimes = build_information::version();
  versions.git_hash = build_information::git_hash();
  versions.git_dirty = build_information::git_is_dirty();
  versions.kokkos = kernels::kokkos_version();
  versions.mpi = parallel::library_version();
  versions.compiler = build_information::compiler();
  versions.build_type = build_information::build_type();
  return versions;
}

}  // namespace

RunRecord::RunRecord(const parallel::Communicator& communicator) : communicator_(communicator) {
  const auto placements =
      parallel::gather_placements({parallel::host_name(), {}, 1, kernels::device_name()}, communicator);
  for (const parallel::Placement& placement : placements) hosts_.push_back(placement.host);
  shared_devices_ = parallel::shared_devices(placements);
}

double RunRecord::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

RunHeader RunRecord::header(const std::string& what, kernels::Precision precision) const {
  RunHeader header;
  header.what = what;
  header.ranks = communicator_.size();
  const std::set<std::string> distinct(hosts_.begin(), hosts_.end());
  header.hosts.assign(distinct.begin(), distinct.end());
  header.backend = kernels::backend_name();
  header.precision = name_of(precision);
  header.instruction_set = kernels::instruction_set();
  header.vector_width = vector_width(precision);
  if (kernels::runs_on_device())
    header.notes.push_back(std::string(shared_devices_.empty() ? "one device per rank; " : "") +
                           "sums reach MPI by way of the host's memory");
  return header;
}

std::int64_t RunRecord::note_memory() {
  return memory_per_rank_bytes_ = communicator_.maximum(most_resident_bytes());
}

void RunRecord::predict(const RunSoFar& so_far) {
  if (std::isnan(predicted_seconds_)) predicted_seconds_ = experiments::predicted_seconds(so_far, seconds());
}

io::Provenance RunRecord::describe(const std::string& command_line, std::vector<ResolvedOption> options,
                                   std::uint64_t seed, kernels::Precision precision,
                                   const RunWork& work) const {
  io::Provenance provenance;
  provenance.command_line = command_line;
  provenance.options = std::move(options);
  provenance.seed = seed;
  provenance.versions = software_versions();
  provenance.backend = kernels::backend_name();
  provenance.instruction_set = kernels::instruction_set();
  provenance.vector_width = vector_width(precision);
  provenance.rank_hosts = hosts_;
  provenance.start_time = start_time_;
  provenance.end_time = std::chrono::system_clock::now();
  provenance.wall_clock_seconds = seconds();
  provenance.predicted_seconds = predicted_seconds_;
  provenance.memory_per_rank_bytes = memory_per_rank_bytes_;
  provenance.work = work;
  return provenance;
}

io::Group RunRecord::provenance(const std::string& command_line, std::vector<ResolvedOption> options,
                                std::uint64_t seed, kernels::Precision precision, const RunWork& work) const {
  return io::provenance_group(describe(command_line, std::move(options), seed, precision, work));
}

}  // namespace regimes::experiments
