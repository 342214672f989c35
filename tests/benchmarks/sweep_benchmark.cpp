// Every sweep against the limits of this machine, measured interleaved in the same process. See --help.
#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "base/error.hpp"
#include "kernels/backend.hpp"
#include "measurement.hpp"
#include "options.hpp"
#include "report.hpp"

namespace {

using namespace regimes;
using namespace regimes::benchmarks;

constexpr int generation_times = 64;

/// Runs of collapse ask their ranks, of which there is one.
class MpiScope {
 public:
  MpiScope() { MPI_Init(nullptr, nullptr); }
  ~MpiScope() { MPI_Finalize(); }
  MpiScope(const MpiScope&) = delete;
  MpiScope& operator=(const MpiScope&) = delete;
};

bool wanted(const Options& options, const std::string& kernel) {
  return options.kernels.empty() || std::count(options.kernels.begin(), options.kernels.end(), kernel) > 0;
}

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

void write(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  if (!file)
    throw InputOutputError(
        fmt::format("--json {}: cannot write; choose a folder that exists and is writable", path));
}

void run(const Options& options) {
  Benchmark benchmark(options.queries, options.repeats, options.quick);
  std::vector<Measurement> measurements;
  std::vector<GenerationShare> generation;
  std::vector<ErrorTime> error_times;
  print(machine_text(benchmark.machine()));
  if (!options.peak) {
    print(fmt::format("{} queries, medians of {}\n", options.queries, options.repeats) + table_heading());
    for (const Kernel& kernel : kernel_table()) {
      if (!wanted(options, kernel.name)) continue;
      for (const int dimension : options.dimensions) {
        for (const int times : kernel.times) {
          measurements.push_back(benchmark.measure(kernel, dimension, times));
          print(table_row(measurements.back()));
        }
        if (!kernel.procedural) continue;
        generation.push_back(benchmark.measure_generation(dimension, generation_times));
        print(generation_text(generation.back()));
      }
    }
    print(density_text(measurements));
    if (wanted(options, whole_runs)) {
      error_times = measure_error_times(options.quick);
      print(error_times_text(error_times));
    }
    print("over the whole run: " + machine_text(benchmark.machine()));
  }
  if (!options.json.empty())
    write(options.json, to_json(benchmark.machine(), measurements, generation, error_times));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Options options = parse_options({argv + 1, argv + argc});
    if (options.help) {
      print(usage);
      return 0;
    }
    const MpiScope mpi;
    const kernels::BackendScope backend;
    run(options);
    return 0;
  } catch (const Error& error) {
    fmt::print(stderr, "sweep_benchmark: {}\n", error.what());
    return static_cast<int>(error.code());
  }
}
