#include "experiments/speciation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "datasets/together.hpp"
#include "diffusion/noised_queries.hpp"
#include "experiments/population_options.hpp"
#include "experiments/rank_grid.hpp"
#include "experiments/speciation_document.hpp"
#include "experiments/speciation_result.hpp"
#include "experiments/training_data.hpp"
#include "experiments/whole_set.hpp"
#include "io/result_file.hpp"
#include "parallel/reduce_states.hpp"
#include "theory/speciation.hpp"

namespace regimes::experiments {

namespace {

constexpr std::uint64_t bootstrap_salt = 0x5bec1a7e;  ///< so that resampling shares no stream with the data

class SpeciationRun {
 public:
  SpeciationRun(const SpeciationOptions& options, const std::vector<ResolvedOption>& origins,
                const parallel::Communicator& communicator, Observer& observer)
      : communicator_(communicator),
        observer_(observer),
        origins_(origins),
        grid_(communicator, 1),
        record_(communicator),
        chunks_([this] { return observer_.stop_requested(); }) {
    datasets::together(communicator, [&] {
      result_.options = resolve_files(options);
      if (!is_from_file(result_.options)) law_.emplace(population_law(result_.options));
    });
    if (result_.options.eigenvalues > *result_.options.dimension)
      result_.options.eigenvalues = *result_.options.dimension;
    if (law_) settle_law();
  }

  SpeciationSummary run(RunExtent extent) {
    if (extent == RunExtent::checks) {
      summary_.finished = true;
      return summary_;
    }
    if (!has_training_set(result_.options)) settle_times();
    summary_.finished = measure();
    if (summary_.finished) finish();
    summary_.seconds = record_.seconds();
    summary_.predicted_seconds = record_.predicted_seconds();
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

  /// Every training set first, so that its spectrum can choose the times; then the law.
  bool measure() {
    std::vector<datasets::LeadingSpectrum> spectra;
    std::vector<ClassPosteriors> replicas;
    const int count = has_training_set(options()) ? options().replicas : 0;
    for (int replica = 0; replica < count; ++replica)
      if (!run_replica(replica, spectra, replicas)) return false;
    if (law_ && !run_law()) return false;
    if (!spectra.empty()) result_.spectrum = spectrum_estimate(spectra);
    if (!replicas.empty() && communicator_.is_root()) result_.of_training_set = curves(replicas);
    return true;
  }

  SpeciationCurves curves(const std::vector<ClassPosteriors>& replicas) const {
    return speciation_curves(replicas, result_.priors, result_.levels, result_.times,
                             options().seed ^ bootstrap_salt);
  }

  bool run_replica(int replica, std::vector<datasets::LeadingSpectrum>& spectra,
                   std::vector<ClassPosteriors>& replicas) {
    TrainingOptions stored = options();
    stored.store = true;  // covariances visit points that are in memory
    datasets::TrainingSet set =
        make_training_set(stored, static_cast<std::uint32_t>(replica), grid_.deal(), communicator_,
                          {datasets::RowOrder::permuted, datasets::usual_window_bytes});
    const std::vector<std::int64_t> sizes = class_sizes(set);
    if (replica == 0 && !law_) settle_classes(set, sizes);
    spectra.push_back(datasets::leading_covariance_spectrum(set, static_cast<int>(options().eigenvalues),
                                                            grid_.deal(), communicator_));
    if (replica == 0) settle_sweep(set, spectra.front());
    return sweep(replica, set, sizes, replicas);
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

  void settle_sweep(const datasets::TrainingSet& set, const datasets::LeadingSpectrum& spectrum) {
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
    if (communicator_.is_root()) observer_.header(header);
  }

  /// Whether all ranks go on; root tells how far the run is.
  bool go_on(double share, const std::string& doing) {
    if (communicator_.is_root()) {
      const double parts = (has_training_set(options()) ? options().replicas : 0) + (law_ ? 1 : 0);
      Progress progress;
      progress.fraction = (parts_done_ + share) / parts;
      progress.seconds = record_.seconds();
      record_.predict(progress.fraction);
      progress.doing = doing;
      observer_.progress(progress);
    }
    return !observer_.stop_requested();
  }

  bool sweep(int replica, datasets::TrainingSet& set, const std::vector<std::int64_t>& sizes,
             std::vector<ClassPosteriors>& replicas) {
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
    ++parts_done_;
    if (!communicator_.is_root()) return true;
    std::vector<int> source_class;
    for (const std::int64_t source : queries.source_index) source_class.push_back(set.class_of(source));
    replicas.push_back(training_posteriors(states, source_class, sizes));
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

  bool run_law() {
    const auto posteriors =
        population_posteriors(*law_, static_cast<int>(options().queries), result_.times, options().seed,
                              communicator_, [this](double share) { return go_on(share, "fresh points"); });
    ++parts_done_;
    if (!posteriors) return false;
    if (communicator_.is_root()) result_.of_law = curves({*posteriors});
    return true;
  }

  void finish() {
    if (!communicator_.is_root()) return;
    const io::Document document = speciation_document(
        result_, record_.provenance(options().command_line, speciation_texts().refreshed(origins_, options()),
                                    options().seed, result_.precision.used, summary_.work));
    io::write_document(options().output, document);
    summary_.output = options().output;
    summary_.rows = speciation_rows(result_);
  }

  const parallel::Communicator& communicator_;
  Observer& observer_;
  std::vector<ResolvedOption> origins_;
  RankGrid grid_;
  RunRecord record_;
  TileChunks chunks_;
  std::optional<datasets::PopulationLaw> law_;
  SpeciationResult result_;
  SpeciationSummary summary_;
  double largest_eigenvalue_ = 0, parts_done_ = 0;
};

}  // namespace

SpeciationSummary run_speciation(const SpeciationOptions& resolved,
                                 const std::vector<ResolvedOption>& origins,
                                 const parallel::Communicator& communicator, Observer& observer,
                                 RunExtent extent) {
  return SpeciationRun(resolved, origins, communicator, observer).run(extent);
}

}  // namespace regimes::experiments
