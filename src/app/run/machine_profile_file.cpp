#include "app/run/machine_profile_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/error.hpp"

namespace regimes::app {
namespace {

using nlohmann::ordered_json;
constexpr int indent = 1;

struct Cost {
  const char* name;
  double experiments::SweepCost::*value;
};
constexpr Cost costs[] = {{"seconds_per_product", &experiments::SweepCost::product},
                          {"seconds_per_term", &experiments::SweepCost::term},
                          {"seconds_per_coordinate", &experiments::SweepCost::coordinate}};

ordered_json json_of(const experiments::SweepCost& cost) {
  ordered_json object;
  for (const Cost& entry : costs) object[entry.name] = cost.*entry.value;
  return object;
}

experiments::SweepCost cost_of(const nlohmann::json& object) {
  experiments::SweepCost cost;
  double sum = 0;
  for (const Cost& entry : costs) {
    cost.*entry.value = object.at(entry.name).get<double>();
    if (!(cost.*entry.value >= 0) || !std::isfinite(cost.*entry.value))
      throw DataError(fmt::format("{} is {}", entry.name, cost.*entry.value));
    sum += cost.*entry.value;
  }
  if (sum == 0) throw DataError("all its costs are 0");
  return cost;
}

}  // namespace

std::string profile_text(const experiments::MachineProfile& profile) {
  const ordered_json object = {{"host", profile.host},
                               {"backend", profile.backend},
                               {"float", json_of(profile.fp32)},
                               {"double", json_of(profile.fp64)}};
  return object.dump(indent, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

experiments::MachineProfile read_profile(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    throw InputOutputError(fmt::format("cannot read '{}': {}", path, std::generic_category().message(errno)));
  try {
    const auto object = nlohmann::json::parse(file);
    return {object.at("host").get<std::string>(), object.at("backend").get<std::string>(),
            cost_of(object.at("float")), cost_of(object.at("double"))};
  } catch (const nlohmann::json::exception& problem) {
    throw DataError(fmt::format("'{}' is not a machine profile: {}", path, problem.what()));
  } catch (const DataError& problem) {
    throw DataError(fmt::format("'{}' is not a machine profile: {}", path, problem.what()));
  }
}

}  // namespace regimes::app
