#pragma once
/// Timing of one kernel on one problem, beside the machine's limits at that moment.
#include <cstdint>
#include <string>
#include <vector>

#include "pass.hpp"

namespace regimes::benchmarks {

/// Limits of one core, or of the device that sweeps run on. Every number is the median over what was measured
/// during the run.
struct Machine {
  std::string processor;
  int float_lanes = 0;
  double float_peak = 0;   ///< flop/s of fused multiply-adds
  double double_peak = 0;  ///< flop/s
  double bandwidth = 0;    ///< bytes/s
  double core_share = 1;  ///< processor time / wall clock of the run: well below 1 where others used the core
};

/// Medians over repeats. Ratios to the peak are taken repeat by repeat, then their median.
struct Measurement {
  std::string kernel;
  bool procedural = false;
  int dimension = 0;
  int times = 0;
  int queries = 0;
  std::int64_t points = 0;
  double seconds = 0;
  double peak_flops = 0;     ///< flops that the float peak would have done in that time
  double product_flops = 0;  ///< of scalar products
  double flops = 0;          ///< of products, and of the terms that were not skipped
  double bytes = 0;          ///< least traffic with memory: every stored point read once
  double skipped = 0;        ///< part of the terms

  double pairs() const { return static_cast<double>(points) * queries; }
  double pair_times() const { return pairs() * times; }
};

/// How much of a procedural curve is the generation of its points.
struct GenerationShare {
  int dimension = 0;
  int times = 0;
  int queries = 0;
  double seconds_per_point = 0;
  double share = 0;
};

/// Everything that one run of the benchmark measures.
class Benchmark {
 public:
  Benchmark(int queries, int repeats, bool quick);

  Measurement measure(const Kernel& kernel, int dimension, int times);
  GenerationShare measure_generation(int dimension, int times);
  /// The medians so far; measures once where nothing was measured yet.
  Machine machine();

 private:
  Problem problem(double products, int dimension, int times) const;
  double measure_machine();

  int queries_;
  int repeats_;
  bool quick_;
  std::vector<double> float_peaks_, double_peaks_, bandwidths_;
  double first_second_, first_processor_second_;
};

double median(std::vector<double> values);

}  // namespace regimes::benchmarks
