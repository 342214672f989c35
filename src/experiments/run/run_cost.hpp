#pragma once
/// What a run will take, before anything is allocated.
#include <optional>
#include <string>
#include <vector>

#include "base/run_work.hpp"
#include "kernels/precision.hpp"

namespace regimes::experiments {

/// Bytes of the program with MPI, HDF5 and the other libraries, on Linux with Open MPI (`collapse` of a few
/// points).
inline constexpr double program_bytes = 45e6;

/// What is measured, as it is kept, in the document, and twice in the HDF5 file, which is made in memory
/// (io/README.md); and a little for what is formed on the way.
inline constexpr double copies_while_writing = 4.25;

/// Memory for one purpose, on the rank that holds most. A double: sizes asked for by mistake may exceed any
/// integer.
struct MemoryUse {
  std::string what;     ///< "points", "queries"
  std::string options;  ///< that make it smaller: "--dimension, more ranks"
  double bytes = 0;
};

struct RunCost {
  std::vector<MemoryUse> memory;
  ExpectedWork work = {};                            ///< of the whole run, where every term is evaluated
  double coordinates = 0;                            ///< of points that are made or read again on all ranks
  std::optional<kernels::Precision> precision = {};  ///< of the sweeps; empty: as the options say
  double result_bytes = 0;                           ///< of OUTPUT, before it is compressed
  double checkpoint_bytes = 0;                       ///< of OUTPUT.partial; 0: there are none

  double memory_bytes() const;  ///< with the program
};

/// Throws UsageError, which names purposes and options, where the memory exceeds what this machine has.
void require_memory(const RunCost& cost);

}  // namespace regimes::experiments
