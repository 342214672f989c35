#include "experiments/collapse_start.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "datasets/cifar.hpp"
#include "datasets/hdf5_rows.hpp"
#include "experiments/collapse_state_reader.hpp"
#include "experiments/training_data.hpp"

namespace regimes::experiments {

namespace {

/// The files that the value of --train-file or --labels-file names.
std::vector<std::string> files_of(const std::string& where, datasets::FileFormat format) {
  if (where.empty()) return {};
  if (format == datasets::FileFormat::cifar10) return datasets::cifar_files(where);
  const bool is_dataset = where.rfind(":/") != where.npos;
  return {is_dataset ? datasets::split_dataset_name(where).file : where};
}

}  // namespace

std::vector<io::InputFile> look_at_inputs(const CollapseOptions& options) {
  std::vector<io::InputFile> inputs;
  if (!is_from_file(options)) return inputs;
  const datasets::FileFormat format = file_format(options.train).value();
  for (const std::string& where : {options.train_file, options.labels_file})
    for (const std::string& path : files_of(where, format)) inputs.push_back(io::look_at_input(path));
  return inputs;
}

CollapseStart read_collapse_start(const io::Document& document, const CollapseOptions& options,
                                  const std::string& file) {
  CollapseStart start;
  start.file = file;
  start.earlier = read_earlier_run(document);
  require_unchanged(look_at_inputs(options), start.earlier.inputs);
  start.result = read_collapse_state(document, resolve_files(options));
  return start;
}

CollapseOptions extended(const CollapseOptions& options, std::optional<std::int64_t> points,
                         const std::vector<std::int64_t>& snapshots) {
  CollapseOptions more = options;
  const std::int64_t last = options.snapshots.back();
  for (const std::int64_t count : snapshots) {
    const bool is_there =
        std::find(options.snapshots.begin(), options.snapshots.end(), count) != options.snapshots.end();
    if (is_there) continue;
    if (count < last)
      throw OptionError(
          "snapshots", fmt::format("{} is below the {} points that are there, and not among their snapshots; "
                                   "snapshots can only be added above",
                                   count, last));
    more.snapshots.push_back(count);
  }
  if (points && *points < more.snapshots.back())
    throw OptionError("points",
                      fmt::format("{} is below the last snapshot, {}", *points, more.snapshots.back()));
  if (points && *points > more.snapshots.back()) more.snapshots.push_back(*points);
  more.points = more.snapshots.back();
  if (*more.points != last && is_from_file(options) && options.center != Centering::none)
    throw OptionError(
        "points",
        fmt::format("a run on a file with --center {} cannot be extended: what is subtracted depends on "
                    "the number of points; begin anew",
                    name_of(options.center)));
  return more;
}

}  // namespace regimes::experiments
