#include "measurement.hpp"

#include <algorithm>
#include <ctime>
#include <fstream>

#include "device_limits.hpp"
#include "kernels/backend.hpp"
#include "peak.hpp"

namespace regimes::benchmarks {

namespace {

/// What a skipped term costs: its logit and the maximum.
constexpr double flops_per_skipped_term = 6;

double seconds_of(const Pass& pass) {
  const double begin = seconds_now();
  pass();
  return seconds_now() - begin;
}

double float_peak() { return kernels::runs_on_device() ? device_float_peak() : peak_flops<float>(); }

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Benchmark::Benchmark(int queries, int repeats, bool quick)
    : queries_(queries),
      repeats_(repeats),
      quick_(quick),
      first_second_(seconds_now()),
      first_processor_second_(processor_seconds()) {
  measure_machine();
}

/// So many points that one pass takes about a third of a second where 150 GFLOP/s are reached, and on a
/// device, half of its peak.
Problem Benchmark::problem(double products, int dimension, int times) const {
  constexpr double quick_part = 0.1;
  const bool on_device = kernels::runs_on_device();
  const double flops = on_device ? float_peaks_.front() / 6 : 5e10, largest_bytes = on_device ? 2e9 : 128e6;
  constexpr std::int64_t fewest = 2 * kernels::block_points;
  const double per_pair = products * kernels::flops_per_product * dimension + times * kernels::flops_per_term;
  const double wanted = (quick_ ? quick_part : 1) * flops / per_pair / queries_;
  const auto points =
      static_cast<std::int64_t>(std::min(wanted, largest_bytes / (sizeof(float) * dimension)));
  return make_problem(dimension, std::max({points, fewest, std::int64_t{queries_}}), queries_, times);
}

/// Returns the float peak of this moment.
double Benchmark::measure_machine() {
  float_peaks_.push_back(float_peak());
  if (kernels::runs_on_device()) {
    double_peaks_.push_back(device_double_peak());
    bandwidths_.push_back(device_bandwidth());
  } else {
    static Triad triad;
    double_peaks_.push_back(peak_flops<double>());
    bandwidths_.push_back(triad.bytes_per_second());
  }
  return float_peaks_.back();
}

Measurement Benchmark::measure(const Kernel& kernel, int dimension, int times) {
  const Problem data = problem(kernel.products, dimension, times);
  const Pass pass = kernel.prepare(data);
  const kernels::Work work = pass();  // warms caches and clocks
  std::vector<double> seconds, peak_spent;
  for (int r = 0; r < repeats_; ++r) {
    const double before_pass = measure_machine();
    seconds.push_back(seconds_of(pass));
    peak_spent.push_back(seconds.back() * (before_pass + float_peak()) / 2);
  }
  const auto terms = static_cast<double>(work.terms), skipped = static_cast<double>(work.skipped);

  Measurement m{kernel.name, kernel.procedural, dimension, times, queries_, data.points};
  m.seconds = median(seconds);
  m.peak_flops = median(peak_spent);
  m.product_flops = kernel.products * kernels::flops_per_product * dimension * m.pairs();
  m.flops = m.product_flops + (terms - skipped) * kernels::flops_per_term + skipped * flops_per_skipped_term;
  m.bytes =
      kernel.procedural ? 0 : static_cast<double>(data.points) * (sizeof(float) * dimension + sizeof(double));
  m.skipped = terms > 0 ? skipped / terms : 0;
  return m;
}

GenerationShare Benchmark::measure_generation(int dimension, int times) {
  const auto& table = kernel_table();
  const auto whole = std::find_if(table.begin(), table.end(), [](const Kernel& k) { return k.procedural; });
  const Problem data = problem(whole->products, dimension, times);
  const Pass curve = whole->prepare(data), generation = prepare_generation(data);
  std::vector<double> seconds, shares;
  for (int r = 0; r <= repeats_; ++r) {
    const double alone = seconds_of(generation), together = seconds_of(curve);
    if (r == 0) continue;  // warms caches and clocks
    seconds.push_back(alone / static_cast<double>(data.points));
    shares.push_back(alone / together);
  }
  return {dimension, times, queries_, median(seconds), median(shares)};
}

Machine Benchmark::machine() {
  while (static_cast<int>(float_peaks_.size()) < repeats_) measure_machine();
  const double share = (processor_seconds() - first_processor_second_) / (seconds_now() - first_second_);
  return {kernels::runs_on_device() ? kernels::backend_name() + " device, host " + processor_name()
                                    : processor_name(),
          kernels::simd::lanes<float>,
          median(float_peaks_),
          median(double_peaks_),
          median(bandwidths_),
          share};
}

}  // namespace regimes::benchmarks
