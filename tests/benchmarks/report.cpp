#include "report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace regimes::benchmarks {

namespace {

/// A string that JSON takes: names here hold no control characters.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string percent(double part) { return fmt::format("{:.1f} %", 100 * part); }

std::string object(const std::vector<std::pair<std::string, std::string>>& members) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : members) lines.push_back(quoted(name) + ": " + value);
  return fmt::format("{{{}}}", fmt::join(lines, ", "));
}

std::string number(double value) { return fmt::format("{:.6g}", value); }
std::string number(std::int64_t value) { return fmt::format("{}", value); }
std::string number(int value) { return fmt::format("{}", value); }

std::string to_json(const Machine& machine) {
  return object({{"processor", quoted(machine.processor)},
                 {"float_lanes", number(machine.float_lanes)},
                 {"float_peak", number(machine.float_peak)},
                 {"double_peak", number(machine.double_peak)},
                 {"bandwidth", number(machine.bandwidth)},
                 {"core_share", number(machine.core_share)}});
}

std::string to_json(const Measurement& m) {
  return object({{"kernel", quoted(m.kernel)},
                 {"procedural", m.procedural ? "true" : "false"},
                 {"dimension", number(m.dimension)},
                 {"times", number(m.times)},
                 {"queries", number(m.queries)},
                 {"points", number(m.points)},
                 {"seconds", number(m.seconds)},
                 {"pairs_per_second", number(m.pairs() / m.seconds)},
                 {"pair_times_per_second", number(m.pair_times() / m.seconds)},
                 {"flops", number(m.flops)},
                 {"bytes", number(m.bytes)},
                 {"skipped_part", number(m.skipped)},
                 {"peak_flops_per_pair_time", number(m.peak_flops / m.pair_times())},
                 {"fraction_of_peak", number(m.flops / m.peak_flops)},
                 {"fraction_of_peak_products", number(m.product_flops / m.peak_flops)}});
}

std::string to_json(const GenerationShare& g) {
  return object({{"dimension", number(g.dimension)},
                 {"times", number(g.times)},
                 {"queries", number(g.queries)},
                 {"seconds_per_point", number(g.seconds_per_point)},
                 {"share", number(g.share)}});
}

std::string to_json(const ErrorTime& e) {
  return object({{"law", quoted(e.law)},
                 {"dimension", number(e.dimension)},
                 {"points", number(e.points)},
                 {"plain", e.is_plain ? "true" : "false"},
                 {"queries", number(e.queries)},
                 {"seconds", number(e.seconds)},
                 {"error", number(e.error)},
                 {"seconds_to_wanted_error", number(e.seconds_to_wanted())},
                 {"wanted_error", number(wanted_error)}});
}

template <class T>
std::string array(const std::vector<T>& values) {
  std::vector<std::string> lines;
  for (const T& value : values) lines.push_back("  " + to_json(value));
  return fmt::format("[\n{}\n]", fmt::join(lines, ",\n"));
}

}  // namespace

std::string machine_text(const Machine& machine) {
  constexpr double giga = 1e9, quiet_share = 0.97;
  const std::string text = fmt::format(
      "{}, one core, {} floats per vector: peak {:.1f} GFLOP/s float, {:.1f} double; triad {:.1f} GB/s\n",
      machine.processor, machine.float_lanes, machine.float_peak / giga, machine.double_peak / giga,
      machine.bandwidth / giga);
  if (machine.core_share >= quiet_share) return text;
  return text +
         fmt::format(
             "NOT A QUIET MACHINE: this process had {} of its core; seconds and rates are not to be quoted\n",
             percent(machine.core_share));
}

std::string table_heading() {
  return fmt::format("{:<17} {:>5} {:>3} {:>8} {:>8} {:>9} {:>13} {:>8} {:>7} {:>9} {:>10} {:>8}\n", "kernel",
                     "d", "T", "points", "seconds", "pairs/s", "(pair,time)/s", "GFLOP/s", "of peak",
                     "products", "peak flops", "skipped") +
         fmt::format("{:>101} {:>10}\n", "of peak", "/(pair,t)");
}

std::string table_row(const Measurement& m) {
  constexpr double giga = 1e9;
  return fmt::format(
      "{:<17} {:>5} {:>3} {:>8} {:>8.4f} {:>9.3g} {:>13.3g} {:>8.1f} {:>7} {:>9} {:>10.1f} {:>8}\n", m.kernel,
      m.dimension, m.times, m.points, m.seconds, m.pairs() / m.seconds, m.pair_times() / m.seconds,
      m.flops / m.seconds / giga, percent(m.flops / m.peak_flops), percent(m.product_flops / m.peak_flops),
      m.peak_flops / m.pair_times(), percent(m.skipped));
}

std::string density_text(const std::vector<Measurement>& measurements) {
  std::string text;
  for (const Measurement& density : measurements)
    for (const Measurement& curve : measurements)
      if (density.kernel == density_kernel && curve.kernel == curve_kernel && density.times == curve.times &&
          density.dimension == curve.dimension)
        text += fmt::format(
            "{} bandwidths take {:.2f} of the time per pair of {} times of the curve, d = {}\n",
            density.times, density.peak_flops / density.pairs() / (curve.peak_flops / curve.pairs()),
            curve.times, curve.dimension);
  return text;
}

std::string generation_text(const GenerationShare& g) {
  constexpr double nano = 1e-9;
  return fmt::format(
      "generation of procedural points, d = {}: {:.2f} ns per coordinate, {} of a curve with {} queries, T = "
      "{}\n",
      g.dimension, g.seconds_per_point / g.dimension / nano, percent(g.share), g.queries, g.times);
}

std::string error_times_text(const std::vector<ErrorTime>& times) {
  std::string text =
      fmt::format("{:<17} {:>5} {:>8} {:>9} {:>9} {:>9}   seconds to an error of {} on t_C\n",
                  "run of collapse", "d", "points", "queries", "seconds", "error", wanted_error);
  for (const ErrorTime& e : times)
    text += fmt::format("{:<17} {:>5} {:>8} {:>9} {:>9.3f} {:>9.5f}   {:.3f}\n",
                        e.law + (e.is_plain ? " --plain" : ""), e.dimension, e.points, e.queries, e.seconds,
                        e.error, e.seconds_to_wanted());
  return text;
}

std::string to_json(const Machine& machine, const std::vector<Measurement>& measurements,
                    const std::vector<GenerationShare>& generation,
                    const std::vector<ErrorTime>& error_times) {
  return fmt::format(
      "{{\"format\": \"regimes-sweep-benchmark-1\",\n\"machine\": {},\n\"measurements\": "
      "{},\n\"generation\": {},\n\"error_times\": {}}}\n",
      to_json(machine), array(measurements), array(generation), array(error_times));
}

}  // namespace regimes::benchmarks
