#include "experiments/sample/score_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "base/process.hpp"
#include "base/text.hpp"
#include "datasets/leading_spectrum.hpp"
#include "diffusion/precision.hpp"
#include "experiments/evaluate/free_inputs.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/training/training_data.hpp"
#include "parallel/collective_errors.hpp"
#include "theory/speciation.hpp"

namespace regimes::experiments {
namespace {

/// Collective: where a file of the law cannot be read on one rank, all end.
std::optional<datasets::PopulationLaw> law_of(const TrainingOptions& options,
                                              const parallel::Communicator& ranks) {
  std::optional<datasets::PopulationLaw> law;
  if (!is_from_file(options))
    parallel::rethrow_on_all_ranks(ranks, [&] { law.emplace(population_law(options)); });
  return law;
}

std::vector<double> direction_of(const datasets::PopulationLaw& law) {
  if (law.classes() != 2) return {};
  std::vector<double> first(law.dimension()), second(law.dimension());
  law.class_law(0).mean(first);
  law.class_law(1).mean(second);
  for (std::size_t k = 0; k < first.size(); ++k) first[k] = (first[k] - second[k]) / 2;
  const bool is_zero = std::all_of(first.begin(), first.end(), [](double m) { return m == 0; });
  return is_zero ? std::vector<double>() : first;
}

/// The largest eigenvalue of the law's covariance; nothing where iterations do not find it.
std::optional<double> largest_eigenvalue_of(const datasets::PopulationLaw& law) {
  const auto multiply = [&law](std::span<const double> v, std::span<double> out) {
    const auto d = static_cast<std::size_t>(law.dimension());
    for (std::size_t k = 0; k < v.size(); k += d) law.covariance_product(v.subspan(k, d), out.subspan(k, d));
  };
  const std::vector<double> values = datasets::leading_eigenpairs(law.dimension(), 1, multiply).values;
  return values.empty() ? std::nullopt : std::optional(values.front());
}

/// The option that sets the smallest time of a sampler.
const char* option_of_smallest_time(const SamplerOptions& options) {
  if (!options.grid.empty()) return "time-grid";
  return options.t_end.value_or(0) > 0 ? "t-end" : "steps";
}

}  // namespace

ScoreModel::ScoreModel(const SamplerOptions& options, double smallest_time,
                       const parallel::Communicator& ranks, std::int64_t window_bytes)
    : ranks_(ranks),
      grid_(ranks, 1),
      law_(law_of(options, ranks)),
      scale_(is_from_file(options) ? options.scale : 1) {
  if (options.score == ScoreKind::population) {
    auto score = std::make_unique<diffusion::PopulationScore>(law_.value());
    if (score->classes() > 1) {
      class_values_.resize(score->classes());
      std::iota(class_values_.begin(), class_values_.end(), 0);
    }
    score_ = std::move(score);
  } else {
    set_.emplace(set_in_file_order(options, grid_, coordinates_at_first(options.precision), window_bytes));
    settle_precision(options, smallest_time);
    if (needs_double(*set_, precision_.used)) {
      set_.reset();
      set_.emplace(set_in_file_order(options, grid_, coordinates_of(precision_.used), window_bytes));
    }
    notes_ = notes_on(options, *set_);
    equals_ = counts_of(set_->equals());
    auto score = std::make_unique<diffusion::EmpiricalScore>(*set_, precision_.used, ranks_);
    empirical_ = score.get();
    score_ = std::move(score);
    class_values_ = set_->class_values();
    center_ = set_->center();
    if (!law_) mean_ = set_->mean();
    if (options.smoothing.is_given())
      smoothed_ = std::make_unique<diffusion::SmoothedScore>(
          *score_, smoothing_of(options.smoothing, options.seed), ranks_);
  }
  if (law_) mean_direction_ = direction_of(*law_);
  if (options.guidance.is_on()) guide(options);
  note_start(options);
}

// Classes are decided at t_S = (1/2) ln Lambda; a flow from N(0, I) at T errs by e^{-(T - t_S)} in their
// shares, the SDE by the square of it (src/theory/README.md, "Schedules").
void ScoreModel::note_start(const SamplerOptions& options) {
  constexpr double far_enough = 5;
  const double start = sampler_ends(options).front();
  if (!diffusion::is_deterministic(options.step) || std::isinf(start)) return;
  std::optional<double> eigenvalue;
  if (law_) {
    eigenvalue = largest_eigenvalue_of(*law_);
  } else {
    const auto values = datasets::leading_covariance_spectrum(*set_, 1, grid_.partition(), ranks_).values;
    if (!values.empty()) eigenvalue = values.front();
  }
  if (!eigenvalue) return;
  const double decided = theory::speciation_time_of_eigenvalue(std::max(0., *eigenvalue));
  if (std::isnan(decided) || start - decided >= far_enough) return;
  notes_.push_back(fmt::format(
      "paths start at t = {:.4g}, {:.3g} from t_S = (1/2) ln Lambda = {:.4g}: without noise on the way they "
      "keep an error of about e^{{-(T - t_S)}} = {:.2g} in the shares of classes; start {} above t_S, or "
      "from "
      "pure noise with --step ddim --time-grid snr --t-start inf",
      start, start - decided, decided, std::exp(decided - start), far_enough));
}

void ScoreModel::guide(const SamplerOptions& options) {
  const std::vector<int> labels = class_values_.empty() ? std::vector{0} : class_values_;
  const std::vector<double> priors = law_ ? law_->priors() : std::vector<double>();
  guided_ = std::make_unique<diffusion::GuidedScore>(
      *score_, guidance_of(options.guidance),
      classes_of_paths(options.guidance, static_cast<int>(options.trajectories), labels, priors, set()));
}

/// Trajectories at time t have |x|^2 of about e^{-2t} |a|^2 + Delta_t d, and smoothed ones e^{-2t} h^2 d
/// more.
void ScoreModel::settle_precision(const SamplerOptions& options, double smallest_time) {
  const datasets::PointExtent extent = set_->extent(ranks_);
  const double norm_squared = extent.norm_squared, t = smallest_time;
  require_summable(norm_squared, t, option_of_smallest_time(options));
  const double width = options.smoothing.width, d = set_->dimension();
  const double query_norm_squared =
      std::exp(-2 * t) * (norm_squared + width * width * d) + noise_variance(t) * d;
  const PointRounding rounding = rounding_of(options, *set_, extent);
  const auto of_coordinates = [&](double of_points) {
    return diffusion::free_coordinate_logit_error(t, query_norm_squared, norm_squared, 0, of_points);
  };
  precision_ = precision_for_errors(options.precision,
                                    diffusion::free_float_logit_error(t, query_norm_squared, norm_squared),
                                    {of_coordinates(rounding.in_float), of_coordinates(rounding.in_double)});
  require_meaning(precision_, t);
  warnings_ = imprecision_warnings(precision_, t);
}

std::vector<double> ScoreModel::raw(std::vector<double> x, double t) const {
  if (center_.empty()) return x;
  const double signal = std::exp(-t);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = (x[i] + signal * center_[i % center_.size()]) / scale_;
  return x;
}

std::vector<std::int64_t> labels_of_paths(ScoreModel& model) {
  std::vector<std::int64_t> labels;
  if (!model.guided()) return labels;
  for (const int c : model.guided()->class_of_path())
    labels.push_back(model.class_values().empty() ? 0 : model.class_values()[c]);
  return labels;
}

std::string description(const SamplerOptions& options) {
  const std::string smoothing =
      options.smoothing.is_given() ? fmt::format("smoothed (h = {:.4g}) ", options.smoothing.width) : "";
  const std::string points =
      options.score == ScoreKind::empirical ? fmt::format(", n = {}", options.points.value()) : "";
  return fmt::format("{}{} score of {}, d = {}{}, {} steps, {}", smoothing, name_of(options.score),
                     name_of(options.train), options.dimension.value(), points,
                     diffusion::name_of(options.step),
                     counted(options.trajectories, "trajectory", "trajectories"));
}

}  // namespace regimes::experiments
