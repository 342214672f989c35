#include "options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/count.hpp"
#include "base/error.hpp"
#include "error_time.hpp"
#include "pass.hpp"

namespace regimes::benchmarks {

const char* const usage =
    R"(Seconds, rates and fractions of this machine's peak, of every sweep. One core, single precision.

usage: sweep_benchmark [options]
  --kernels LIST      of curve, curve-procedural, curve-bytes, log-partition, density, mean, mean-classes,
                      covariance, nearest, and collapse: whole runs up to an error of t_C (default: all)
  --dimensions LIST   default 16,32,64,256,1024,3072
  --queries N         default 128
  --repeats N         default 5; medians are shown
  --quick             a tenth of the points
  --peak              only the machine: peaks and bandwidth
  --json FILE         also writes FILE, for analysis/roofline
  --help
Pin it to one core and keep the others quiet: taskset -c 0 sweep_benchmark --json sweep.json
)";

namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

int parse_positive(const std::string& text, const std::string& option) {
  constexpr std::int64_t largest = 1'000'000;
  const std::int64_t value = parse_count(text, option);
  if (value < 1 || value > largest)
    throw UsageError(fmt::format("{} {}: give 1 to {}", option, text, largest));
  return static_cast<int>(value);
}

std::string known_kernel(const std::string& name) {
  const auto& table = kernel_table();
  if (name != whole_runs &&
      std::none_of(table.begin(), table.end(), [&](const Kernel& k) { return k.name == name; }))
    throw UsageError(fmt::format("--kernels {}: there is no such kernel; see --help", name));
  return name;
}

}  // namespace

Options parse_options(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& option = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (++i == arguments.size()) throw UsageError(option + ": a value is missing; see --help");
      return arguments[i];
    };
    if (option == "--help") {
      options.help = true;
    } else if (option == "--quick") {
      options.quick = true;
    } else if (option == "--peak") {
      options.peak = true;
    } else if (option == "--json") {
      options.json = value();
    } else if (option == "--queries") {
      options.queries = parse_positive(value(), option);
    } else if (option == "--repeats") {
      options.repeats = parse_positive(value(), option);
    } else if (option == "--kernels") {
      for (const auto& name : split(value())) options.kernels.push_back(known_kernel(name));
    } else if (option == "--dimensions") {
      options.dimensions.clear();
      for (const auto& text : split(value())) options.dimensions.push_back(parse_positive(text, option));
    } else {
      throw UsageError(option + ": unknown option; see --help");
    }
  }
  return options;
}

}  // namespace regimes::benchmarks
