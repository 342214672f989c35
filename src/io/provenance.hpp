#pragma once
/// Where a result comes from: enough to repeat the run from its file alone.
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/run_work.hpp"
#include "io/document.hpp"
#include "io/input_file.hpp"

namespace regimes::io {

enum class OptionOrigin {
  default_value,
  command_line,
  config_file,
  derived  ///< from the data or from other options
};

/// An option as it was used, in the words of the command line.
struct ResolvedOption {
  std::string name;  ///< without dashes: "snapshots"
  std::string value;
  OptionOrigin origin = OptionOrigin::default_value;
  /// What its declaration says of it, for those who read results: what it names, of which type its value is,
  /// and whether it may differ when a run goes on.
  std::string kind = {}, type = {}, resume = {};
};

/// What was built, with what.
struct SoftwareVersions {
  std::string regimes;
  std::string git_hash;
  bool git_dirty = false;  ///< the working tree differed from that commit
  std::string kokkos;
  std::string mpi;
  std::string compiler;
  std::string build_type;  ///< "Release"
};

/// One run of those that went into a result, one after another.
struct ChainedRun {
  std::string version, git_hash;   ///< of regimes
  std::vector<std::string> hosts;  ///< distinct
  std::int64_t ranks = 1;
  std::string command_line;
  std::chrono::system_clock::time_point start_time;
  double seconds = 0;  ///< wall clock
};

/// Where the result of a run comes from; what the runs before it have left is in `earlier_runs` and, added
/// up, in the counts of work.
struct Provenance {
  std::string command_line;
  std::vector<ResolvedOption> options;
  std::uint64_t seed = 0;
  SoftwareVersions versions;
  std::string backend;                  ///< Kokkos execution space: "Serial"
  std::string instruction_set;          ///< of the kernels
  std::int64_t vector_width = 1;        ///< values per SIMD register in the precision of the run
  std::string arithmetic = {};          ///< of the logits, beyond their precision; empty: it says all
  std::vector<std::string> rank_hosts;  ///< host of every rank, in rank order
  std::chrono::system_clock::time_point start_time;
  std::chrono::system_clock::time_point end_time;
  double wall_clock_seconds = 0;
  std::vector<ChainedRun> earlier_runs;                                 ///< in their order
  double predicted_seconds = std::numeric_limits<double>::quiet_NaN();  ///< after the first seconds
  std::vector<InputFile> inputs;
  RunWork work = {};
  std::int64_t memory_per_rank_bytes = 0;  ///< that a rank has held at most
};

/// The group `provenance`: options as `name`, `value`, `origin`, `kind`, `type` and `resume` over the
/// dimension `option`, hosts as `host` over `rank`, every run that went into the result over `run`, all else
/// as attributes. Of these `command_line` and `start_time` are the first run's, `wall_clock_seconds` and the
/// counts of work are sums over all runs, and the others are the last run's. The version of HDF5 is added
/// here.
Group provenance_group(const Provenance& provenance);

/// ISO 8601 with seconds, in UTC: "2024-02-29T13:07:09Z".
std::string iso8601_utc(std::chrono::system_clock::time_point time);

/// Back from the texts of a file. Throw DataError for any other text.
std::chrono::system_clock::time_point time_from_iso8601_utc(const std::string& text);
OptionOrigin origin_from_text(const std::string& text);

}  // namespace regimes::io
