#pragma once
/// What `regimes geometry` has measured, as it is kept and written.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/geometry/geometry_options.hpp"
#include "experiments/options/precision_choice.hpp"
#include "experiments/run/labelled_variable.hpp"
#include "observables/statistics.hpp"
#include "theory/law.hpp"

namespace regimes::experiments {

/// One number, or a list of them along an axis, that is measured of every query and averaged.
struct GeometryQuantity {
  std::string name;
  std::string axis;  ///< "eigenvalue", "direction"; empty: one number
  int first, count;  ///< its columns among those of a query
  Label label;
};

/// The one list of what a run with these options measures. The dimension is known.
std::vector<GeometryQuantity> quantities_of(const GeometryOptions& options, int directions);
int columns_of(const std::vector<GeometryQuantity>& quantities);
/// The first column of a quantity, which is there (ContractError).
int column_of(const std::vector<GeometryQuantity>& quantities, const std::string& name);
bool has_quantity(const std::vector<GeometryQuantity>& quantities, const std::string& name);

/// Writes what a descending spectrum of M says to the columns of a query: eigenvalues, and what is made of
/// them; of a full one the trace, too.
void store_spectrum(const std::vector<GeometryQuantity>& quantities, const std::vector<double>& spectrum,
                    double* columns);

/// Names of quantities.
namespace geometry {
inline constexpr const char *effective_dimension = "effective_dimension",
                            *source_dimension = "effective_dimension_source",
                            *posterior_entropy = "posterior_entropy", *source_weight = "source_weight",
                            *participation_dimension = "participation_dimension",
                            *unstable_directions = "unstable_directions", *eigenvalue = "jacobian_eigenvalue",
                            *directional_trace = "directional_trace", *subspace_trace = "subspace_trace";
inline constexpr const char *eigenvalue_axis = "eigenvalue", *direction_axis = "direction";
}  // namespace geometry

/// A time of a size of a realisation; these follow each other in this order, times fastest.
struct GeometryUnit {
  std::vector<observables::MeanError> means;  ///< [column], over its queries
  std::vector<double> largest;                ///< [query], the largest eigenvalue; empty without any
  std::vector<double> queries;                ///< [query][column]; empty unless they are saved
};

struct GeometryResult {
  GeometryOptions options;
  int directions = 0;
  std::int64_t queries = 0;  ///< per realisation
  std::vector<GeometryQuantity> quantities;
  Precision precision;
  std::vector<GeometryUnit> units;  ///< those that are done
  /// Eigenvalues of the covariance, descending: of the law, or of the points of every part (a size of a
  /// realisation) that was begun. Empty: they are not known.
  std::vector<double> law_spectrum;
  std::vector<std::vector<double>> part_spectra;
  double residual = 0;  ///< the largest of Lanczos iterations, as a part of the largest eigenvalue

  std::size_t sizes() const { return options.snapshots.size(); }
  std::size_t times() const { return options.times.size(); }
  std::size_t parts() const { return sizes() * static_cast<std::size_t>(options.replicas); }
};

/// The mean of a column at a size and a time over the realisations that are done, with its error.
observables::MeanError mean_of(const GeometryResult& result, std::size_t size, std::size_t time, int column);
/// Largest eigenvalues of all queries there, ascending.
std::vector<double> largest_of(const GeometryResult& result, std::size_t size, std::size_t time);
/// Eigenvalues of the covariance at a size, one list for every training set that has them.
std::vector<std::vector<double>> spectra_of_size(const GeometryResult& result, std::size_t size);
/// lambda snr/(1 + lambda snr), descending, of one Gaussian of the same covariance, averaged over the
/// training sets; `count` of them, or nothing where covariances are not known.
std::vector<double> liquid_eigenvalues(const GeometryResult& result, std::size_t size, double t);
/// The law of noised training points at finite size, where it has a closed form: what d_eff is compared with.
std::optional<theory::DataLaw> finite_size_law(const GeometryOptions& options);
/// Its d_eff(t); NaN for a single point, which it knows nothing of.
double law_dimension(const theory::DataLaw& law, std::int64_t points, double t);
/// The position of the largest gap between neighbours of a descending spectrum whose upper one is above
/// `floor`; 0 where none is.
std::int64_t gap_dimension(const std::vector<double>& spectrum, double floor);
inline constexpr double gap_floor = 0.01;

/// How much of the work is done after so many units and a part of the next: where a score has points, a unit
/// counts as these.
double part_of_work(const GeometryResult& result, std::int64_t units, double in_unit);

/// Times at which some size has an effective dimension below `least`: the posterior is one point there.
std::vector<double> times_of_one_point(const GeometryResult& result);
inline constexpr double least_dimension = 0.01;
/// What is to be said of them; empty where there are none.
std::vector<std::string> geometry_warnings(const GeometryResult& result);

}  // namespace regimes::experiments
