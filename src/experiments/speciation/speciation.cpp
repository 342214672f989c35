#include "experiments/speciation/speciation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "datasets/together.hpp"
#include "diffusion/noised_queries.hpp"
#include "experiments/options/population_options.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/run/kept_run.hpp"
#include "experiments/run/rank_grid.hpp"
#include "experiments/run/state_reading.hpp"
#include "experiments/speciation/speciation_document.hpp"
#include "experiments/speciation/speciation_state.hpp"
#include "experiments/training/training_data.hpp"
#include "experiments/training/whole_set.hpp"
#include "kernels/sweep.hpp"
#include "parallel/reduce_states.hpp"
#include "theory/speciation.hpp"

namespace regimes::experiments {

namespace {

constexpr int most_law_parts = 64, least_together = 1024;  ///< fresh points between two checkpoints
constexpr std::uint64_t bootstrap_salt = 0x5bec1a7e;  ///< so that resampling shares no stream with the data

class SpeciationRun {
 public:
  SpeciationRun(const SpeciationOptions& options, const std::vector<ResolvedOption>& origins,
                const parallel::Communicator& communicator, Observer& observer,
                const std::optional<DocumentStart>& start)
      : communicator_(communicator),
        observer_(observer),
        origins_(origins),
        grid_(communicator, 1),
        record_(communicator),
        kept_(options.output, options.checkpoints, communicator, observer),
        chunks_([this] { return kept_.checkpointer().stop_wanted(); }) {
    datasets::together(communicator, [&] {
      result_.options = resolve_files(options);
      if (!is_from_file(result_.options)) law_.emplace(population_law(result_.options));
    });
    if (result_.options.eigenvalues > *result_.options.dimension)
      result_.options.eigenvalues = *result_.options.dimension;
    if (law_) settle_law();
    if (communicator.is_root()) kept_.note_inputs(result_.options);
    if (start) go_on_from(*start);
  }

  SpeciationSummary run(RunExtent extent) {
    if (extent == RunExtent::checks) {
      summary_.finished = true;
      return summary_;
    }
    if (!has_training_set(result_.options)) settle_times();
    summary_.finished = measure();
    summary_.seconds = record_.seconds();
    summary_.predicted_seconds = record_.predicted_seconds();
    if (communicator_.is_root()) summary_.finished ? conclude() : keep();
    return summary_;
  }

 private:
  const SpeciationOptions& options() const { return result_.options; }

  void settle_law() {
    result_.levels = law_->levels();
    result_.priors = law_->priors();
    for (int c = 0; c < law_->classes(); ++c) result_.class_values.push_back(c);
    result_.theories = pair_theories(options(), *law_);
    result_.potential = potential_of(options());
    result_.law_eigenvalues =
        datasets::leading_eigenpairs(
            law_->dimension(), static_cast<int>(options().eigenvalues),
            [this](std::span<const double> v, std::span<double> out) { law_->covariance_product(v, out); })
            .values;
  }

  void go_on_from(const DocumentStart& start) {
    kept_.go_on_from(start.run);
    read_state(kept_.start_file(), communicator_, [&] {
      const auto queries = std::min(options().queries, options().points.value_or(0));
      result_.measured = read_speciation_state(
          start.document,
          {options().times, result_.class_values, replicas(), fresh_points(), static_cast<int>(queries)});
      classes_of_start_ = integers_of(start.document, "class");
      if (law_) fill_log_densities(result_.measured.of_law, result_.priors);
    });
    replicas_done_ = static_cast<int>(
        communicator_.broadcast(static_cast<std::int64_t>(result_.measured.replicas.size())));
    fresh_done_ = static_cast<int>(communicator_.broadcast(std::int64_t{result_.measured.of_law.queries}));
    done_at_start_ = parts_done();
  }

  int replicas() const { return has_training_set(options()) ? options().replicas : 0; }
  int fresh_points() const { return law_ ? static_cast<int>(options().queries) : 0; }
  double parts() const { return replicas() + (law_ ? 1 : 0); }
  double parts_done() const {
    return replicas_done_ + (law_ ? static_cast<double>(fresh_done_) / fresh_points() : 0);
  }

  /// Every training set first, so that its spectrum can choose the times; then the law.
  bool measure() {
    if (replicas_done_ > 0) settle_sweep(load(0), {});
    for (; replicas_done_ < replicas(); ++replicas_done_, part_done())
      if (!run_replica(replicas_done_)) return false;
    for (; fresh_done_ < fresh_points(); part_done())
      if (!run_law()) return false;
    return true;
  }

  /// On root: what is measured is enough for the whole result.
  void conclude() {
    if (law_) result_.of_law = curves({result_.measured.of_law});
    if (replicas() > 0) {
      result_.spectrum = spectrum_estimate(result_.measured.spectra);
      result_.of_training_set = curves(result_.measured.replicas);
    }
    summary_.output = kept_.finish([&] { return document(); });
    summary_.rows = speciation_rows(result_);
  }

  /// On root, where it is stopped. The part in progress is lost.
  void keep() {
    summary_.output = parts_done() > 0 ? kept_.keep([&] { return document(); }) : kept_.start_file();
  }

  void part_done() {
    if (!communicator_.is_root()) return;
    kept_.checkpointer().has_news(true);
    write_if_due();
  }

  void write_if_due() {
    if (kept_.checkpointer().write_is_due()) kept_.write([&] { return document(); });
  }

  SpeciationCurves curves(const std::vector<ClassPosteriors>& replicas) const {
    return speciation_curves(replicas, result_.priors, result_.levels, result_.times,
                             options().seed ^ bootstrap_salt);
  }

  datasets::TrainingSet load(int replica) {
    TrainingOptions stored = options();
    stored.store = true;  // covariances visit points that are in memory
    return make_training_set(stored, static_cast<std::uint32_t>(replica), grid_.deal(), communicator_,
                             {datasets::RowOrder::permuted, datasets::usual_window_bytes});
  }

  bool run_replica(int replica) {
    // Small sets are swept before anybody is asked: between them, all ranks are.
    if (communicator_.any(kept_.checkpointer().stop_wanted())) return false;
    // There is no safe place to stop at soon: if all is written, the run may end at once.
    observer_.holds_results(communicator_.any(kept_.checkpointer().has_unwritten()));
    datasets::TrainingSet set = load(replica);
    const auto spectrum = datasets::leading_covariance_spectrum(set, static_cast<int>(options().eigenvalues),
                                                                grid_.deal(), communicator_);
    if (replica == 0) settle_sweep(set, spectrum);
    observer_.holds_results(true);
    if (!sweep(replica, set, class_sizes(set))) return false;
    if (communicator_.is_root()) result_.measured.spectra.push_back(spectrum);
    return true;
  }

  static std::vector<std::int64_t> class_sizes(const datasets::TrainingSet& set) {
    std::vector<std::int64_t> sizes(set.class_values().size(), 0);
    for (std::int64_t mu = 0; mu < set.count(); ++mu) ++sizes[set.class_of(mu)];
    for (std::size_t c = 0; c < sizes.size(); ++c)
      if (sizes[c] < 2)
        throw DataError(
            fmt::format("class {} has {} of the {} points; leaving a point out needs two of each "
                        "class",
                        set.class_values()[c], sizes[c], set.count()));
    return sizes;
  }

  void settle_classes(const datasets::TrainingSet& set, const std::vector<std::int64_t>& sizes) {
    result_.class_values = set.class_values();
    if (replicas_done_ > 0)
      read_state(kept_.start_file(), communicator_,
                 [&] { require_classes(classes_of_start_, result_.class_values); });
    if (sizes.size() < 2)
      throw DataError(fmt::format("{}: all points have the label {}; speciation needs two classes or more",
                                  options().train_file, result_.class_values.front()));
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
    const double norm_squared = set.largest_norm_squared(communicator_);
    require_summable(norm_squared, result_.times.front());
    result_.precision =
        choose_precision(options().precision, result_.times.front(), norm_squared, set.dimension());
  }

  void settle_times() {
    result_.times = options().times;
    if (result_.times.empty()) {
      std::vector<double> predicted;
      const double of_eigenvalue =
          law_ ? law_speciation_time(result_)
               : theory::speciation_time_of_eigenvalue(std::max(0., largest_eigenvalue_));
      for (const PairTheory& pair : result_.theories)
        if (!std::isnan(pair.speciation_time)) predicted.push_back(pair.speciation_time);
      if (!std::isnan(of_eigenvalue)) predicted.push_back(of_eigenvalue);
      if (predicted.empty())
        throw OptionError("times",
                          "auto finds no speciation time to choose times around: noise hides these "
                          "classes from the beginning; give the times");
      result_.times = automatic_times_around(predicted);
    }
    result_.options.times = result_.times;
    announce();
  }

  void announce() {
    const std::string sizes =
        has_training_set(options()) ? fmt::format(", n = {}", options().points.value()) : "";
    RunHeader header = record_.header(
        fmt::format("speciation: {}, d = {}{}, {} classes, {} queries, {} times in [{:.4g}, {:.4g}], seed {}",
                    name_of(options().train), *options().dimension, sizes, result_.class_values.size(),
                    options().queries, result_.times.size(), result_.times.front(), result_.times.back(),
                    options().seed),
        result_.precision.used);
    if (kept_.goes_on()) header.notes.push_back(fmt::format("goes on from {}", kept_.start_file()));
    if (communicator_.is_root()) observer_.header(header);
  }

  /// Whether this rank goes on; root tells how far the run is, and writes what is due.
  bool go_on(double more_parts, const std::string& doing) {
    if (communicator_.is_root()) {
      Progress progress;
      progress.fraction = (parts_done() + more_parts) / parts();
      progress.fraction_at_start = done_at_start_ / parts();
      progress.seconds = record_.seconds();
      record_.predict(progress.fraction - progress.fraction_at_start, 1 - progress.fraction_at_start);
      progress.doing = doing;
      observer_.progress(progress);
      write_if_due();
    }
    return !kept_.checkpointer().stop_wanted();
  }

  bool sweep(int replica, datasets::TrainingSet& set, const std::vector<std::int64_t>& sizes) {
    const std::int64_t points = set.count();
    const int count = static_cast<int>(std::min(options().queries, points));  // each its own source
    const auto queries = diffusion::noised_queries(
        set, count, points, options().seed, static_cast<std::uint32_t>(replica), grid_.deal(), communicator_);
    const auto sweep =
        kernels::make_sweep(set.points(), queries, {result_.times, result_.precision.used, points});
    const std::string doing = fmt::format("replica {} of {}", replica + 1, options().replicas);
    if (!sweep_whole_set(*sweep, set, grid_, chunks_, communicator_,
                         [&](double share) { return go_on(share, doing); }))
      return false;
    kernels::PosteriorStates states = sweep->take();
    parallel::reduce_to_root(states, communicator_);
    if (!communicator_.is_root()) return true;
    std::vector<int> source_class;
    for (const std::int64_t source : queries.source_index) source_class.push_back(set.class_of(source));
    result_.measured.replicas.push_back(training_posteriors(states, source_class, sizes));
    count_work(states.work, points * count, set.dimension());
    return true;
  }

  void count_work(const kernels::Work& done, std::int64_t pairs, int dimension) {
    constexpr double products = 2;
    RunWork& work = summary_.work;
    work.pairs += pairs;
    work.pair_times += done.terms;
    work.exponentials += done.terms - done.skipped;
    work.flops += products * kernels::flops_per_product * dimension * static_cast<double>(pairs) +
                  kernels::flops_per_term * static_cast<double>(done.terms - done.skipped);
  }

  /// A part of the fresh points.
  bool run_law() {
    observer_.holds_results(true);
    const int last =
        std::min(fresh_points(), fresh_done_ + std::max(least_together, fresh_points() / most_law_parts));
    const double share = static_cast<double>(last - fresh_done_) / fresh_points();
    const auto posteriors =
        population_posteriors(*law_, fresh_done_, last, result_.times, options().seed, communicator_,
                              [&](double part) { return go_on(share * part, "fresh points"); });
    if (!posteriors) return false;
    fresh_done_ = last;
    if (communicator_.is_root()) append(result_.measured.of_law, *posteriors);
    return true;
  }

  io::Document document() const {
    return speciation_document(
        result_, kept_.provenance(record_.describe(
                     options().command_line,
                     refreshed(speciation_option_table(), origins_, options(), SpeciationOptions()),
                     options().seed, result_.precision.used, kept_.all_work(summary_.work))));
  }

  const parallel::Communicator& communicator_;
  Observer& observer_;
  std::vector<ResolvedOption> origins_;
  RankGrid grid_;
  RunRecord record_;
  KeptRun kept_;
  TileChunks chunks_;
  std::optional<datasets::PopulationLaw> law_;
  SpeciationResult result_;
  SpeciationSummary summary_;
  double largest_eigenvalue_ = 0;
  int replicas_done_ = 0, fresh_done_ = 0;  // fresh points of the law
  double done_at_start_ = 0;
  std::vector<std::int64_t> classes_of_start_;  // on root: labels in the file that it goes on from
};

}  // namespace

SpeciationSummary run_speciation(const SpeciationOptions& resolved,
                                 const std::vector<ResolvedOption>& origins,
                                 const parallel::Communicator& communicator, Observer& observer,
                                 const std::optional<DocumentStart>& start, RunExtent extent) {
  return SpeciationRun(resolved, origins, communicator, observer, start).run(extent);
}

}  // namespace regimes::experiments
