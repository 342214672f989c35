#include "experiments/memorisation/memorisation_document.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/run/experiment_name.hpp"
#include "experiments/run/measured_variable.hpp"
#include "experiments/run/run_document.hpp"

namespace regimes::experiments {
namespace {

constexpr int ratio_bins = 50;

void add(io::Document& document, const std::string& name, std::vector<std::string> dimensions,
         io::Values values, const Label& label) {
  document.variables.push_back(labelled_variable(name, std::move(dimensions), std::move(values), label));
}

void add_samples(io::Document& document, const SampleNeighbours& samples) {
  document.dimensions["sample"] = static_cast<std::int64_t>(samples.ratio.size());
  document.dimensions["neighbour"] = 2;
  document.dimensions["ratio_bin"] = ratio_bins;
  std::vector<double> centres(ratio_bins);
  std::vector<std::int64_t> counts(ratio_bins, 0);
  for (int bin = 0; bin < ratio_bins; ++bin) centres[bin] = (bin + 0.5) / ratio_bins;
  for (const double ratio : samples.ratio)
    ++counts[std::min(static_cast<int>(ratio * ratio_bins), ratio_bins - 1)];
  document.variables.push_back(neighbour_coordinate(2));
  add(document, "ratio_bin", {"ratio_bin"}, std::move(centres),
      {"1", "middle of a bin of nearest_ratio", "r"});
  add(document, "nearest_index", {"sample", "neighbour"}, samples.index,
      nearest_index_label("argmin |x - a|"));
  add(document, "nearest_distance", {"sample", "neighbour"}, samples.distance,
      {data_units, "its distance", "|x - a|"});
  add(document, "nearest_ratio", {"sample"}, samples.ratio,
      {"1", "distance of the nearest over that of the second-nearest training point, equal points being one",
       "r", OverSeeds::mean});
  add(document, "nearest_ratio_count", {"ratio_bin"}, std::move(counts),
      {"1", "samples with their nearest_ratio in a bin", "count"});
  add_fractions(document, "memorised_fraction", {}, {samples.fraction},
                {"1", "fraction of samples with nearest_ratio below the threshold", "f_mem"});
}

void add_paths(io::Document& document, const PathNeighbours& paths) {
  document.dimensions["time"] = static_cast<std::int64_t>(paths.times.size());
  document.dimensions["path"] = paths.paths;
  std::vector<std::int64_t> counts(paths.times.size(), 0);
  for (const double time : paths.last.time)
    for (std::size_t i = 0; i < paths.times.size(); ++i) counts[i] += time == paths.times[i] ? 1 : 0;
  add(document, "time", {"time"}, paths.times, {"1", "diffusion time, 0 = data", "t"});
  add(document, "path_nearest_index", {"time", "path"}, paths.index,
      nearest_index_label("argmin |x - a e^{-t}|"));
  add(document, "last_change_time", {"path"}, paths.last.time,
      {"1", "time of the last change of the nearest point: the larger of two grid times; NaN: no change",
       "t_last", OverSeeds::apart, "NaN where there is no change"});
  add(document, "last_change_count", {"time"}, std::move(counts),
      {"1", "paths with their last change at a time", "count"});
  add_places_on_grid(document, "last_change_mean", {}, {paths.last.mean},
                     {"1", "mean of last_change_time over the paths that change", "<t_last>"});
  add(document, "last_change_deviation", {}, std::vector<double>{paths.last.deviation},
      {"1", "standard deviation of last_change_time over the paths that change", "s.d.(t_last)",
       OverSeeds::mean, "NaN where fewer than two paths change"});
}

}  // namespace

io::Document memorisation_document(const MemorisationOptions& options, const EqualCounts& equals,
                                   const SampleNeighbours& samples, const PathNeighbours& paths,
                                   io::Group provenance) {
  io::Document document =
      run_document(memorisation_name, "Nearness of samples and paths to single training points", options);
  auto& attributes = document.attributes;
  attributes["points"] = options.points.value();
  add_equal_counts(document.attributes, equals);
  attributes["data"] = "raw values times --scale, of training points, samples and paths alike";
  if (!samples.ratio.empty()) {
    attributes["ratio_threshold"] = options.ratio;
    attributes["error_bars"] = fraction_error_bars;
    add_samples(document, samples);
  }
  if (!paths.times.empty()) add_paths(document, paths);
  document.groups.push_back(std::move(provenance));
  return document;
}

}  // namespace regimes::experiments
