#include "experiments/memorisation/last_changes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::vector<double> known_of(const std::vector<double>& times) {
  std::vector<double> known;
  std::copy_if(times.begin(), times.end(), std::back_inserter(known),
               [](double t) { return !std::isnan(t); });
  return known;
}

/// NaN of none.
double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.) / static_cast<double>(values.size());
}

/// The mean last change by every second record, from the first or the second on; NaN without changes.
double mean_on_coarser_record(const std::vector<std::int64_t>& index, const std::vector<double>& times,
                              std::size_t first) {
  const std::size_t paths = index.size() / times.size();
  std::vector<std::int64_t> rows;
  std::vector<double> coarser;
  for (std::size_t i = first; i < times.size(); i += 2) {
    const auto row = index.begin() + static_cast<std::ptrdiff_t>(i * paths);
    rows.insert(rows.end(), row, row + static_cast<std::ptrdiff_t>(paths));
    coarser.push_back(times[i]);
  }
  return mean_of(known_of(last_change_times(rows, coarser)));
}

/// Where coarser records have no changes, as much as the recorded times span.
double record_error(const std::vector<std::int64_t>& index, const std::vector<double>& times, double mean) {
  std::vector<double> coarser;
  for (const std::size_t first : {0, 1})
    if (first + 2 < times.size()) coarser.push_back(mean_on_coarser_record(index, times, first));
  coarser = known_of(coarser);
  if (coarser.empty()) return mean - std::min(times.front(), times.back());
  return std::abs(mean_of(coarser) - mean) / (std::numbers::sqrt2 - 1);
}

}  // namespace

std::vector<double> last_change_times(const std::vector<std::int64_t>& index,
                                      const std::vector<double>& times) {
  const std::size_t paths = index.size() / times.size();
  const bool ascends = times.back() > times.front();
  std::vector<double> last(paths, not_a_number);
  for (std::size_t path = 0; path < paths; ++path)
    for (std::size_t i = 0; i + 1 < times.size(); ++i) {
      const std::size_t step = ascends ? i : times.size() - 2 - i;  // the smallest times first
      if (index[step * paths + path] == index[(step + 1) * paths + path]) continue;
      last[path] = std::max(times[step], times[step + 1]);
      break;
    }
  return last;
}

LastChanges last_changes(const std::vector<std::int64_t>& index, const std::vector<double>& times) {
  std::vector<double> found = last_change_times(index, times);
  const double mean = mean_of(known_of(found));
  return last_changes(std::move(found), record_error(index, times, mean));
}

LastChanges last_changes(std::vector<double> time, double record_error) {
  LastChanges changes;
  changes.time = std::move(time);
  const std::vector<double> known = known_of(changes.time);
  changes.changed = static_cast<std::int64_t>(known.size());
  const auto number = static_cast<double>(known.size());
  const double mean = mean_of(known);
  double squares = 0;
  for (const double at : known) squares += (at - mean) * (at - mean);
  changes.deviation = std::sqrt(squares / (number - 1));
  changes.mean = {mean, std::hypot(changes.deviation / std::sqrt(number), record_error), "", record_error};
  return changes;
}

}  // namespace regimes::experiments
