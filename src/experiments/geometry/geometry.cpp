#include "experiments/geometry/geometry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>

#include "base/process.hpp"
#include "base/text.hpp"
#include "datasets/spectra/covariance.hpp"
#include "diffusion/noised_queries.hpp"
#include "diffusion/precision.hpp"
#include "experiments/evaluate/free_inputs.hpp"
#include "experiments/evaluate/free_points_check.hpp"
#include "experiments/geometry/empirical_geometry.hpp"
#include "experiments/geometry/geometry_document.hpp"
#include "experiments/geometry/geometry_inputs.hpp"
#include "experiments/geometry/geometry_report.hpp"
#include "experiments/geometry/population_geometry.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/run/rank_grid.hpp"
#include "experiments/training/training_data.hpp"
#include "experiments/training/training_memory.hpp"
#include "parallel/collective_errors.hpp"
#include "parallel/gather_rows.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::experiments {
namespace {

constexpr double batch_bytes = 256 << 20;  ///< that a rank holds of a batch
constexpr int most_of_law = 16;            ///< queries of a law that a rank takes together

/// A part is a size of a realisation, and has a unit for each time: queries are measured in batches, one
/// after another, and averaged. A unit in progress is lost where it is interrupted.
class GeometryMeasurement final : public Measurement {
 public:
  /// Every rank looks at the files. Collective.
  GeometryMeasurement(const GeometryOptions& options, const parallel::Communicator& communicator)
      : communicator_(communicator), grid_(communicator, 1) {
    parallel::rethrow_on_all_ranks(communicator, [&] {
      result_.options = resolve_files(options);
      if (!is_from_file(result_.options)) law_.emplace(population_law(result_.options));
      directions_ = read_directions(result_.options);
    });
    result_.queries = result_.options.queries;
    if (!has_sources(options)) {
      rows_ = open_on_all(options.free, result_.options, communicator);
      result_.queries = rows_->rows();
    }
    result_.directions = static_cast<int>(directions_.size() / dimension());
    result_.quantities = quantities_of(result_.options, result_.directions);
  }

  const GeometryOptions& options() const override { return result_.options; }

  RunCost cost(int ranks) const override {
    const auto d = static_cast<double>(dimension()), queries = static_cast<double>(result_.queries),
               columns = static_cast<double>(columns_of(result_.quantities));
    const double units = static_cast<double>(result_.parts() * result_.times());
    RunCost cost;
    const double in_batch = static_cast<double>(std::min(batch_size(ranks), result_.queries));
    cost.memory = {points_memory(options(), ranks),
                   {"queries", "--queries, --dimension", queries * d * 3 * sizeof(double)},
                   {"sums of a batch of queries", "--spectrum, --dimension",
                    in_batch * EmpiricalGeometry::bytes_of_query(options(), ranks) +
                        EmpiricalGeometry::bytes_of_one(options())},
                   {"values of a time", "--queries, --spectrum", 2 * queries * columns * sizeof(double)}};
    ExpectedWork& work = cost.work;
    double points = 0;
    for (const std::int64_t size : options().snapshots) points += static_cast<double>(size);
    work.pairs = points * queries * options().replicas * static_cast<double>(result_.times());
    work.pair_times = work.exponentials = work.pairs;
    work.flops = work.pairs * (EmpiricalGeometry::products_of_pair(result_) * kernels::flops_per_product * d +
                               kernels::flops_per_term);
    double of_unit = 2 * columns + (eigenvalues_of(options()) > 0 ? queries : 0);
    if (options().save_queries) of_unit += queries * columns;
    cost.result_bytes = cost.checkpoint_bytes = units * of_unit * sizeof(double);
    cost.memory.push_back({"results", "--queries, --times, --spectrum, --save-queries",
                           copies_while_writing * cost.result_bytes});
    return cost;
  }

  void set_up() override {
    if (law_) result_.law_spectrum = law_spectrum(options(), *law_);
  }

  void check() override {
    look_at_points(options(), communicator_);
    if (rows_) look_at_queries(datasets::one_block_window);
  }

  void restore(const DocumentStart& start) override {
    read_geometry_state(start.document, result_);
    done_ = static_cast<std::int64_t>(result_.units.size());
  }
  void share() override { done_ = communicator_.broadcast(done_); }

  int parts() const override { return static_cast<int>(result_.parts()); }
  bool is_done(int part) const override { return done_ >= (part + 1) * times(); }

  void load(int part) override {
    if (!is_settled_) settle();
    const auto sizes = static_cast<int>(result_.sizes());
    replica_ = part / sizes;
    points_ = options().snapshots[part % sizes];
    read_set(replica_);
    make_queries();
    if (!law_) find_spectrum(static_cast<std::size_t>(part));
    batch_ = 0;
    values_.clear();
  }

  std::string title() const override {
    const GeometryOptions& o = options();
    return fmt::format("geometry: {}, d = {}, n {}{}, {}, {} {}queries, {} in [{:.4g}, {:.4g}], {}, seed {}",
                       name_of(o.train), dimension(), result_.sizes() == 1 ? "= " : "up to ",
                       o.snapshots.back(), counted(static_cast<std::int64_t>(result_.sizes()), "size"),
                       result_.queries, o.score == ScoreOwner::population ? "population " : "",
                       counted(times(), "time"), o.times.front(), o.times.back(),
                       counted(o.replicas, "realisation"), o.seed);
  }

  RunIntroduction introduction() const override {
    if (!is_settled_) return {};
    RunIntroduction introduction{title(), result_.precision.used, notes_, warnings_};
    if (options().score == ScoreOwner::population) return introduction;
    introduction.notes.push_back(fmt::format(
        "rounding error of logits in {}: at most {:.2g} nats, at t = {:.4g}", name_of(result_.precision.used),
        logit_error(result_.precision), options().times.front()));
    for (std::string& warning : imprecision_warnings(result_.precision, options().times.front()))
      introduction.warnings.push_back(std::move(warning));
    return introduction;
  }

  Piece advance(std::int64_t size) override {
    Piece piece;
    const std::int64_t first = batch_ * batch_size(communicator_.size()),
                       last = std::min(result_.queries, first + batch_size(communicator_.size()));
    if (options().score == ScoreOwner::population) {
      append(population_batch(first, last));
      piece.size = size;
    } else {
      if (!empirical_) begin_batch(first, last);
      piece.size = empirical_->advance(size);
      if (!empirical_->is_done()) return piece;
      append(empirical_->values());
      count_work();
      empirical_.reset();
    }
    ++batch_;
    if (last < result_.queries) return piece;
    end_unit();
    piece.ends_part = done_ % times() == 0;
    piece.news = piece.ends_part ? Piece::News::milestone : Piece::News::something;
    return piece;
  }

  Standing standing() const override {
    const double in_unit =
        static_cast<double>(batch_ * batch_size(communicator_.size())) / static_cast<double>(result_.queries);
    return {part_of_work(result_, done_, in_unit), static_cast<double>(work_.pair_times),
            fmt::format("time {} of {}, size {} of realisation {}", done_ % times() + 1, times(),
                        done_ / times() % static_cast<std::int64_t>(result_.sizes()) + 1, replica_ + 1)};
  }

  RunWork work() const override { return work_; }
  io::Document document(io::Group provenance) override {
    return geometry_document(result_, std::move(provenance));
  }
  std::vector<std::string> write_whole(const io::ResultWriter& writer, io::Group provenance) override {
    std::vector<std::string> warnings = Measurement::write_whole(writer, std::move(provenance));
    for (std::string& warning : geometry_warnings(result_)) warnings.push_back(std::move(warning));
    return warnings;
  }
  std::string report(const RunEnd& end) override { return geometry_report(result_, end); }

 private:
  std::size_t dimension() const { return static_cast<std::size_t>(result_.options.dimension.value()); }
  std::int64_t times() const { return static_cast<std::int64_t>(result_.times()); }
  double time() const { return options().times[static_cast<std::size_t>(done_ % times())]; }

  std::int64_t batch_size(int ranks) const {
    return options().score == ScoreOwner::population
               ? most_of_law * ranks
               : EmpiricalGeometry::queries_of_batch(options(), ranks, batch_bytes);
  }

  void read_set(int replica) {
    if (set_ && set_replica_ == replica) return;
    const auto make = [&](kernels::Coordinates coordinates) {
      set_.reset();
      set_.emplace(make_training_set(options(), static_cast<std::uint32_t>(replica), grid_.partition(),
                                     communicator_,
                                     {datasets::RowOrder::permuted, datasets::no_window, coordinates}));
    };
    tell_phase("reading points");
    make(is_settled_ ? coordinates_of(result_.precision) : coordinates_at_first(options().precision));
    set_replica_ = replica;
    if (is_settled_ && needs_double(*set_, result_.precision.used)) make(kernels::Coordinates::fp64);
  }

  /// From the points and queries of the first realisation, so that a run that goes on decides alike.
  void settle() {
    constexpr int first = 0;
    replica_ = first;
    points_ = options().snapshots.front();
    read_set(first);
    notes_ = notes_on(options(), *set_);
    make_queries();
    if (rows_) look_at_queries(datasets::no_window);
    choose_precision();
    is_settled_ = true;
    if (needs_double(*set_, result_.precision.used)) {
      set_.reset();
      read_set(first);
    }
  }

  void choose_precision() {
    const datasets::PointExtent extent = set_->extent(communicator_);
    const double t = options().times.front();
    require_summable(extent.norm_squared, t);
    const kernels::FreeQueries queries = queries_at(t, 0, result_.queries);
    double largest = 0;
    for (const double norm : kernels::norms_squared(queries)) largest = std::max(largest, norm);
    require_logits(
        (largest + extent.norm_squared) / noise_variance(t),  // |x - a e^-t|^2/(2 Delta_t) is no larger
        fmt::format("t = {:.3g} is too small for queries of |x|^2 up to {:.3g} and points of |a|^2 up to "
                    "{:.3g}",
                    t, largest, extent.norm_squared),
        "times");
    const PointRounding rounding = rounding_of(options(), *set_, extent);
    const auto of_coordinates = [&](double of_query, double of_points) {
      return diffusion::free_coordinate_logit_error(t, largest, extent.norm_squared, of_query, of_points);
    };
    const double center = frame_of(*set_).center_norm_squared();
    const bool is_exact = !is_from_file(options());  // they are float numbers by definition
    result_.precision = precision_for_errors(
        options().precision, diffusion::free_float_logit_error(t, largest, extent.norm_squared),
        {of_coordinates(is_exact ? 0 : diffusion::float_rounding(largest), rounding.in_float),
         of_coordinates(is_exact ? 0 : diffusion::double_rounding(largest, center), rounding.in_double)});
    if (options().score == ScoreOwner::empirical) require_meaning(result_.precision, t);
  }

  /// Whether queries of a file are finite, and in the units of the points.
  void look_at_queries(std::int64_t window_bytes) {
    std::optional<datasets::TrainingSet> own;
    if (!set_)
      own.emplace(make_training_set(
          options(), 0, grid_.partition(), communicator_,
          {datasets::RowOrder::permuted, window_bytes, coordinates_at_first(options().precision)}));
    const datasets::TrainingSet& set = set_ ? *set_ : *own;
    largest_query_norms(*rows_, frame_of(set), options().times, options().free.what(), communicator_);
    const std::string warning = FreePointsCheck(options(), set, grid_)
                                    .queries(options().free, *rows_, options().times, communicator_);
    if (!warning.empty()) warnings_ = {warning};
  }

  /// The points that queries of this size are made of, the first in turn, and their noises; of a file, its
  /// rows.
  void make_queries() {
    const auto count = static_cast<int>(result_.queries);
    if (rows_) {
      free_ = read_on_all(*rows_, 0, rows_->rows(), communicator_);
      return;
    }
    noised_ =
        diffusion::noised_queries(*set_, diffusion::first_points(count, points_), options().seed,
                                  static_cast<std::uint32_t>(replica_), grid_.partition(), communicator_);
  }

  /// x = a e^{-t} + sqrt(Delta_t) z (arXiv 2402.18491) of queries [first, last).
  kernels::FreeQueries queries_at(double t, std::int64_t first, std::int64_t last) const {
    if (rows_) return frame_of(*set_).place(free_, static_cast<int>(first), static_cast<int>(last), t);
    const double signal = std::exp(-t),
                 noise = options().noise == QueryNoise::on ? std::sqrt(noise_variance(t)) : 0;
    kernels::FreeQueries queries{static_cast<int>(last - first), static_cast<int>(dimension()), {}};
    for (std::size_t i = static_cast<std::size_t>(first) * dimension();
         i < static_cast<std::size_t>(last) * dimension(); ++i)
      queries.x.push_back(signal * noised_.source[i] + noise * noised_.noise[i]);
    return queries;
  }

  /// The spectrum of the points of a part, where its units are not all done.
  void find_spectrum(std::size_t part) {
    if (std::min<std::int64_t>(*options().dimension, points_) > datasets::largest_spectrum_dimension) return;
    tell_phase("spectrum of the points");
    auto spectra = datasets::prefix_covariance_spectra(*set_, {points_}, grid_.partition(), communicator_);
    if (!communicator_.is_root()) return;
    result_.part_spectra.resize(part);
    result_.part_spectra.push_back(std::move(spectra.front()));
  }

  void begin_batch(std::int64_t first, std::int64_t last) {
    GeometryBatch batch{queries_at(time(), first, last), {}, time(), first};
    if (has_sources(options()))
      batch.sources.assign(noised_.source.begin() + first * static_cast<std::ptrdiff_t>(dimension()),
                           noised_.source.begin() + last * static_cast<std::ptrdiff_t>(dimension()));
    empirical_ = std::make_unique<EmpiricalGeometry>(
        GeometryPass{*set_, points_, result_, directions_, grid_.partition(), communicator_},
        std::move(batch));
  }

  std::vector<double> population_batch(std::int64_t first, std::int64_t last) {
    const kernels::FreeQueries queries = queries_at(time(), first, last);
    const parallel::Share own = parallel::share_of(queries.count, communicator_);
    std::vector<double> mine;
    for (int q = own.first; q < own.last; ++q) {
      const double* source =
          has_sources(options())
              ? noised_.source.data() + (first + q) * static_cast<std::ptrdiff_t>(dimension())
              : nullptr;
      const std::vector<double> values = population_values(
          *law_, result_, directions_, queries.x.data() + static_cast<std::size_t>(q) * dimension(), source,
          time(), result_.residual);
      mine.insert(mine.end(), values.begin(), values.end());
    }
    result_.residual = communicator_.maximum(result_.residual);
    return parallel::gather_rows(mine, columns_of(result_.quantities), communicator_);
  }

  void append(const std::vector<double>& values) {
    values_.insert(values_.end(), values.begin(), values.end());
  }

  void count_work() {
    const kernels::Work mine = empirical_->work();
    const std::vector<std::int64_t> sums =
        communicator_.sum(std::vector<std::int64_t>{mine.terms, mine.skipped});
    work_.pair_times += sums[0];
    work_.exponentials += sums[0] - sums[1];
    work_.pairs += sums[0];
    work_.flops += communicator_.sum(std::vector<double>{empirical_->flops()}).front();
    result_.residual = std::max(result_.residual, empirical_->residual());
  }

  /// All queries of a time are measured.
  void end_unit() {
    if (communicator_.is_root()) {
      const int columns = columns_of(result_.quantities);
      std::vector<std::int64_t> clusters = noised_.source_index;
      if (rows_) {
        clusters.resize(static_cast<std::size_t>(result_.queries));
        std::iota(clusters.begin(), clusters.end(), 0);
      }
      GeometryUnit unit;
      unit.means = observables::means_over_queries(values_, columns, observables::Clusters(clusters));
      if (eigenvalues_of(options()) > 0) {
        const int first = column_of(result_.quantities, geometry::eigenvalue);
        for (std::int64_t q = 0; q < result_.queries; ++q)
          unit.largest.push_back(values_[static_cast<std::size_t>(q * columns + first)]);
      }
      if (options().save_queries) unit.queries = values_;
      result_.units.push_back(std::move(unit));
    }
    values_.clear();
    batch_ = 0;
    ++done_;
  }

  const parallel::Communicator& communicator_;
  RankGrid grid_;
  GeometryResult result_;  // units, and spectra of points, on root alone
  std::optional<datasets::PopulationLaw> law_;
  std::unique_ptr<datasets::RowReader> rows_;  // queries of a file
  std::vector<double> directions_;
  std::vector<std::string> notes_, warnings_;
  bool is_settled_ = false;  // the precision
  std::optional<datasets::TrainingSet> set_;
  int set_replica_ = 0, replica_ = 0;
  std::int64_t points_ = 0;  // of the part
  kernels::NoisedQueries noised_;
  std::vector<double> free_;
  std::int64_t done_ = 0;   // units
  std::int64_t batch_ = 0;  // the next one of the unit, or the one in progress
  std::unique_ptr<EmpiricalGeometry> empirical_;
  std::vector<double> values_;  // [query][column] of the unit so far
  RunWork work_;
};

}  // namespace

std::unique_ptr<Measurement> prepare(const GeometryOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<GeometryMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
