#include "experiments/kde/kde_document.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "base/contract.hpp"
#include "experiments/kde/kde_state.hpp"
#include "experiments/options/law_options.hpp"
#include "experiments/run/experiment_name.hpp"
#include "experiments/run/measured_variable.hpp"
#include "experiments/run/run_document.hpp"
#include "theory/density_moments.hpp"
#include "theory/density_regimes.hpp"
#include "theory/geometry.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
using Analysis = std::vector<KdeAnalysis>;
using Values = std::vector<double>;
constexpr const char* where_empty =
    "-infinity or NaN (of KL: infinity) where the support of a compact kernel holds no point at some query";

class RootBuilder {
 public:
  RootBuilder(const KdeResult& result, const Analysis& analysis) : result_(result), analysis_(analysis) {}

  io::Document take() { return std::move(document_); }

  void add_attributes() {
    const KdeOptions& options = result_.options;
    document_ = run_document(
        kde_name, "Kernel density estimates, against bandwidth and number of training points", options);
    auto& attributes = document_.attributes;
    if (has_effect(options, "variance")) attributes["variance"] = options.variance;
    if (has_effect(options, "mean-amplitude")) attributes["mean_amplitude"] = options.mean_amplitude;
    attributes["kernel"] = std::string(name_of(options.kernel));
    attributes["query_points"] = std::string(name_of(query_points(options)));
    attributes["fixed_query"] = std::int64_t{options.fixed_query};
    attributes["queries"] = options.queries;
    attributes["replicas"] = static_cast<std::int64_t>(options.replicas);
    attributes["seed"] = seed_attribute(options.seed);
    add_precision(attributes, result_.precision);
    add_equal_counts(attributes, result_.equals);
    attributes["coordinate_deviation"] = result_.deviation;
    const bool is_gaussian = options.kernel == DensityKernel::gaussian;
    attributes["skipped_weight_bound"] = is_gaussian ? skipped_weight(result_, options.queries) : 0.;
    attributes["error_bars"] =
        "Standard errors are " +
        observables::error_bar_rule(analysis_.empty() ? 0 : analysis_.front().replicas) +
        ". Those of the best bandwidth are the s.d. over bootstrap resamples of the same units, and the "
        "error of "
        "the grid (*_grid_error) in quadrature. Deviations and quantiles are over all queries and replicas.";
  }

  void add_coordinates() {
    document_.dimensions = {{"points", result_.snapshots.size()},
                            {bandwidth_axis, result_.grid.size()},
                            {"quantile", quantile_levels.size()}};
    add("points", {"points"}, result_.snapshots, {"1", "number of training points", "n"});
    add(bandwidth_axis, {bandwidth_axis}, result_.grid, {data_units, "bandwidth of the kernel", "h"});
    add("quantile", {"quantile"}, quantile_levels, {"1", "level of a quantile", "p"});
    add_per_size("log_points_per_dimension", {"1", "control parameter, ln n / d", "alpha"},
                 [this](std::size_t k) { return alpha(k); });
  }

  void add_curves() {
    add_law_of("log_density", &KdeAnalysis::log_density, {"nat", "log of the estimate", "ln rho_h"});
    if (has_slope(result_.options.kernel))
      add_law_of("intrinsic_dimension", &KdeAnalysis::intrinsic_dimension,
                 {"1", "directions in which points lie about the query at the scale h, d + d ln rho_h/d ln h",
                  "d_LID"});
    add_law_of("participation_ratio", &KdeAnalysis::participation_ratio, {"1", "sum K^2/(sum K)^2", "Y2"});
    add_law_of("effective_points", &KdeAnalysis::effective_points,
               {"1", "points that make the estimate, 1/Y2", "1/Y2"});
    add_law_of(
        "nearest_distance_squared", &KdeAnalysis::nearest_distance_squared,
        {"squared units of the data", "squared distance of the nearest point, per dimension", "r^2/d"});
    if (result_.options.kernel != DensityKernel::gaussian)
      add_law_of("support_count", &KdeAnalysis::support_count,
                 {"1", "training points in the support of the kernel", "N_h"});
    if (!result_.law) return;
    add_law_of("log_density_ratio", &KdeAnalysis::log_density_ratio,
               {"nat", "log of the estimate over the density", "ln(rho_h/rho)"});
    add_divergence();
    add_law_of("ratio_to_mean", &KdeAnalysis::ratio_to_mean,
               {"1", "estimate over its mean over training sets", "rho_h/E rho_h"});
    add_curve_with_error(
        "tail_index", [](const KdeAnalysis& a) -> const Values& { return a.tail_index; },
        [](const KdeAnalysis& a) -> const Values& { return a.tail_index_error; },
        {"1", "Hill's index of the tail of rho_h/E rho_h", "a", OverSeeds::mean,
         "NaN where too few queries are in the tail, or estimates are 0"});
    add_histogram();
  }

  void add_bandwidths() {
    std::vector<observables::Estimate> best;
    for (const KdeAnalysis& analysis : analysis_) best.push_back(analysis.best_bandwidth);
    add_places_on_grid(
        document_, "best_bandwidth", {"points"}, best,
        {data_units,
         has_equals(result_.equals) ? "bandwidth of the largest mean ln rho_h(x) of queries without equals"
                                    : "bandwidth of the largest mean ln rho_h(x)",
         "h_opt"},
        remarks_on(best, result_.snapshots));
    add_per_size(
        "scott_bandwidth", {data_units, "Scott's rule, sigma n^{-1/(d+4)}", "h_Scott", OverSeeds::mean},
        [this](std::size_t k) { return scott_bandwidth(result_.deviation, dimension(), points(k)); });
    add_per_size(
        "silverman_bandwidth",
        {data_units, "Silverman's rule, Scott's times (4/(d+2))^{1/(d+4)}", "h_Silv", OverSeeds::mean},
        [this](std::size_t k) { return silverman_bandwidth(result_.deviation, dimension(), points(k)); });
  }

  /// Adds what theory says of Gaussian data and kernel at infinite size.
  void add_theory() {
    using theory::DensityRegimes;
    using Thresholds = theory::BandwidthThresholds;
    const auto add_threshold = [&](const char* name, const Label& label, double Thresholds::*which) {
      add_per_size(name, label, [this, which](std::size_t k) {
        return sigma() * (DensityRegimes(alpha(k)).thresholds().*which);
      });
    };
    add_threshold("theory_bandwidth_condensation",
                  {data_units, "a few points rule below it", "h_G", OverSeeds::same},
                  &Thresholds::condensation);
    add_threshold("theory_bandwidth_central_limit",
                  {data_units, "heavy tails below it", "h_CLT", OverSeeds::same}, &Thresholds::central_limit);
    add_threshold("theory_bandwidth_kullback_leibler",
                  {data_units, "least KL(rho || rho_h)", "h_KL", OverSeeds::same},
                  &Thresholds::kullback_leibler);
    const auto add_curve = [&](const char* name, const Label& label, auto value) {
      add_table(name, label, [this, value](std::size_t k, double h) {
        return value(DensityRegimes(alpha(k)), h / sigma());
      });
    };
    add_curve("theory_stable_index", {"1", "stable index (h/h_G)^2", "(h/h_G)^2", OverSeeds::same},
              [](const DensityRegimes& at, double h) { return at.stable_index(h); });
    add_curve("theory_participation_ratio", {"1", "mean Y2 at infinite size", "Y2", OverSeeds::same},
              [](const DensityRegimes& at, double h) { return at.inverse_participation_ratio(h); });
    add_curve("theory_log_density",
              {"nat", "typical log of the estimate, leading order in d", "ln rho_h", OverSeeds::same},
              [this](const DensityRegimes& at, double h) {
                return dimension() * (at.log_density_per_dimension(h) - std::log(sigma()));
              });
    add_table("theory_intrinsic_dimension",
              {"1", "annealed intrinsic dimension at |x|^2 = d sigma^2, of infinitely many points", "d_LID",
               OverSeeds::same},
              [this](std::size_t, double h) {
                return theory::annealed_intrinsic_dimension(dimension(), dimension(), h / sigma());
              });
    add_curve(
        "theory_divergence", {"nat", "KL(rho || rho_h), leading order in d", "KL", OverSeeds::same},
        [this](const DensityRegimes& at, double h) { return dimension() * at.divergence_per_dimension(h); });
  }

  /// Adds exact moments of Gaussian data and any kernel, at |x|^2 = d sigma^2, for any n and d.
  void add_exact_moments() {
    const auto moments = [this](double h) {
      return theory::DensityMoments{result_.options.kernel, dimension(), result_.law->variance, h};
    };
    const double typical = dimension() * result_.law->variance;
    Values mean;
    for (const double h : result_.grid) mean.push_back(moments(h).log_mean(typical));
    add("theory_log_mean_density", {bandwidth_axis}, std::move(mean),
        {"nat", "log of the mean estimate at |x|^2 = d sigma^2, exact", "ln E rho_h", OverSeeds::same});
    add_table(
        "theory_relative_deviation",
        {"1", "s.d. of rho_h/E rho_h over training sets at |x|^2 = d sigma^2, exact", "s.d.",
         OverSeeds::same},
        [&](std::size_t k, double h) { return std::sqrt(moments(h).relative_variance(typical, points(k))); });
  }

 private:
  double dimension() const { return static_cast<double>(result_.dimension); }
  double points(std::size_t k) const { return static_cast<double>(result_.snapshots[k]); }
  double alpha(std::size_t k) const { return std::log(points(k)) / dimension(); }
  double sigma() const { return std::sqrt(result_.law->variance); }

  void add(std::string name, std::vector<std::string> dimensions, io::Values values, const Label& label) {
    document_.variables.push_back(
        labelled_variable(std::move(name), std::move(dimensions), std::move(values), label));
  }

  void add_per_size(std::string name, const Label& label, const std::function<double(std::size_t)>& value) {
    Values values;
    for (std::size_t k = 0; k < result_.snapshots.size(); ++k) values.push_back(value(k));
    add(std::move(name), {"points"}, std::move(values), label);
  }

  void add_table(std::string name, const Label& label,
                 const std::function<double(std::size_t, double)>& value) {
    Values values;
    for (std::size_t k = 0; k < result_.snapshots.size(); ++k)
      for (const double h : result_.grid) values.push_back(value(k, h));
    add(std::move(name), {"points", bandwidth_axis}, std::move(values), label);
  }

  using Row = std::function<const Values&(const KdeAnalysis&)>;

  /// Rows of all snapshots, NaN for those not done.
  Values gathered(const Row& row, std::size_t width) const {
    Values values;
    for (const KdeAnalysis& analysis : analysis_) {
      Values found = row(analysis);
      found.resize(width, not_a_number);
      values.insert(values.end(), found.begin(), found.end());
    }
    return values;
  }

  io::Variable& add_curve_with_error(const std::string& name, const Row& values, const Row& errors,
                                     const Label& label) {
    const std::size_t width = result_.grid.size();
    return add_with_error(document_, name, {"points", bandwidth_axis}, gathered(values, width),
                          gathered(errors, width), label);
  }

  /// Mean, error, s.d. and quantiles.
  void add_law_of(const std::string& name, DensityCurve KdeAnalysis::*which, const Label& label) {
    const std::size_t width = result_.grid.size();
    add_curve_with_error(
        name, [&](const KdeAnalysis& a) -> const Values& { return (a.*which).curve.mean; },
        [&](const KdeAnalysis& a) -> const Values& { return (a.*which).curve.standard_error; },
        {label.unit, "mean of: " + label.long_name, label.symbol, OverSeeds::mean, where_empty});
    add(name + "_deviation", {"points", bandwidth_axis},
        gathered([&](const KdeAnalysis& a) -> const Values& { return (a.*which).deviation; }, width),
        {label.unit, "s.d. of: " + label.long_name, "s.d.(" + label.symbol + ")", OverSeeds::mean,
         where_empty});
    add(name + "_quantile", {"points", bandwidth_axis, "quantile"},
        gathered([&](const KdeAnalysis& a) -> const Values& { return (a.*which).quantile; },
                 width* quantile_levels.size()),
        {label.unit, "quantiles of: " + label.long_name, "Q(" + label.symbol + ")", OverSeeds::mean,
         where_empty});
  }

  /// KL(rho || rho_h) = E ln rho(x) - ln rho_h(x), x ~ rho.
  void add_divergence() {
    io::Variable& divergence = add_curve_with_error(
        "divergence", [](const KdeAnalysis& a) -> const Values& { return a.log_density_ratio.curve.mean; },
        [](const KdeAnalysis& a) -> const Values& { return a.log_density_ratio.curve.standard_error; },
        {"nat", "Kullback-Leibler divergence KL(rho || rho_h)", "KL", OverSeeds::mean, where_empty});
    for (double& value : std::get<Values>(divergence.values)) value = -value;
  }

  void add_histogram() {
    constexpr double width = 2 * ratio_range / ratio_bins;
    Values middles;
    for (int bin = 0; bin < ratio_bins; ++bin) middles.push_back(-ratio_range + (bin + .5) * width);
    document_.dimensions["ratio_bin"] = ratio_bins;
    add("ratio_bin", {"ratio_bin"}, std::move(middles),
        {"nat", "middle of a bin of ln(rho_h/E rho_h); the first and last hold all beyond",
         "ln(rho_h/E rho_h)"});
    std::vector<std::int64_t> counts;
    for (const KdeAnalysis& analysis : analysis_) {
      std::vector<std::int64_t> row = analysis.ratio_count;
      row.resize(result_.grid.size() * ratio_bins, 0);
      counts.insert(counts.end(), row.begin(), row.end());
    }
    add("ratio_count", {"points", bandwidth_axis, "ratio_bin"}, std::move(counts),
        {"1", "queries and replicas with ln(rho_h/E rho_h) in the bin", "N"});
  }

  const KdeResult& result_;
  const Analysis& analysis_;
  io::Document document_;
};

}  // namespace

io::Document kde_document(const KdeResult& result, const Analysis& analysis, io::Group provenance) {
  require(analysis.size() == result.snapshots.size(), "{} snapshots were analysed of {}", analysis.size(),
          result.snapshots.size());
  RootBuilder root(result, analysis);
  root.add_attributes();
  root.add_coordinates();
  root.add_curves();
  root.add_bandwidths();
  const bool is_one_gaussian = result.law && result.law->mean_norm_squared == 0;
  if (is_one_gaussian) root.add_exact_moments();
  if (is_one_gaussian && result.options.kernel == DensityKernel::gaussian) root.add_theory();
  io::Document document = root.take();
  document.groups.push_back(state_group(result));
  document.groups.push_back(std::move(provenance));
  return document;
}

}  // namespace regimes::experiments
