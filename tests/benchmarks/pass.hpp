#pragma once
/// One pass of any sweep over all points, and the table of sweeps that are measured.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernels/sweep.hpp"
#include "problem.hpp"

namespace regimes::benchmarks {

/// One pass over all points, states taken: what went into them. A search for nearest points counts nothing.
using Pass = std::function<kernels::Work()>;

/// Runs `sweep` over the points [0, points) of one rank.
template <class AnySweep>
void run_all(AnySweep& sweep, std::int64_t points) {
  const kernels::Partition partition{};
  sweep.run(partition, 0, partition.local_blocks(points) * kernels::tiles_per_block, 0, points);
}

/// Two rows of the table that are compared.
inline constexpr const char *curve_kernel = "curve", *density_kernel = "density";

struct Kernel {
  std::string name;
  bool procedural;                              ///< points generated in the sweep; else read from memory
  double products;                              ///< scalar products of d coordinates per pair
  std::vector<int> times;                       ///< values of T that are measured
  std::function<Pass(const Problem&)> prepare;  ///< everything but the pass itself
};

/// All sweeps: a new one is one more row.
const std::vector<Kernel>& kernel_table();

/// The generation of the points of a procedural sweep, alone.
Pass prepare_generation(const Problem& problem);

}  // namespace regimes::benchmarks
