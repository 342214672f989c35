#include "experiments/memorisation/memorisation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "datasets/byte_file.hpp"
#include "datasets/free_points.hpp"
#include "datasets/hdf5_rows.hpp"
#include "datasets/matched_rows.hpp"
#include "diffusion/precision.hpp"
#include "experiments/evaluate/free_inputs.hpp"
#include "experiments/evaluate/free_points_check.hpp"
#include "experiments/evaluate/nearest_points.hpp"
#include "experiments/memorisation/memorisation_document.hpp"
#include "experiments/memorisation/memorisation_report.hpp"
#include "experiments/memorisation/memorisation_state.hpp"
#include "experiments/memorisation/memorised_fraction.hpp"
#include "experiments/training/training_data.hpp"
#include "experiments/training/training_memory.hpp"
#include "experiments/training/whole_set.hpp"
#include "io/numeric_dataset.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {

namespace {

constexpr std::int64_t most_batch_values = std::int64_t{1} << 21;  ///< coordinates of points swept together

/// Times of the paths from the options or from the dataset that they name.
std::vector<double> read_path_times(const MemorisationOptions& options) {
  if (options.path_times_dataset.empty()) return options.path_times;
  const datasets::DatasetName where = place_of_path_times(options);
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

/// Samples are the first part, paths the second; both come in batches, each swept in pieces. What batches
/// find is kept on root.
class MemorisationMeasurement final : public Measurement {
 public:
  /// Every rank looks at the files. Collective.
  MemorisationMeasurement(const MemorisationOptions& options, const parallel::Communicator& communicator)
      : communicator_(communicator), grid_(communicator, 1), options_(options) {
    parallel::rethrow_on_all_ranks(communicator, [&] { options_.holds_bytes = fill_from_files(options_); });
    if (options_.samples.is_given()) samples_file_ = open_on_all(options_.samples, options_, communicator_);
    if (options_.paths.is_given()) open_paths();
    precision_ =
        options_.precision == PrecisionChoice::fp32 ? kernels::Precision::fp32 : kernels::Precision::fp64;
  }

  const MemorisationOptions& options() const override { return options_; }

  RunCost cost(int ranks) const override {
    constexpr double copies = 4;  // read, of the batch, placed in the frame of the sweep, and packed
    const auto d = static_cast<double>(dimension()), n = static_cast<double>(*options_.points),
               paths = static_cast<double>(paths_.paths);
    RunCost cost;
    const double found =
        sample_neighbours * static_cast<double>(samples()) * (sizeof(std::int64_t) + sizeof(double)) +
        static_cast<double>(all_path_points()) * sizeof(std::int64_t);
    cost.memory = {points_memory(options_, ranks, datasets::RowOrder::file),
                   {"a batch", "--dimension", copies * batch_points() * d * sizeof(double)},
                   {"paths at one time", "--paths-file", (paths * d + turned_numbers()) * sizeof(double)},
                   {"results", "--samples-file, --paths-file", copies_while_writing * found}};
    cost.work.pairs = cost.work.pair_times = all_points() * n;
    cost.coordinates = std::ceil(all_points() / batch_points()) * n * d;
    cost.precision = precision_;
    cost.work.flops = kernels::flops_per_product * d * cost.work.pairs;
    cost.result_bytes = cost.checkpoint_bytes = found;
    return cost;
  }

  void check() override {
    window_bytes_ = datasets::one_block_window;
    set_up();
  }

  void set_up() override {
    set_.emplace(set_in_file_order(options_, grid_, coordinates(), window_bytes_));
    require_two_points();
    equals_ = counts_of(set_->equals());
    frame_.emplace(frame_of(*set_));
    require_norm(set_->extent(communicator_).norm_squared);
    const FreePointsCheck check(options_, *set_, grid_);
    double norm_squared = 0;
    const auto look_at = [&](const datasets::RowReader& file, const FreePoints& points, std::int64_t first,
                             std::int64_t last, double t) {
      norm_squared = std::max(norm_squared,
                              largest_query_norms(file, *frame_, {0}, points.what(), communicator_).front());
      const std::string warning = check.samples(points, file, first, last, t, communicator_);
      if (!warning.empty()) warnings_.push_back(warning);
    };
    if (samples_file_) look_at(*samples_file_, options_.samples, 0, samples(), 0);
    if (paths_file_) {
      const auto earliest = std::min_element(paths_.times.begin(), paths_.times.end());
      const std::int64_t row = earliest - paths_.times.begin();
      look_at(*paths_file_, options_.paths, row, row + 1, *earliest);
    }
    if (set_->is_rounded())
      distance_error_ = set_->extent(communicator_).rounding + diffusion::float_rounding(norm_squared);
  }

  void restore(const DocumentStart& start) override {
    found_ = read_memorisation_state(start.document, {samples(), all_path_points(), set_->end_of_rows()});
    samples_done_ = static_cast<std::int64_t>(found_.samples.index.size()) / sample_neighbours;
    path_points_done_ = static_cast<std::int64_t>(found_.path_index.size());
  }
  void share() override {
    samples_done_ = communicator_.broadcast(samples_done_);
    path_points_done_ = communicator_.broadcast(path_points_done_);
    points_at_start_ = points_done();
  }

  int parts() const override { return 2; }
  bool is_done(int part) const override {
    return part == 0 ? samples_done_ == samples() : path_points_done_ == all_path_points();
  }
  void load(int part) override { part_ = part; }

  std::string title() const override {
    std::string what = fmt::format("memorisation: {}, d = {}, n = {}", name_of(options_.train), dimension(),
                                   options_.points.value());
    if (samples_file_) what += fmt::format(", samples: {}", samples());
    if (paths_file_) what += fmt::format(", paths: {}, times: {}", paths_.paths, paths_.times.size());
    return what;
  }

  RunIntroduction introduction() const override {
    RunIntroduction introduction{title(), precision_, notes_on(options_, *set_), warnings_};
    if (distance_error_ > 0)
      introduction.notes.push_back(
          fmt::format("rounding error of distances in float: at most {:.2g}", distance_error_));
    return introduction;
  }

  Piece advance(std::int64_t tiles) override {
    if (!batch_) part_ == 0 ? begin_samples() : begin_paths();
    Piece piece;
    piece.size = batch_->pass.advance(tiles);
    if (!batch_->pass.is_done()) return piece;
    keep(batch_->sweep.collect(grid_.points()));
    (part_ == 0 ? samples_done_ : path_points_done_) += batch_->count;
    batch_.reset();
    piece.news = Piece::News::something;
    piece.ends_part = is_done(part_);
    return piece;
  }

  Standing standing() const override {
    const double more = batch_ ? batch_->pass.fraction() * batch_->count : 0;
    const double done = static_cast<double>(points_done()) + more;
    return {done / all_points(),
            (done - static_cast<double>(points_at_start_)) * static_cast<double>(*options_.points),
            part_ == 0 ? "samples" : "paths"};
  }

  bool conclude(int /*step*/) override {
    if (!communicator_.is_root()) return false;
    if (samples_file_) conclude_samples();
    if (paths_file_) conclude_paths();
    is_concluded_ = true;
    return false;
  }

  RunWork work() const override {
    RunWork work;
    work.pair_times = (points_done() - points_at_start_) * *options_.points;
    work.pairs = work.pair_times;
    work.flops =
        kernels::flops_per_product * static_cast<double>(dimension()) * static_cast<double>(work.pairs);
    return work;
  }

  io::Document document(io::Group provenance) override {
    io::Document document =
        is_concluded_
            ? memorisation_document(options_, equals_, found_.samples, paths_, std::move(provenance))
            : memorisation_document(options_, equals_, {}, {}, std::move(provenance));
    keep_warnings(warnings_, document);
    if (!is_concluded_) document.groups.insert(document.groups.begin(), memorisation_state_group(found_));
    return document;
  }
  std::string report(const RunEnd& end) override { return memorisation_report(summary(end)); }

  MemorisationSummary summary(const RunEnd& end) const {
    MemorisationSummary summary;
    static_cast<RunEnd&>(summary) = end;
    summary.options = options_;
    summary.samples = samples();
    summary.fraction = found_.samples.fraction;
    summary.paths = paths_.paths;
    summary.last = paths_.last;
    return summary;
  }

 private:
  /// Points of one file at one time.
  struct PointBatch {
    int count;
    NearestPoints sweep;
    WholeSetPass pass;

    PointBatch(kernels::FreeQueries queries, double t, int neighbours, kernels::Precision precision,
               datasets::TrainingSet& set, const RankGrid& grid)
        : count(queries.count),
          sweep(set.points(), std::move(queries), std::vector<double>(count, t), neighbours, precision,
                &set.equals()),
          pass(sweep, set, grid) {}
  };

  std::int64_t dimension() const { return options_.dimension.value(); }

  /// Bytes are exact, and an eighth of double numbers.
  kernels::Coordinates coordinates() const {
    const kernels::Coordinates first = byte_coordinates_at_first(options_);
    return first == kernels::Coordinates::bytes ? first : coordinates_of(precision_);
  }

  /// A row is a time: all paths, one after another.
  void open_paths() {
    parallel::rethrow_on_all_ranks(communicator_, [&] {
      const FreePoints& paths = options_.paths;
      auto file = datasets::open_free_points(paths.file, "--" + paths.option("file"));
      paths_.times = read_path_times(options_);
      const PathAxes axes = path_axes(*file, static_cast<std::int64_t>(paths_.times.size()), dimension(),
                                      options_.path_order, paths.what());
      paths_.paths = axes.paths;
      turns_paths_ = axes.paths_first;
      paths_file_ = matched(std::move(file), paths, options_, {axes.point, axes.paths_first});
    });
  }

  /// A second neighbour is another point, and not an equal one.
  void require_two_points() const {
    const datasets::EqualPoints& equals = set_->equals();
    if (set_->count() - equals.count() + equals.distinct() < 2)
      throw DataError(
          fmt::format("--train-file '{}': all {} points are equal, and no sample can be nearer to "
                      "one than to another; give a file with points that differ",
                      options_.train_file, set_->count()));
  }

  std::int64_t samples() const { return samples_file_ ? samples_file_->rows() : 0; }
  std::int64_t all_path_points() const {
    return paths_.paths * static_cast<std::int64_t>(paths_.times.size());
  }
  std::int64_t points_done() const { return samples_done_ + path_points_done_; }
  double all_points() const {
    return static_cast<double>(samples()) + static_cast<double>(all_path_points());
  }

  /// That are kept of paths whose times lie all over the file.
  double turned_numbers() const {
    if (!turns_paths_) return 0;
    const double all = static_cast<double>(all_path_points()) * static_cast<double>(dimension());
    return std::min(all, static_cast<double>(datasets::most_turned_numbers));
  }

  int batch_points() const {
    constexpr std::int64_t register_width = 64;  // points: with fewer, lanes of the sweep stay idle
    return static_cast<int>(std::max(register_width, most_batch_values / dimension()));
  }

  void begin_samples() {
    const auto count = static_cast<int>(std::min<std::int64_t>(batch_points(), samples() - samples_done_));
    const std::vector<double> points = read_on_all(*samples_file_, samples_done_, count, communicator_);
    begin_batch(points.data(), count, 0, sample_neighbours);
  }

  void begin_paths() {
    const std::int64_t time = path_points_done_ / paths_.paths, first = path_points_done_ % paths_.paths;
    if (first == 0 || paths_now_.empty()) paths_now_ = read_on_all(*paths_file_, time, 1, communicator_);
    const auto count = static_cast<int>(std::min<std::int64_t>(batch_points(), paths_.paths - first));
    begin_batch(paths_now_.data() + first * dimension(), count, paths_.times[static_cast<std::size_t>(time)],
                1);
  }

  /// Points [point][coordinate] at time t.
  void begin_batch(const double* points, int count, double t, int neighbours) {
    const std::vector<double> values(points, points + count * dimension());
    batch_ = std::make_unique<PointBatch>(frame_->place(values, 0, count, t), t, neighbours, precision_,
                                          *set_, grid_);
  }

  void keep(const kernels::Neighbours& nearest) {
    if (!communicator_.is_root()) return;
    for (const kernels::Neighbour& neighbour : nearest.nearest) {
      const std::int64_t row = set_->file_row(neighbour.index);
      if (part_ == 1) {
        found_.path_index.push_back(row);
        continue;
      }
      found_.samples.index.push_back(row);
      found_.samples.distance.push_back(std::sqrt(-neighbour.nearness));
    }
  }

  void conclude_samples() {
    SampleNeighbours& found = found_.samples;
    found.ratio = nearest_ratios(found.distance);
    found.fraction = memorised_fraction(found.ratio, options_.ratio);
  }

  void conclude_paths() {
    paths_.index = found_.path_index;
    paths_.last = last_changes(paths_.index, paths_.times);
  }

  const parallel::Communicator& communicator_;
  RankGrid grid_;
  MemorisationOptions options_;
  std::vector<std::string> warnings_;
  std::unique_ptr<datasets::RowReader> samples_file_, paths_file_;
  std::int64_t window_bytes_ = datasets::usual_window_bytes;
  std::optional<datasets::TrainingSet> set_;
  std::optional<QueryFrame> frame_;
  EqualCounts equals_;
  double distance_error_ = 0;  // of coordinates in float
  kernels::Precision precision_ = kernels::Precision::fp64;
  int part_ = 0;
  bool turns_paths_ = false;                              // their file has all times of a path together
  std::unique_ptr<PointBatch> batch_;                     // in progress
  std::vector<double> paths_now_;                         // of the time in progress
  std::int64_t samples_done_ = 0, path_points_done_ = 0;  // (path, time), one time after another
  std::int64_t points_at_start_ = 0;                      // of both
  MemorisationFindings found_;                            // on root
  PathNeighbours paths_;                                  // times and number of paths, and in the end all
  bool is_concluded_ = false;
};

}  // namespace

std::unique_ptr<Measurement> prepare(const MemorisationOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<MemorisationMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
