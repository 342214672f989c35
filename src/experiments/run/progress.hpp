#pragma once
/// What a running experiment tells whoever watches it, and how it is asked to stop.
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace regimes::experiments {

/// Known before the first point is swept.
struct RunHeader {
  std::string what;  ///< one line: the law, d, n, queries, times, seed; empty: it was told as title()
  int ranks = 1;
  std::vector<std::string> hosts;  ///< distinct host names
  std::string backend;             ///< name of the Kokkos execution space
  std::string instruction_set;     ///< of the kernels (kernels/instruction_set.hpp)
  std::string precision;           ///< of the logits: float, double, or what there is to say of bytes
  int vector_width = 1;            ///< values per SIMD register in that precision
  std::vector<std::string> notes;  ///< choices worth a line, e.g. times chosen by auto
};

struct Progress {
  double fraction = 0;                                             ///< of the whole run, in [0, 1]
  double seconds = 0;                                              ///< since the start
  double pair_times_per_second = 0;                                ///< 0: not counted
  std::string doing = {};                                          ///< e.g. "realisation 2 of 8"
  double seconds_left = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not known yet
};

/// All functions are called on the root rank only, unless said otherwise; progress() from any thread.
class Observer {
 public:
  virtual ~Observer() = default;
  /// The line of the header that is known before data are read; then header() follows without it.
  virtual void title(const std::string& /*what*/) {}
  virtual void header(const RunHeader&) {}
  virtual void progress(const Progress&) {}
  /// Lines of results that are final before the run ends.
  virtual void results(const std::string& /*lines*/) {}
  virtual void warning(const std::string&) {}
  /// On every rank: true once the run should end at the next safe place, keeping what it has.
  virtual bool stop_requested() { return false; }
  /// From any thread: how long ago that was asked for; 0: it was not.
  virtual double seconds_since_stop() { return 0; }
  /// On every rank: until must_stay() a stop ends the process at once, with these words, for nothing would be
  /// lost.
  virtual void may_leave(const std::string& /*last_words*/) {}
  virtual void must_stay() {}
  /// From any thread: ends the process, and with it the run, with the exit code of a stop.
  virtual void leave(const std::string& /*last_words*/) {}
};

}  // namespace regimes::experiments
