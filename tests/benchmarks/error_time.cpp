#include "error_time.hpp"

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/grid.hpp"
#include "experiments/collapse/collapse.hpp"
#include "experiments/run/document_values.hpp"
#include "parallel/communicator.hpp"

namespace regimes::benchmarks {
namespace {

using experiments::CollapseOptions;

struct Law {
  const char* name;
  int dimension;
  std::int64_t points;
  double first_time, last_time;  ///< on both sides of t_C
};
constexpr Law laws[] = {{"gaussian", 32, 100'000, .2, .7}, {"mixture", 256, 20'000, .8, 2.2}};

std::int64_t points_of(const Law& law, bool quick) {
  constexpr std::int64_t part = 10;
  return quick ? law.points / part : law.points;
}

CollapseOptions options_of(const Law& law, bool quick, bool is_plain) {
  constexpr std::int64_t times = 12;
  CollapseOptions options;
  options.train = {law.name, true};
  options.dimension = law.dimension;
  options.points = points_of(law, quick);
  options.snapshots = {*options.points};
  options.times = log_spaced(law.first_time, law.last_time, times);
  options.plain = is_plain;
  options.target_error = wanted_error;
  return experiments::resolve(options);
}

ErrorTime measure(const Law& law, bool quick, bool is_plain) {
  constexpr std::int64_t tiles = 1024;  // of a piece
  constexpr int only_realisation = 0;
  const auto start = std::chrono::steady_clock::now();
  const auto run = experiments::prepare(options_of(law, quick, is_plain), parallel::Communicator());
  run->set_up();
  do {
    run->load(only_realisation);
    while (!run->advance(tiles).ends_part) {
    }
  } while (run->needs_more());
  const io::Document document = run->document({});
  ErrorTime measured{law.name, law.dimension, points_of(law, quick), is_plain};
  measured.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  measured.queries = experiments::integer_attribute(document, "queries");
  measured.error = experiments::reals_of(document, "collapse_time_cloning_stderr").back();
  return measured;
}

}  // namespace

std::vector<ErrorTime> measure_error_times(bool quick) {
  std::vector<ErrorTime> times;
  for (const Law& law : laws)
    for (const bool is_plain : {false, true}) times.push_back(measure(law, quick, is_plain));
  return times;
}

}  // namespace regimes::benchmarks
