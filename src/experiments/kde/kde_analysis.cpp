#include "experiments/kde/kde_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "observables/best_bandwidth.hpp"
#include "observables/bootstrap.hpp"
#include "observables/density_observables.hpp"
#include "observables/sample_law.hpp"

namespace regimes::experiments {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Values of one quantity, [query][bandwidth], of one replica.
using Table = std::vector<double>;

/// A query of a replica, at one bandwidth.
struct Place {
  const kernels::Posterior& sums;
  const DensityPoints& points;
  std::size_t query, bandwidth;
};

class SnapshotAnalyser {
 public:
  SnapshotAnalyser(const KdeResult& result, std::size_t snapshot) : result_(result), snapshot_(snapshot) {
    for (std::size_t r = 0; r < result.replicas.size(); ++r) {
      if (snapshot >= result.replicas[r].snapshots.size()) continue;
      replicas_.push_back(r);
      clusters_.emplace_back(sources_of(r));
    }
    for (const double bandwidth : result.grid)
      scales_.emplace_back(result.options.kernel, static_cast<double>(result.dimension), bandwidth,
                           result.points_in_sum(snapshot));
  }

  KdeAnalysis analyse() {
    KdeAnalysis analysis;
    analysis.replicas = static_cast<int>(replicas_.size());
    analysis.best_bandwidth = {unknown, unknown, "no replica has reached this snapshot", 0};
    if (replicas_.empty()) return analysis;
    const auto log_density = tables([this](const Place& at) { return this->log_density(at); });
    analysis.log_density = curve(log_density);
    find_best(analysis, log_density);
    if (has_slope(result_.options.kernel))
      analysis.intrinsic_dimension = curve(tables([this](const Place& at) {
        return observables::intrinsic_dimension(at.sums, scale(at), at.points.norm_squared[at.query]);
      }));
    analysis.participation_ratio =
        curve(tables([](const Place& at) { return observables::density_participation_ratio(at.sums); }));
    analysis.effective_points =
        curve(tables([](const Place& at) { return 1 / observables::density_participation_ratio(at.sums); }));
    analysis.nearest_distance_squared = curve(tables([this](const Place& at) {
      return observables::nearest_distance_squared(at.sums, result_.grid[at.bandwidth],
                                                   at.points.norm_squared[at.query]) /
             static_cast<double>(result_.dimension);
    }));
    if (result_.options.kernel != DensityKernel::gaussian)
      analysis.support_count =
          curve(tables([](const Place& at) { return observables::support_count(at.sums); }));
    if (result_.law) compare_with_law(analysis, log_density);
    return analysis;
  }

 private:
  std::size_t bandwidths() const { return result_.grid.size(); }

  /// What queries share that come from one point; others are their own.
  std::vector<std::int64_t> sources_of(std::size_t replica) const {
    std::vector<std::int64_t> sources = result_.points[replica].source_index;
    for (std::size_t q = 0; q < sources.size(); ++q)
      if (sources[q] < 0) sources[q] = static_cast<std::int64_t>(q);
    return sources;
  }
  static double overlap(const Place& at) {
    return at.points.mean_overlap.empty() ? 0 : at.points.mean_overlap[at.query];
  }

  double log_density(const Place& at) const {
    return observables::log_kernel_density(at.sums, scale(at), at.points.norm_squared[at.query]);
  }
  double spread(const Place& at) const {
    return observables::density_spread(at.sums, scale(at), at.points.norm_squared[at.query]);
  }
  const observables::DensityScale& scale(const Place& at) const { return scales_[at.bandwidth]; }
  double rounding() const { return observables::rounding_of_sums(result_.precision.used); }

  /// value(place), or value(place, its number in the tables `of`): one table per replica.
  template <class Value>
  std::vector<Table> tables(const Value& value, const std::vector<Table>& of = {}) const {
    std::vector<Table> all;
    for (const std::size_t r : replicas_) {
      const kernels::PosteriorStates& states = result_.replicas[r].snapshots[snapshot_];
      Table table;
      table.reserve(states.posterior.size());
      for (std::size_t i = 0; i < states.posterior.size(); ++i) {
        const Place at{states.posterior[i], result_.points[r], i / bandwidths(), i % bandwidths()};
        if constexpr (std::is_invocable_v<Value, const Place&>)
          table.push_back(value(at));
        else
          table.push_back(value(at, of[all.size()][i]));
      }
      all.push_back(std::move(table));
    }
    return all;
  }

  /// The values of all queries and replicas at one bandwidth.
  std::vector<double> sample(const std::vector<Table>& values, std::size_t bandwidth) const {
    std::vector<double> all;
    for (const Table& table : values)
      for (std::size_t i = bandwidth; i < table.size(); i += bandwidths()) all.push_back(table[i]);
    return all;
  }

  static std::vector<const Table*> pointers(const std::vector<Table>& values) {
    std::vector<const Table*> all;
    for (const Table& table : values) all.push_back(&table);
    return all;
  }

  DensityCurve curve(const std::vector<Table>& values) const {
    DensityCurve result;
    result.curve =
        observables::mean_curve(pointers(values), clusters_, static_cast<int>(bandwidths()), rounding());
    for (std::size_t h = 0; h < bandwidths(); ++h) {
      const std::vector<double> all = sample(values, h);
      result.deviation.push_back(observables::moments(all).deviation);
      const auto levels = observables::quantiles(all, quantile_levels);
      result.quantile.insert(result.quantile.end(), levels.begin(), levels.end());
    }
    return result;
  }

  /// Whether a query of a replica has no equal among the points of its sum.
  bool is_single(std::size_t replica, std::size_t query) const {
    const auto& copies = result_.points[replica].copies;
    return copies.empty() || copies[snapshot_].empty() || copies[snapshot_][query] == 0;
  }

  /// The queries of one table that have no equals, and the clusters of these.
  struct Singles {
    std::vector<Table> log_density, spread;
    std::vector<observables::Clusters> clusters;
  };
  /// A query with equals in its sum has a likelihood that grows without bound as h falls.
  Singles singles(const std::vector<Table>& log_density) const {
    const auto spreads = tables([this](const Place& at) { return spread(at); });
    Singles all;
    for (std::size_t i = 0; i < replicas_.size(); ++i) {
      const std::vector<std::int64_t> sources = sources_of(replicas_[i]);
      std::vector<std::int64_t> kept;
      Table density, of_spread;
      for (std::size_t q = 0; q < sources.size(); ++q) {
        if (!is_single(replicas_[i], q)) continue;
        kept.push_back(sources[q]);
        const auto first = static_cast<std::ptrdiff_t>(q * bandwidths()),
                   last = first + static_cast<std::ptrdiff_t>(bandwidths());
        density.insert(density.end(), log_density[i].begin() + first, log_density[i].begin() + last);
        of_spread.insert(of_spread.end(), spreads[i].begin() + first, spreads[i].begin() + last);
      }
      if (kept.empty()) continue;
      all.log_density.push_back(std::move(density));
      all.spread.push_back(std::move(of_spread));
      all.clusters.emplace_back(kept);
    }
    return all;
  }

  void find_best(KdeAnalysis& analysis, const std::vector<Table>& log_density) const {
    const Singles of = singles(log_density);
    if (of.clusters.empty()) {
      analysis.best_bandwidth.reason =
          "every query has an equal among the training points, which gives it a likelihood without bound as "
          "h falls; give a file where every point stands once";
      return;
    }
    const int width = static_cast<int>(bandwidths());
    const observables::Bootstrap bootstrap(of.clusters, result_.options.seed, observables::default_resamples,
                                           rounding());
    const auto best = [this](std::vector<double> density, std::vector<double> spread) {
      return observables::best_bandwidth(result_.grid, {std::move(density), std::move(spread)},
                                         result_.options.kernel);
    };
    const auto densities = bootstrap.mean_curves(pointers(of.log_density), width),
               slopes = bootstrap.mean_curves(pointers(of.spread), width);
    std::vector<double> resampled;
    for (std::size_t i = 0; i < densities.size(); ++i)
      resampled.push_back(best(densities[i], slopes[i]).value);
    const std::vector<double> mean =
        observables::mean_curve(pointers(of.log_density), of.clusters, width).mean;
    const observables::OnGrid found =
        best(mean, observables::mean_curve(pointers(of.spread), of.clusters, width).mean);
    analysis.likelihood = mean;
    analysis.best_bandwidth = std::isnan(found.value)
                                  ? observables::Estimate{unknown, unknown, why_no_best(mean), 0}
                                  : observables::estimate(found, resampled, bootstrap);
  }

  std::string why_no_best(const std::vector<double>& mean) const {
    const auto is_finite = [](double value) { return std::isfinite(value); };
    if (std::none_of(mean.begin(), mean.end(), is_finite))
      return "at every bandwidth some query has no training point in the support of its kernel; give larger "
             "--bandwidths";
    const bool is_rising =
        is_finite(mean.back()) && mean.back() >= *std::max_element(mean.begin(), mean.end());
    return fmt::format(
        "the mean ln rho_h is largest at {} bandwidth with a finite one, {:.4g}; give {} --bandwidths",
        is_rising ? "the largest" : "the smallest",
        is_rising ? result_.grid.back()
                  : result_.grid[std::find_if(mean.begin(), mean.end(), is_finite) - mean.begin()],
        is_rising ? "larger" : "smaller");
  }

  void compare_with_law(KdeAnalysis& analysis, const std::vector<Table>& log_density) const {
    analysis.log_density_ratio = curve(tables(
        [this](const Place& at, double density) {
          return density - result_.law->log_density(at.points.norm_squared[at.query], overlap(at));
        },
        log_density));
    const auto log_ratio = tables(
        [this](const Place& at, double density) {
          return density - result_.law->log_mean_estimate(result_.options.kernel, result_.grid[at.bandwidth],
                                                          at.points.norm_squared[at.query], overlap(at));
        },
        log_density);
    std::vector<Table> ratio = log_ratio;
    for (Table& table : ratio)
      for (double& value : table) value = std::exp(value);
    analysis.ratio_to_mean = curve(ratio);
    for (std::size_t h = 0; h < bandwidths(); ++h) {
      const std::vector<double> all = sample(log_ratio, h);
      const observables::TailIndex tail = observables::tail_index(all);
      analysis.tail_index.push_back(tail.value);
      analysis.tail_index_error.push_back(tail.standard_error);
      const auto counts = histogram(all);
      analysis.ratio_count.insert(analysis.ratio_count.end(), counts.begin(), counts.end());
    }
  }

  static std::vector<std::int64_t> histogram(const std::vector<double>& values) {
    std::vector<std::int64_t> counts(ratio_bins, 0);
    constexpr double width = 2 * ratio_range / ratio_bins;
    for (const double value : values) {
      if (std::isnan(value)) continue;
      const double inside = std::clamp(value, -ratio_range, ratio_range);
      const int bin = static_cast<int>((inside + ratio_range) / width);
      ++counts[std::min(bin, ratio_bins - 1)];
    }
    return counts;
  }

  const KdeResult& result_;
  std::size_t snapshot_;
  std::vector<std::size_t> replicas_;  // that have reached the snapshot
  std::vector<observables::Clusters> clusters_;
  std::vector<observables::DensityScale> scales_;  // [bandwidth]
};

}  // namespace

KdeAnalysis left_out_densities() {
  KdeAnalysis analysis;
  analysis.best_bandwidth = {unknown, unknown, why_left_out, 0};
  return analysis;
}

KdeAnalysis analyse_snapshot(const KdeResult& result, std::size_t snapshot) {
  return SnapshotAnalyser(result, snapshot).analyse();
}

double scott_bandwidth(double deviation, double dimension, double points) {
  return deviation * std::pow(points, -1 / (dimension + 4));
}

double silverman_bandwidth(double deviation, double dimension, double points) {
  return scott_bandwidth(deviation, dimension, points) * std::pow(4 / (dimension + 2), 1 / (dimension + 4));
}

}  // namespace regimes::experiments
