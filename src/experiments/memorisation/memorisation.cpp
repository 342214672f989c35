#include "experiments/memorisation/memorisation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "datasets/byte_file.hpp"
#include "datasets/hdf5_rows.hpp"
#include "datasets/together.hpp"
#include "experiments/evaluate/free_inputs.hpp"
#include "experiments/evaluate/nearest_points.hpp"
#include "experiments/memorisation/memorisation_document.hpp"
#include "experiments/memorisation/memorised_fraction.hpp"
#include "experiments/training/training_data.hpp"
#include "experiments/training/whole_set.hpp"
#include "io/numeric_dataset.hpp"
#include "io/result_file.hpp"

namespace regimes::experiments {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t most_batch_values = std::int64_t{1} << 21;  ///< coordinates of points swept together
constexpr int sample_neighbours = 2;                               ///< nearest and second

/// Times of the paths from the options or from the dataset that they name.
std::vector<double> read_path_times(const MemorisationOptions& options) {
  if (options.path_times_dataset.empty()) return options.path_times;
  const auto paths = datasets::split_dataset_name(options.paths_file);
  auto where = datasets::split_dataset_name(options.path_times_dataset);
  if (where.dataset.empty()) where = {paths.file, options.path_times_dataset};
  const std::string name = fmt::format("--path-times '{}:{}'", where.file, where.dataset);
  const datasets::ByteFile readable(where.file, "--path-times");
  const io::NumericDataset dataset(where.file, where.dataset, name);
  if (dataset.shape().size() != 1)
    throw DataError(fmt::format("{} has {} dimensions; times are a list", name, dataset.shape().size()));
  std::vector<double> times(static_cast<std::size_t>(dataset.shape()[0]));
  dataset.read(0, dataset.shape()[0], times);
  check_path_times(times);
  return times;
}

class MemorisationRun {
 public:
  MemorisationRun(const MemorisationOptions& options, const std::vector<ResolvedOption>& origins,
                  const parallel::Communicator& communicator, Observer& observer)
      : communicator_(communicator),
        observer_(observer),
        origins_(origins),
        grid_(communicator, 1),
        record_(communicator),
        chunks_([this] { return observer_.stop_requested(); }),
        options_(options) {
    datasets::together(communicator, [&] { fill_from_files(options_); });
    if (!options.samples_file.empty()) open_samples();
    if (!options.paths_file.empty()) open_paths();
  }

  MemorisationSummary run(RunExtent extent) {
    set_.emplace(set_in_file_order(options_, grid_));
    frame_.emplace(frame_of(options_, *set_));
    if (samples_file_) largest_query_norms(*samples_file_, *frame_, {0}, samples_what_, communicator_);
    if (paths_file_) largest_query_norms(*paths_file_, *frame_, {0}, paths_what_, communicator_);
    precision_ = options_.precision == PrecisionChoice::single ? kernels::Precision::single
                                                               : kernels::Precision::twice;
    announce();
    summary_.finished = extent == RunExtent::checks;
    if (summary_.finished) return summary_;
    summary_.finished = (!samples_file_ || run_samples()) && (!paths_file_ || run_paths());
    finish();
    return summary_;
  }

 private:
  std::int64_t dimension() const { return options_.dimension.value(); }

  void open_samples() {
    samples_what_ = fmt::format("--samples-file '{}'", options_.samples_file);
    samples_file_ = open_on_all(options_.samples_file, "--samples-file", communicator_);
    require_dimension(samples_file_->dimension(), dimension(), samples_what_);
  }

  /// A row of the file is a time: all paths, one after another.
  void open_paths() {
    paths_what_ = fmt::format("--paths-file '{}'", options_.paths_file);
    paths_file_ = open_on_all(options_.paths_file, "--paths-file", communicator_);
    datasets::together(communicator_, [&] { paths_.times = read_path_times(options_); });
    const std::int64_t values = paths_file_->dimension();
    if (values % dimension() != 0)
      throw DataError(
          fmt::format("{}: the {} numbers of a time are no whole number of points with the {} "
                      "coordinates of the training points",
                      paths_what_, values, dimension()));
    paths_.paths = values / dimension();
    if (paths_file_->rows() != static_cast<std::int64_t>(paths_.times.size()))
      throw DataError(fmt::format("{} has {} times, and --path-times has {}", paths_what_,
                                  paths_file_->rows(), paths_.times.size()));
  }

  void announce() {
    std::string what = fmt::format("memorisation: {}, d = {}, n = {}", name_of(options_.train),
                                   set_->dimension(), set_->count());
    if (samples_file_) what += fmt::format(", samples: {}", samples_file_->rows());
    if (paths_file_) what += fmt::format(", paths: {}, times: {}", paths_.paths, paths_.times.size());
    const RunHeader header = record_.header(what, precision_);
    if (communicator_.is_root()) observer_.header(header);
  }

  double all_points() const {
    return static_cast<double>(samples_file_ ? samples_file_->rows() : 0) +
           static_cast<double>(paths_.paths) * static_cast<double>(paths_.times.size());
  }

  /// The nearest training points of raw values [point][coordinate] at time t; none where the run is stopped.
  std::optional<kernels::Neighbours> nearest(const double* raw, int count, double t, int neighbours) {
    const std::vector<double> values(raw, raw + static_cast<std::int64_t>(count) * dimension());
    NearestPoints sweep(set_->points(), frame_->place(values, 0, count, t), std::vector<double>(count, t),
                        neighbours, precision_);
    if (!sweep_whole_set(sweep, *set_, grid_, chunks_, communicator_,
                         [&](double part) { return go_on(part * count); }))
      return std::nullopt;
    points_done_ += count;
    return sweep.take(grid_.points());
  }

  /// On root. `current`: points' worth of work done since the last batch.
  bool go_on(double current) {
    Progress progress;
    progress.fraction = (static_cast<double>(points_done_) + current) / all_points();
    progress.seconds = record_.seconds();
    record_.predict(progress.fraction);
    progress.pair_times_per_second =
        progress.fraction * all_points() * static_cast<double>(set_->count()) / progress.seconds;
    observer_.progress(progress);
    return !observer_.stop_requested();
  }

  int batch_points() const {
    constexpr std::int64_t register_width = 64;  // points: with fewer, lanes of the sweep stay idle
    return static_cast<int>(std::max(register_width, most_batch_values / dimension()));
  }

  bool run_samples() {
    for (std::int64_t first = 0; first < samples_file_->rows(); first += batch_points()) {
      const auto count =
          static_cast<int>(std::min<std::int64_t>(batch_points(), samples_file_->rows() - first));
      const std::vector<double> raw = read_on_all(*samples_file_, first, count, communicator_);
      const auto found = nearest(raw.data(), count, 0, sample_neighbours);
      if (!found) return false;
      for (const kernels::Neighbour& neighbour : found->nearest) {
        samples_.index.push_back(set_->file_row(neighbour.index));
        samples_.distance.push_back(std::sqrt(-neighbour.nearness));
      }
    }
    samples_.ratio = nearest_ratios(samples_.distance);
    samples_.fraction = memorised_fraction(samples_.ratio, options_.ratio, options_.seed);
    return true;
  }

  bool run_paths() {
    for (std::size_t time = 0; time < paths_.times.size(); ++time) {
      const std::vector<double> raw =
          read_on_all(*paths_file_, static_cast<std::int64_t>(time), 1, communicator_);
      for (std::int64_t first = 0; first < paths_.paths; first += batch_points()) {
        const auto count = static_cast<int>(std::min<std::int64_t>(batch_points(), paths_.paths - first));
        const auto found = nearest(raw.data() + first * dimension(), count, paths_.times[time], 1);
        if (!found) return false;
        for (const kernels::Neighbour& neighbour : found->nearest)
          paths_.index.push_back(set_->file_row(neighbour.index));
      }
    }
    paths_.last_change_time = last_change_times(paths_.index, paths_.times);
    double sum = 0, squares = 0;
    for (const double time : paths_.last_change_time) {
      if (std::isnan(time)) continue;
      ++paths_.changed;
      sum += time;
    }
    paths_.mean = sum / static_cast<double>(paths_.changed);  // NaN where none changes
    for (const double time : paths_.last_change_time)
      if (!std::isnan(time)) squares += (time - paths_.mean) * (time - paths_.mean);
    paths_.deviation =
        paths_.changed > 1 ? std::sqrt(squares / static_cast<double>(paths_.changed - 1)) : not_a_number;
    return true;
  }

  void finish() {
    RunWork& work = summary_.work;
    work.pair_times = static_cast<std::int64_t>(points_done_) * set_->count();
    work.pairs = work.pair_times;
    work.flops = kernels::flops_per_product * set_->dimension() * static_cast<double>(work.pair_times);
    summary_.options = options_;
    summary_.samples = static_cast<std::int64_t>(samples_.ratio.size());
    summary_.fraction = samples_.fraction;
    summary_.paths = paths_.paths;
    summary_.changed = paths_.changed;
    summary_.last_change_mean = paths_.mean;
    summary_.last_change_deviation = paths_.deviation;
    summary_.seconds = record_.seconds();
    summary_.predicted_seconds = record_.predicted_seconds();
    if (!communicator_.is_root() || !summary_.finished) return;
    const io::ResultWriter writer(options_.output);
    writer.finish(memorisation_document(
        options_, samples_, paths_,
        record_.provenance(options_.command_line,
                           refreshed(memorisation_option_table(), origins_, options_, MemorisationOptions()),
                           options_.seed, precision_, work)));
    summary_.output = writer.path();
  }

  const parallel::Communicator& communicator_;
  Observer& observer_;
  std::vector<ResolvedOption> origins_;
  RankGrid grid_;
  RunRecord record_;
  TileChunks chunks_;
  MemorisationOptions options_;
  std::string samples_what_, paths_what_;  // files in messages
  std::unique_ptr<datasets::RowReader> samples_file_, paths_file_;
  std::optional<datasets::TrainingSet> set_;
  std::optional<QueryFrame> frame_;
  kernels::Precision precision_ = kernels::Precision::twice;
  std::int64_t points_done_ = 0;  // of samples and paths
  SampleNeighbours samples_;
  PathNeighbours paths_;
  MemorisationSummary summary_;
};

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

MemorisationSummary run_memorisation(const MemorisationOptions& resolved,
                                     const std::vector<ResolvedOption>& origins,
                                     const parallel::Communicator& communicator, Observer& observer,
                                     RunExtent extent) {
  return MemorisationRun(resolved, origins, communicator, observer).run(extent);
}

}  // namespace regimes::experiments
