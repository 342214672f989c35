#include "app/theory/density_tables.hpp"

#include <cmath>

#include "app/theory/table_rows.hpp"
#include "app/theory/theory_tables.hpp"
#include "experiments/kde/kde_analysis.hpp"
#include "theory/density_moments.hpp"
#include "theory/density_regimes.hpp"

namespace regimes::app {
namespace {

using theory::DensityRegimes;

void put_thresholds(TableRows& rows, const TheorySize& size, double sigma) {
  const auto h = theory::bandwidth_thresholds(size.log_points / size.dimension);
  rows.begin_size(size.dimension, size.points, size.log_points);
  rows.put("bandwidth_kullback_leibler", "h_KL", sigma * h.kullback_leibler);
  rows.put("bandwidth_condensation", "h_G", sigma * h.condensation);
  rows.put("bandwidth_central_limit", "h_CLT", sigma * h.central_limit);
  rows.put("scott_bandwidth", "Scott", experiments::scott_bandwidth(sigma, size.dimension, size.points));
  rows.put("silverman_bandwidth", "Silverman",
           experiments::silverman_bandwidth(sigma, size.dimension, size.points));
}

void put_curves(TableRows& rows, const TheorySize& size, const TheoryOptions& options, double bandwidth) {
  const double sigma = std::sqrt(options.variance), d = size.dimension, relative = bandwidth / sigma;
  const DensityRegimes regimes(size.log_points / d);
  const theory::DensityMoments moments{options.kernel, d, options.variance, bandwidth};
  const double typical = d * options.variance;
  rows.begin_size(size.dimension, size.points, size.log_points);
  rows.put("bandwidth", "h", bandwidth, true);
  if (options.kernel == DensityKernel::gaussian) {
    rows.put("stable_index", "(h/h_G)^2", regimes.stable_index(relative));
    rows.put("participation_ratio", "Y2", regimes.inverse_participation_ratio(relative));
    rows.put("log_density", "ln rho_h", d * (regimes.log_density_per_dimension(relative) - std::log(sigma)));
    rows.put("divergence", "KL", d * regimes.divergence_per_dimension(relative));
  }
  rows.put("log_mean_density", "ln E rho_h", moments.log_mean(typical));
  rows.put("relative_deviation", "s.d./mean", std::sqrt(moments.relative_variance(typical, size.points)));
}

}  // namespace

std::vector<Table> density_tables(const TheoryOptions& options) {
  TableRows thresholds("density_bandwidths", "bandwidths of density estimates, Gaussian data and kernel");
  TableRows curves("density_curves",
                   "density estimates at |x|^2 = d sigma^2: regimes, exact mean and deviation");
  for (const TheorySize& size : theory_sizes(options)) {
    put_thresholds(thresholds, size, std::sqrt(options.variance));
    for (const double bandwidth : options.bandwidths) put_curves(curves, size, options, bandwidth);
  }
  if (options.bandwidths.empty()) return {thresholds.table()};
  return {thresholds.table(), curves.table()};
}

}  // namespace regimes::app
