#include "experiments/speciation/speciation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/text.hpp"
#include "diffusion/noised_queries.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/run/rank_grid.hpp"
#include "experiments/speciation/speciation_document.hpp"
#include "experiments/speciation/speciation_report.hpp"
#include "experiments/speciation/speciation_state.hpp"
#include "experiments/training/training_data.hpp"
#include "experiments/training/training_memory.hpp"
#include "experiments/training/whole_set.hpp"
#include "kernels/sweep.hpp"
#include "parallel/collective_errors.hpp"
#include "parallel/reduce_states.hpp"
#include "theory/speciation.hpp"

namespace regimes::experiments {

namespace {

constexpr int most_law_parts = 64, least_together = 1024;  ///< fresh points between two milestones
constexpr std::uint64_t bootstrap_salt = 0x5bec1a7e;  ///< so that resampling shares no stream with the data

/// Every training set is a part, and comes before the law, so that its spectrum can choose the times; the law
/// is the last part. What is measured of a training set in progress is lost where it is interrupted.
class SpeciationMeasurement final : public Measurement {
 public:
  /// Every rank looks at the files of the data. Collective.
  SpeciationMeasurement(const SpeciationOptions& options, const parallel::Communicator& communicator)
      : communicator_(communicator), grid_(communicator, 1) {
    parallel::rethrow_on_all_ranks(communicator, [&] {
      result_.options = resolve_files(options);
      if (!is_from_file(result_.options)) law_.emplace(population_law(result_.options));
    });
    if (result_.options.eigenvalues > *result_.options.dimension)
      result_.options.eigenvalues = *result_.options.dimension;
  }

  const SpeciationOptions& options() const override { return result_.options; }

  RunCost cost(int ranks) const override {
    constexpr double products = 2;
    const auto times = static_cast<double>(this->times());
    const double classes =
        law_ ? law_->classes() : std::max<double>(2, static_cast<double>(options().classes.size()));
    const double of_query = times * classes * 2 * sizeof(double);  // weights and densities
    const double queries = static_cast<double>(options().queries),
                 d = static_cast<double>(*options().dimension);
    RunCost cost;
    if (replicas() > 0) {
      cost.memory.push_back(points_memory(options(), ranks));
      cost.memory.push_back({"queries", "--queries, --dimension", 4 * queries * d * sizeof(float)});
      ExpectedWork& work = cost.work;
      work.pairs = replicas() * queries * static_cast<double>(*options().points);
      work.pair_times = work.exponentials = work.pairs * times;
      const int passes = 1 + datasets::usual_passes(static_cast<int>(*options().dimension),
                                                    static_cast<int>(options().eigenvalues));
      cost.coordinates = passes * replicas() * static_cast<double>(*options().points) * d;
      work.flops = products * kernels::flops_per_product * d * work.pairs +
                   kernels::flops_per_term * work.exponentials;
      if (ranks > 1) work.reduced_bytes = replicas() * queries * of_query;
    }
    const double measured = (replicas() + (law_ ? 1 : 0)) * queries * of_query;
    cost.memory.push_back({"results", "--queries, --realisations, --times", copies_while_writing * measured});
    cost.result_bytes = cost.checkpoint_bytes = measured;
    return cost;
  }

  void set_up() override {
    if (law_) settle_law();
    if (!has_training_set(options())) settle_times();
  }

  void check() override {
    set_up();
    if (has_training_set(options())) look_at_points(options(), communicator_);
  }

  void restore(const DocumentStart& start) override {
    start_file_ = start.run.file;
    const auto queries = std::min(options().queries, options().points.value_or(0));
    result_.measured = read_speciation_state(
        start.document,
        {options().times, result_.class_values, replicas(), fresh_points(), static_cast<int>(queries)});
    classes_of_start_ = integers_of(start.document, "class");
    if (law_) fill_log_densities(result_.measured.of_law, result_.priors);
  }

  void share() override {
    replicas_done_ = static_cast<int>(
        communicator_.broadcast(static_cast<std::int64_t>(result_.measured.replicas.size())));
    fresh_done_ = static_cast<int>(communicator_.broadcast(std::int64_t{result_.measured.of_law.queries}));
  }

  int parts() const override { return replicas() + (law_ ? 1 : 0); }
  bool is_done(int part) const override {
    return part < replicas() ? part < replicas_done_ : fresh_done_ == fresh_points();
  }

  void load(int part) override {
    if (!is_settled_ && replicas_done_ > 0) settle_sweep(make_set(0), {});
    if (part < replicas()) load_replica(part);
  }

  RunIntroduction introduction() const override {
    if (result_.times.empty()) return {};
    RunIntroduction introduction{title(), result_.precision.used, notes_,
                                 imprecision_warnings(result_.precision, result_.times.front())};
    introduction.notes.insert(
        introduction.notes.begin(),
        fmt::format("{} classes, {} in [{:.4g}, {:.4g}]", result_.class_values.size(),
                    counted(std::ssize(result_.times), "time"), result_.times.front(), result_.times.back()));
    return introduction;
  }
  /// Classes and times are known once the first set is.
  std::string title() const override {
    const std::string sizes =
        has_training_set(options()) ? fmt::format(", n = {}", options().points.value()) : "";
    return fmt::format("speciation: {}, d = {}{}, {}, {}, seed {}", name_of(options().train),
                       *options().dimension, sizes, counted(options().queries, "query", "queries"),
                       counted(times(), "time"), options().seed);
  }

  Piece advance(std::int64_t size) override { return replica_ ? sweep(size) : draw_fresh_points(size); }

  Standing standing() const override {
    Standing standing;
    const double more = replica_ ? replica_->pass.fraction() : 0;
    standing.fraction = (parts_done() + more) / parts();
    standing.doing = replica_ ? fmt::format("realisation {} of {}", replicas_done_ + 1, options().replicas)
                              : std::string("fresh points");
    return standing;
  }

  /// A step for every level and pair of classes, of the law and then of the training sets.
  bool conclude(int step) override {
    if (!is_settled_ && replicas() > 0) settle_sweep(make_set(0), {});  // an earlier run has done all
    const int of_each = count_curves(result_.levels), of_law = law_ ? of_each : 0,
              all = of_law + (replicas() > 0 ? of_each : 0);
    parallel::on_root(communicator_, [&] {
      if (step < of_law)
        add_curve(law_curves_, step, {result_.measured.of_law}, kernels::Precision::fp64);
      else if (step < all)
        add_curve(set_curves_, step - of_law, result_.measured.replicas, result_.precision.used);
    });
    if (step + 1 < all) return true;
    if (!communicator_.is_root()) return false;
    if (law_) result_.of_law = std::move(law_curves_);
    if (replicas() == 0) return false;
    result_.spectrum = spectrum_estimate(result_.measured.spectra);
    result_.of_training_set = std::move(set_curves_);
    return false;
  }

  RunWork work() const override { return work_; }
  io::Document document(io::Group provenance) override {
    return speciation_document(result_, std::move(provenance));
  }
  std::string report(const RunEnd& end) override { return speciation_report(summary(end)); }

  SpeciationSummary summary(const RunEnd& end) const {
    const bool has_rows = communicator_.is_root() && (result_.of_law || result_.of_training_set);
    return {end, has_rows ? speciation_rows(result_) : std::vector<SpeciationRow>()};
  }

 private:
  /// A training set in progress.
  struct Replica {
    datasets::TrainingSet set;
    datasets::LeadingSpectrum spectrum;
    std::vector<std::int64_t> class_sizes;
    kernels::NoisedQueries queries;
    std::unique_ptr<kernels::Sweep> sweep;
    WholeSetPass pass;

    Replica(datasets::TrainingSet points, datasets::LeadingSpectrum of_points,
            std::vector<std::int64_t> sizes, const SpeciationResult& result, int number, const RankGrid& grid,
            const parallel::Communicator& ranks)
        : set(std::move(points)),
          spectrum(std::move(of_points)),
          class_sizes(std::move(sizes)),
          queries(diffusion::noised_queries(
              set,
              diffusion::first_points(static_cast<int>(std::min(result.options.queries, set.count())),
                                      set.count()),  // each its own source
              result.options.seed, static_cast<std::uint32_t>(number), grid.partition(), ranks)),
          sweep(
              kernels::make_sweep(set.points(), queries, {result.times, result.precision.used, set.count()})),
          pass(*sweep, set, grid) {}
  };

  void settle_law() {
    result_.levels = law_->levels();
    result_.priors = law_->priors();
    for (int c = 0; c < law_->classes(); ++c) result_.class_values.push_back(c);
    result_.theories = pair_theories(options(), *law_);
    result_.potential = potential_of(options());
    result_.law_eigenvalues =
        datasets::leading_eigenpairs(law_->dimension(), static_cast<int>(options().eigenvalues),
                                     [this](std::span<const double> v, std::span<double> out) {
                                       const auto d = static_cast<std::size_t>(law_->dimension());
                                       for (std::size_t k = 0; k < v.size(); k += d)
                                         law_->covariance_product(v.subspan(k, d), out.subspan(k, d));
                                     })
            .values;
  }

  std::int64_t times() const {
    return options().times.empty() ? automatic_speciation_times : std::ssize(options().times);
  }
  int replicas() const { return has_training_set(options()) ? options().replicas : 0; }
  int fresh_points() const { return law_ ? static_cast<int>(options().queries) : 0; }
  double parts_done() const {
    return replicas_done_ + (law_ ? static_cast<double>(fresh_done_) / fresh_points() : 0);
  }

  void add_curve(SpeciationCurves& curves, int number, const std::vector<ClassPosteriors>& replicas,
                 kernels::Precision precision) const {
    tell_phase(fmt::format("error bars of curve {}", number + 1));
    experiments::add_curve(curves, number, replicas, result_.priors, result_.levels, result_.times,
                           {options().seed ^ bootstrap_salt, observables::rounding_of_sums(precision)});
  }

  datasets::TrainingSet make_set(int replica) {
    return make_set(replica, is_settled_ ? coordinates_of(result_.precision.used)
                                         : coordinates_at_first(options().precision));
  }

  datasets::TrainingSet make_set(int replica, kernels::Coordinates coordinates) {
    return make_training_set(options(), static_cast<std::uint32_t>(replica), grid_.partition(), communicator_,
                             {datasets::RowOrder::permuted, datasets::usual_window_bytes, coordinates});
  }

  void load_replica(int replica) {
    replica_.reset();
    tell_phase("reading points");
    std::optional<datasets::TrainingSet> set(make_set(replica));
    tell_phase("leading eigenvalues");
    datasets::LeadingSpectrum spectrum = spectrum_of(*set);
    if (!is_settled_) settle_sweep(*set, spectrum);
    if (needs_double(*set, result_.precision.used)) {
      set.reset();  // before the other is there
      set.emplace(make_set(replica));
      spectrum = spectrum_of(*set);
    }
    auto sizes = class_sizes(*set);
    replica_ = std::make_unique<Replica>(std::move(*set), std::move(spectrum), std::move(sizes), result_,
                                         replica, grid_, communicator_);
  }

  datasets::LeadingSpectrum spectrum_of(const datasets::TrainingSet& set) const {
    return datasets::leading_covariance_spectrum(set, static_cast<int>(options().eigenvalues),
                                                 grid_.partition(), communicator_);
  }

  std::vector<std::int64_t> class_sizes(const datasets::TrainingSet& set) const {
    std::vector<std::int64_t> sizes(set.class_values().size(), 0);
    for (std::int64_t mu = 0; mu < set.count(); ++mu) ++sizes[set.class_of(mu)];
    const std::string& labels = options().labels_file;
    const std::string where = labels.empty() ? "" : fmt::format("--labels-file '{}': ", labels);
    for (std::size_t c = 0; c < sizes.size(); ++c)
      if (sizes[c] < 2)
        throw DataError(
            fmt::format("{}class {} has {} of the {} points; leaving a point out needs two of each "
                        "class",
                        where, set.class_values()[c], sizes[c], set.count()));
    return sizes;
  }

  void settle_classes(const datasets::TrainingSet& set, const std::vector<std::int64_t>& sizes) {
    result_.class_values = set.class_values();
    if (replicas_done_ > 0)
      read_state(start_file_, communicator_,
                 [&] { require_classes(classes_of_start_, result_.class_values); });
    if (sizes.size() < 2)
      throw DataError(
          fmt::format("{}: all points have the label {}; speciation needs two classes or more",
                      options().labels_file.empty() ? options().train_file : options().labels_file,
                      result_.class_values.front()));
    datasets::ClassLevel level{"class", {}};
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      level.group_of.push_back(static_cast<int>(c));
      result_.priors.push_back(static_cast<double>(sizes[c]) / static_cast<double>(set.count()));
    }
    result_.levels = {level};
  }

  /// From the first training set: its classes, the times, the precision.
  void settle_sweep(const datasets::TrainingSet& set, const datasets::LeadingSpectrum& spectrum) {
    if (!law_) settle_classes(set, class_sizes(set));
    if (!spectrum.values.empty()) largest_eigenvalue_ = spectrum.values.front();
    settle_times();
    const datasets::PointExtent extent = set.extent(communicator_);
    notes_ = notes_on(options(), set);
    result_.equals = counts_of(set.equals());
    require_summable(extent.norm_squared, result_.times.front());
    result_.precision = choose_precision(options().precision, result_.times.front(), extent.norm_squared,
                                         set.dimension(), rounding_of(options(), set, extent));
    is_settled_ = true;
  }

  void settle_times() {
    result_.times = options().times;
    if (result_.times.empty()) {
      std::vector<double> predicted;
      const double of_eigenvalue =
          law_ ? law_speciation_time(result_)
               : theory::speciation_time_of_eigenvalue(std::max(0., largest_eigenvalue_));
      for (const datasets::PairTheory& pair : result_.theories)
        if (!std::isnan(pair.speciation_time)) predicted.push_back(pair.speciation_time);
      if (!std::isnan(of_eigenvalue)) predicted.push_back(of_eigenvalue);
      if (predicted.empty())
        throw OptionError("times",
                          "auto finds no speciation time to choose times around: noise hides these "
                          "classes from the beginning; give the times");
      result_.times = automatic_times_around(predicted);
    }
    result_.options.times = result_.times;
  }

  Piece sweep(std::int64_t tiles) {
    Piece piece;
    piece.size = replica_->pass.advance(tiles);
    if (!replica_->pass.is_done()) return piece;
    kernels::PosteriorStates states = replica_->sweep->collect();
    parallel::reduce_to_root(states, communicator_);
    if (communicator_.is_root()) keep(states);
    replica_.reset();
    ++replicas_done_;
    piece.news = Piece::News::milestone;
    piece.ends_part = true;
    return piece;
  }

  /// On root: what the training set in progress has given.
  void keep(const kernels::PosteriorStates& states) {
    std::vector<int> source_class;
    for (const std::int64_t source : replica_->queries.source_index)
      source_class.push_back(replica_->set.class_of(source));
    result_.measured.replicas.push_back(training_posteriors(states, source_class, replica_->class_sizes));
    result_.measured.spectra.push_back(replica_->spectrum);
    count_work(states.work, replica_->set.count() * states.queries, replica_->set.dimension());
  }

  void count_work(const kernels::Work& done, std::int64_t pairs, int dimension) {
    constexpr double products = 2;
    RunWork& work = work_;
    work.pairs += pairs;
    work.pair_times += done.terms;
    work.exponentials += done.terms - done.skipped;
    work.flops += products * kernels::flops_per_product * dimension * static_cast<double>(pairs) +
                  kernels::flops_per_term * static_cast<double>(done.terms - done.skipped);
  }

  /// `points` more fresh points of every rank; every point is a function of its number, so that it does not
  /// matter where pieces end.
  Piece draw_fresh_points(std::int64_t points) {
    const std::int64_t left = fresh_points() - fresh_done_, all = points * communicator_.size();
    const int last = fresh_done_ + static_cast<int>(std::min(all, left));
    const ClassPosteriors posteriors =
        population_posteriors(*law_, fresh_done_, last, result_.times, options().seed, communicator_);
    if (communicator_.is_root()) append(result_.measured.of_law, posteriors);
    const int between = std::max(least_together, fresh_points() / most_law_parts);
    const bool is_milestone = last / between > fresh_done_ / between;
    fresh_done_ = last;
    return {all <= left ? points : 0, is_milestone ? Piece::News::milestone : Piece::News::something,
            fresh_done_ == fresh_points()};
  }

  const parallel::Communicator& communicator_;
  RankGrid grid_;
  std::optional<datasets::PopulationLaw> law_;
  SpeciationResult result_;
  SpeciationCurves law_curves_, set_curves_;  // on root, as far as they are concluded
  std::vector<std::string> notes_;            // on the points
  bool is_settled_ = false;                   // for sweeps: classes, times and precision
  double largest_eigenvalue_ = 0;
  int replicas_done_ = 0, fresh_done_ = 0;  // fresh points of the law
  std::unique_ptr<Replica> replica_;
  std::string start_file_;                      // on root
  std::vector<std::int64_t> classes_of_start_;  // on root: labels in the file that it goes on from
  RunWork work_;
};

}  // namespace

std::unique_ptr<Measurement> prepare(const SpeciationOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<SpeciationMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
