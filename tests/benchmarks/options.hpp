#pragma once
/// The few options of sweep_benchmark.
#include <string>
#include <vector>

namespace regimes::benchmarks {

struct Options {
  std::vector<std::string> kernels;  ///< names of the table; empty: all
  std::vector<int> dimensions{16, 32, 64, 256, 1024, 3072};
  int queries = 128;
  int repeats = 5;
  bool quick = false;  ///< a tenth of the points
  bool peak = false;   ///< print the machine's peak only
  bool help = false;
  std::string json;  ///< file to write; empty: none
};

extern const char* const usage;

/// Throws UsageError on an unknown option, a missing value or a bad number.
Options parse_options(const std::vector<std::string>& arguments);

}  // namespace regimes::benchmarks
