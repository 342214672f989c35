#include "experiments/geometry/geometry_result.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/contract.hpp"
#include "experiments/options/laws.hpp"
#include "theory/gaussian.hpp"

namespace regimes::experiments {
namespace {

const GeometryUnit* unit_at(const GeometryResult& result, std::size_t replica, std::size_t size,
                            std::size_t time) {
  const std::size_t number = (replica * result.sizes() + size) * result.times() + time;
  return number < result.units.size() ? &result.units[number] : nullptr;
}

}  // namespace

std::vector<GeometryQuantity> quantities_of(const GeometryOptions& options, int directions) {
  using namespace geometry;
  std::vector<GeometryQuantity> all;
  const auto add = [&](const char* name, Label label, const char* axis = "", std::int64_t count = 1) {
    label.not_finite = "not measured yet";
    all.push_back({name, axis, columns_of(all), static_cast<int>(count), std::move(label)});
  };
  add(effective_dimension,
      {"1", "number of directions that the score resolves, the trace of M = snr C", "d_eff"});
  if (has_sources(options) && options.noise == QueryNoise::on)
    add(source_dimension,
        {"1", "the same mean from the distance of the source to the posterior mean", "snr |a - D|^2"});
  if (options.score == ScoreOwner::empirical) {
    add(posterior_entropy, {"nat", "entropy of the posterior weights of the training points", "H"});
    if (has_sources(options))
      add(source_weight, {"1", "posterior weight of the point that the query was made of", "w^mu"});
  }
  if (const std::int64_t count = eigenvalues_of(options); count > 0) {
    if (has_full_spectrum(options))
      add(participation_dimension,
          {"1", "participation dimension of the spectrum, 0 where tr M < 1e-12", "(tr M)^2/tr M^2"});
    add(unstable_directions,
        {"1", "number of measured eigenvalues of M above 1, along which flow lines separate", "#{m_i > 1}"});
    add(eigenvalue, {"1", "eigenvalues of M = snr C, descending in every query", "m_i"}, eigenvalue_axis,
        count);
  }
  if (directions > 0) {
    add(directional_trace, {"1", "M along every direction", "q.Mq"}, direction_axis, directions);
    add(subspace_trace, {"1", "trace of M in the span of all directions", "tr Q M Q^T"});
  }
  return all;
}

int columns_of(const std::vector<GeometryQuantity>& quantities) {
  return quantities.empty() ? 0 : quantities.back().first + quantities.back().count;
}

bool has_quantity(const std::vector<GeometryQuantity>& quantities, const std::string& name) {
  return std::any_of(quantities.begin(), quantities.end(),
                     [&](const GeometryQuantity& quantity) { return quantity.name == name; });
}

int column_of(const std::vector<GeometryQuantity>& quantities, const std::string& name) {
  const auto found = std::find_if(quantities.begin(), quantities.end(),
                                  [&](const GeometryQuantity& quantity) { return quantity.name == name; });
  require(found != quantities.end(), "{} is measured", name);
  return found->first;
}

void store_spectrum(const std::vector<GeometryQuantity>& quantities, const std::vector<double>& spectrum,
                    double* columns) {
  constexpr double no_trace = 1e-12;
  using namespace geometry;
  std::copy(spectrum.begin(), spectrum.end(), columns + column_of(quantities, eigenvalue));
  columns[column_of(quantities, unstable_directions)] = static_cast<double>(
      std::count_if(spectrum.begin(), spectrum.end(), [](double value) { return value > 1; }));
  if (!has_quantity(quantities, participation_dimension)) return;
  double trace = 0, squares = 0;
  for (const double value : spectrum) {
    trace += value;
    squares += value * value;
  }
  columns[column_of(quantities, effective_dimension)] = trace;
  columns[column_of(quantities, participation_dimension)] = trace < no_trace ? 0 : trace * trace / squares;
}

observables::MeanError mean_of(const GeometryResult& result, std::size_t size, std::size_t time, int column) {
  std::vector<observables::MeanError> replicas;
  for (std::size_t r = 0; r < static_cast<std::size_t>(result.options.replicas); ++r)
    if (const GeometryUnit* unit = unit_at(result, r, size, time)) replicas.push_back(unit->means[column]);
  return observables::mean_over_replicas(replicas);
}

std::vector<double> largest_of(const GeometryResult& result, std::size_t size, std::size_t time) {
  std::vector<double> all;
  for (std::size_t r = 0; r < static_cast<std::size_t>(result.options.replicas); ++r)
    if (const GeometryUnit* unit = unit_at(result, r, size, time))
      all.insert(all.end(), unit->largest.begin(), unit->largest.end());
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::vector<double>> spectra_of_size(const GeometryResult& result, std::size_t size) {
  if (!result.law_spectrum.empty()) return {result.law_spectrum};
  std::vector<std::vector<double>> spectra;
  for (std::size_t part = size; part < result.part_spectra.size(); part += result.sizes())
    spectra.push_back(result.part_spectra[part]);
  return spectra;
}

std::vector<double> liquid_eigenvalues(const GeometryResult& result, std::size_t size, double t) {
  const auto spectra = spectra_of_size(result, size);
  if (spectra.empty()) return {};
  std::vector<double> liquid(spectra.front().size(), 0.);
  for (const std::vector<double>& spectrum : spectra)
    for (std::size_t i = 0; i < liquid.size(); ++i)
      liquid[i] +=
          theory::information_variance({{spectrum[i]}, {1.}}, t) / static_cast<double>(spectra.size());
  return liquid;
}

std::optional<theory::DataLaw> finite_size_law(const GeometryOptions& options) {
  const bool is_of_law =
      options.score == ScoreOwner::empirical && has_sources(options) && options.noise == QueryNoise::on;
  return is_of_law ? data_law(options) : std::nullopt;
}

double law_dimension(const theory::DataLaw& law, std::int64_t points, double t) {
  if (points < 2) return std::numeric_limits<double>::quiet_NaN();
  return law.effective_dimension(t, std::log(static_cast<double>(points)));
}

std::int64_t gap_dimension(const std::vector<double>& spectrum, double floor) {
  std::int64_t position = 0;
  double widest = 0;
  for (std::size_t i = 0; i + 1 < spectrum.size() && spectrum[i] > floor; ++i)
    if (spectrum[i] - spectrum[i + 1] > widest) {
      widest = spectrum[i] - spectrum[i + 1];
      position = static_cast<std::int64_t>(i) + 1;
    }
  return position;
}

double part_of_work(const GeometryResult& result, std::int64_t units, double in_unit) {
  const auto times = static_cast<std::int64_t>(result.times());
  const bool has_points = result.options.score == ScoreOwner::empirical;
  double done = 0, all = 0;
  for (std::size_t part = 0; part < result.parts(); ++part) {
    const double work =
        has_points ? static_cast<double>(result.options.snapshots[part % result.sizes()]) : 1.;
    const double here = static_cast<double>(units - static_cast<std::int64_t>(part) * times) + in_unit;
    done += work * std::clamp(here / static_cast<double>(times), 0., 1.);
    all += work;
  }
  return done / all;
}

std::vector<double> times_of_one_point(const GeometryResult& result) {
  std::set<double> times;
  const int column = column_of(result.quantities, geometry::effective_dimension);
  for (std::size_t k = 0; k < result.sizes(); ++k)
    for (std::size_t i = 0; i < result.times(); ++i)
      if (mean_of(result, k, i, column).mean < least_dimension) times.insert(result.options.times[i]);
  return {times.begin(), times.end()};
}

std::vector<std::string> geometry_warnings(const GeometryResult& result) {
  const std::vector<double> times = times_of_one_point(result);
  if (times.empty()) return {};
  return {
      fmt::format("d_eff is below {} at t = {:.4g}: all weight is on one point, or no data are left, and "
                  "spectra carry no "
                  "information there; give --times between",
                  least_dimension, fmt::join(times, ", "))};
}

}  // namespace regimes::experiments
