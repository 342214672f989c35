#pragma once
/// What a running experiment tells whoever watches it, and how it is asked to stop.
#include <cstdint>
#include <string>
#include <vector>

namespace regimes::experiments {

/// Known before the first point is swept.
struct RunHeader {
  std::string what;  ///< one line: the law, d, n, queries, times, seed
  int ranks = 1;
  std::vector<std::string> hosts;  ///< distinct host names
  std::string backend;             ///< name of the Kokkos execution space
  std::string instruction_set;     ///< of the kernels (kernels/instruction_set.hpp)
  std::string precision;           ///< of the logits: float or double
  int vector_width = 1;            ///< values per SIMD register in that precision
  std::int64_t memory_per_rank_bytes = 0;
  std::vector<std::string> notes;  ///< choices worth a line, e.g. times chosen by auto
};

struct Progress {
  double fraction = 0;               ///< of the whole run, in [0, 1]
  double seconds = 0;                ///< since the start
  double pair_times_per_second = 0;  ///< 0: not counted
  std::string doing;                 ///< e.g. "realisation 2 of 8"
  double fraction_at_start = 0;      ///< what earlier runs had done
};

/// All functions are called on the root rank only, unless said otherwise.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void header(const RunHeader&) {}
  virtual void progress(const Progress&) {}
  /// Lines of results that are final before the run ends.
  virtual void results(const std::string& /*lines*/) {}
  virtual void warning(const std::string&) {}
  /// On every rank: true once the run should end at the next safe place, keeping what it has.
  virtual bool stop_requested() { return false; }
  /// On every rank: whether ending at once would lose something from now on. At first it would not.
  virtual void holds_results(bool) {}
};

}  // namespace regimes::experiments
