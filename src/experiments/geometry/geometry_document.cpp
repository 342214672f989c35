#include "experiments/geometry/geometry_document.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "experiments/evaluate/free_points_check.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/run/experiment_name.hpp"
#include "experiments/run/run_document.hpp"
#include "io/result_state.hpp"
#include "theory/gaussian.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr const char *mean_name = "mean", *error_name = "standard_error",
                     *largest_name = "largest_eigenvalue", *spectrum_name = "covariance_eigenvalue",
                     *queries_name = "query_values", *residual_name = "largest_residual",
                     *units_name = "units_done", *liquid_name = "liquid_eigenvalue",
                     *quantile_name = "quantile";
constexpr const char* not_yet = "not measured yet";
constexpr std::array quantiles = {.05, .25, .5, .75, .95};

/// A quantile of an ascending list, by linear interpolation between its values.
double quantile_of(const std::vector<double>& values, double part) {
  if (values.empty()) return not_a_number;
  const double place = part * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

std::vector<std::int64_t> numbers_to(std::int64_t count) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 1);
  return numbers;
}

class Writer {
 public:
  Writer(const GeometryResult& result, io::Document& document) : result_(result), document_(document) {}

  void coordinates() {
    const GeometryOptions& options = result_.options;
    dimension("points", static_cast<std::int64_t>(result_.sizes()));
    dimension("time", static_cast<std::int64_t>(result_.times()));
    coordinate("points", options.snapshots, {"1", "number of training points", "n"});
    coordinate("time", options.times, {"1", "diffusion time, 0 = data", "t"});
    if (const std::int64_t count = eigenvalues_of(options); count > 0) {
      dimension(geometry::eigenvalue_axis, count);
      coordinate(geometry::eigenvalue_axis, numbers_to(count),
                 {"1", "rank of an eigenvalue, 1 = largest", "i"});
      dimension(quantile_name, quantiles.size());
      coordinate(quantile_name, std::vector<double>(quantiles.begin(), quantiles.end()),
                 {"1", "part of the queries below", "p"});
    }
    if (result_.directions > 0) {
      dimension(geometry::direction_axis, result_.directions);
      coordinate(geometry::direction_axis, numbers_to(result_.directions),
                 {"1", "row of --directions, from 1", "q"});
    }
  }

  void means() {
    for (const GeometryQuantity& quantity : result_.quantities) {
      std::vector<double> values, errors;
      for_each_place([&](std::size_t k, std::size_t i) {
        for (int c = 0; c < quantity.count; ++c) {
          const observables::MeanError mean = mean_of(result_, k, i, quantity.first + c);
          values.push_back(mean.mean);
          errors.push_back(mean.standard_error);
        }
      });
      add_with_error(document_, quantity.name, dimensions({"points", "time"}, quantity), std::move(values),
                     std::move(errors), quantity.label);
    }
  }

  void of_spectra() {
    if (eigenvalues_of(result_.options) == 0) return;
    const int first = column_of(result_.quantities, geometry::eigenvalue);
    std::vector<double> parts, gaps;
    for_each_place([&](std::size_t k, std::size_t i) {
      const std::vector<double> largest = largest_of(result_, k, i);
      for (const double part : quantiles) parts.push_back(quantile_of(largest, part));
      std::vector<double> spectrum;
      for (int c = 0; c < eigenvalues_of(result_.options); ++c)
        spectrum.push_back(mean_of(result_, k, i, first + c).mean);
      gaps.push_back(largest.empty() ? not_a_number
                                     : static_cast<double>(gap_dimension(spectrum, gap_floor)));
    });
    document_.variables.push_back(labelled_variable(
        "largest_eigenvalue_quantile", {"points", "time", quantile_name}, std::move(parts),
        {"1", "quantiles of the largest eigenvalue over all queries", "m_1", OverSeeds::mean, not_yet}));
    document_.variables.push_back(labelled_variable(
        "gap_dimension", {"points", "time"}, std::move(gaps),
        {"1", "position of the largest gap between mean eigenvalues, the upper one above 0.01; 0: none",
         "argmax m_i - m_{i+1}", OverSeeds::apart, not_yet}));
  }

  /// What the finite-size law says of the same number of points.
  void law() {
    const auto law = finite_size_law(result_.options);
    if (!law) return;
    std::vector<double> values;
    for_each_place([&](std::size_t k, std::size_t i) {
      values.push_back(law_dimension(*law, result_.options.snapshots[k], result_.options.times[i]));
    });
    document_.variables.push_back(labelled_variable(
        "theory_effective_dimension", {"points", "time"}, std::move(values),
        {"1", "effective dimension at finite size, theory", "d_eff", OverSeeds::same, "of one point"}));
  }

  /// What a Gaussian of the same covariance has, which n does not limit.
  void liquid() {
    const std::int64_t count = eigenvalues_of(result_.options);
    std::vector<double> traces, eigenvalues;
    for_each_place([&](std::size_t k, std::size_t i) {
      std::vector<double> liquid = liquid_eigenvalues(result_, k, result_.options.times[i]);
      traces.push_back(liquid.empty() ? not_a_number : std::accumulate(liquid.begin(), liquid.end(), 0.));
      liquid.resize(static_cast<std::size_t>(count), liquid.empty() ? not_a_number : 0.);
      eigenvalues.insert(eigenvalues.end(), liquid.begin(), liquid.end());
    });
    const OverSeeds seeds = result_.law_spectrum.empty() ? OverSeeds::mean : OverSeeds::same;
    constexpr const char* why = "the covariance of the points is not known";
    document_.variables.push_back(labelled_variable(
        "gaussian_effective_dimension", {"points", "time"}, std::move(traces),
        {"1", "effective dimension of the Gaussian with the covariance of the points, at infinite size", "V",
         seeds, why}));
    if (count > 0)
      document_.variables.push_back(labelled_variable(
          liquid_name, {"points", "time", geometry::eigenvalue_axis}, std::move(eigenvalues),
          {"1", "eigenvalues of M of the Gaussian with the covariance of the points, at infinite size",
           "lambda_i snr/(1 + lambda_i snr)", seeds, why}));
  }

  /// NaN where a unit is not done.
  void queries() {
    if (!result_.options.save_queries) return;
    dimension("replica", result_.options.replicas);
    dimension("query", result_.queries);
    const auto columns = static_cast<std::size_t>(columns_of(result_.quantities));
    const auto queries = static_cast<std::size_t>(result_.queries);
    for (const GeometryQuantity& quantity : result_.quantities) {
      const auto count = static_cast<std::size_t>(quantity.count);
      std::vector<double> values(result_.parts() * result_.times() * queries * count, not_a_number);
      for (std::size_t u = 0; u < result_.units.size(); ++u)
        for (std::size_t q = 0; q < queries; ++q)
          std::copy_n(result_.units[u].queries.begin() +
                          static_cast<std::ptrdiff_t>(q * columns + static_cast<std::size_t>(quantity.first)),
                      count, values.begin() + static_cast<std::ptrdiff_t>((u * queries + q) * count));
      Label label = quantity.label;
      label.long_name += ", of every query";
      document_.variables.push_back(labelled_variable(
          "query_" + quantity.name, dimensions({"replica", "points", "time", "query"}, quantity),
          std::move(values), label));
    }
  }

  /// Units that are done, and the spectra of parts that were begun.
  io::Group state() const {
    io::Group group;
    group.name = io::state_group_name;
    const auto columns = static_cast<std::int64_t>(columns_of(result_.quantities));
    group.dimensions = {{"unit", static_cast<std::int64_t>(result_.units.size())}, {"column", columns}};
    group.attributes[residual_name] = result_.residual;
    group.attributes[units_name] = static_cast<std::int64_t>(result_.units.size());
    std::vector<double> means, errors, largest;
    for (const GeometryUnit& unit : result_.units) {
      for (const observables::MeanError& mean : unit.means) {
        means.push_back(mean.mean);
        errors.push_back(mean.standard_error);
      }
      largest.insert(largest.end(), unit.largest.begin(), unit.largest.end());
    }
    const auto add = [&](const char* name, std::vector<std::string> axes, std::vector<double> values,
                         const Label& label) {
      group.variables.push_back(labelled_variable(name, std::move(axes), std::move(values), label));
    };
    add(mean_name, {"unit", "column"}, std::move(means), {"1", "means over the queries of a unit", "m"});
    add(error_name, {"unit", "column"}, std::move(errors),
        {"1", "their standard errors", "s.e.", OverSeeds::apart, "there is one query"});
    if (eigenvalues_of(result_.options) > 0) {
      group.dimensions["unit_query"] = result_.queries;
      add(largest_name, {"unit", "unit_query"}, std::move(largest),
          {"1", "largest eigenvalue of every query", "m_1"});
    }
    if (result_.law_spectrum.empty() && !result_.part_spectra.empty()) {
      std::vector<double> spectra;
      for (const std::vector<double>& part : result_.part_spectra)
        spectra.insert(spectra.end(), part.begin(), part.end());
      group.dimensions["part"] = static_cast<std::int64_t>(result_.part_spectra.size());
      group.dimensions["coordinate"] = result_.options.dimension.value();
      add(spectrum_name, {"part", "coordinate"}, std::move(spectra),
          {"squared units of the data", "eigenvalues of the covariance of the points", "lambda"});
    }
    return group;
  }

 private:
  template <class Visit>
  void for_each_place(const Visit& visit) const {
    for (std::size_t k = 0; k < result_.sizes(); ++k)
      for (std::size_t i = 0; i < result_.times(); ++i) visit(k, i);
  }
  void dimension(const std::string& name, std::int64_t size) { document_.dimensions[name] = size; }
  void coordinate(const std::string& name, io::Values values, const Label& label) {
    document_.variables.push_back(labelled_variable(name, {name}, std::move(values), label));
  }
  static std::vector<std::string> dimensions(std::vector<std::string> first,
                                             const GeometryQuantity& quantity) {
    if (!quantity.axis.empty()) first.push_back(quantity.axis);
    return first;
  }

  const GeometryResult& result_;
  io::Document& document_;
};

/// Standard errors: NaN of a single query.
void require_errors(const std::vector<double>& errors) {
  for (const double error : errors)
    if (!std::isnan(error)) require_in(not_negative_values, {&error, 1}, error_name);
}

std::vector<double> part_of(const std::vector<double>& values, std::size_t number, std::size_t size) {
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(number * size);
  return {first, first + static_cast<std::ptrdiff_t>(size)};
}

/// What query_NAME hold of the units that are done.
void read_queries(const io::Document& document, GeometryResult& result) {
  const auto columns = static_cast<std::size_t>(columns_of(result.quantities)),
             queries = static_cast<std::size_t>(result.queries);
  for (GeometryUnit& unit : result.units) unit.queries.resize(queries * columns);
  for (const GeometryQuantity& quantity : result.quantities) {
    const auto count = static_cast<std::size_t>(quantity.count);
    const std::string name = "query_" + quantity.name;
    const auto& values = reals_of(document, name, result.parts() * result.times() * queries * count);
    for (std::size_t u = 0; u < result.units.size(); ++u) {
      const std::vector<double> mine = part_of(values, u, queries * count);
      require_in(finite_values, mine, name);
      for (std::size_t q = 0; q < queries; ++q)
        std::copy_n(mine.begin() + static_cast<std::ptrdiff_t>(q * count), count,
                    result.units[u].queries.begin() +
                        static_cast<std::ptrdiff_t>(q * columns + static_cast<std::size_t>(quantity.first)));
    }
  }
}

}  // namespace

io::Document geometry_document(const GeometryResult& result, io::Group provenance) {
  const GeometryOptions& options = result.options;
  io::Document document =
      run_document(geometry_name, "Spectra of the Jacobian of a score, J = (M - 1)/Delta_t", options);
  document.attributes["queries"] = result.queries;
  document.attributes["replicas"] = static_cast<std::int64_t>(options.replicas);
  document.attributes["score"] = std::string(name_of(options.score));
  document.attributes["error_bars"] = "standard errors are " + observables::error_bar_rule(options.replicas);
  if (options.spectrum.count > 0) document.attributes[residual_name] = result.residual;
  add_precision(document.attributes, result.precision);
  Writer writer(result, document);
  writer.coordinates();
  writer.means();
  writer.of_spectra();
  writer.law();
  writer.liquid();
  writer.queries();
  document.groups.push_back(writer.state());
  document.groups.push_back(std::move(provenance));
  keep_warnings(geometry_warnings(result), document);
  return document;
}

void read_geometry_state(const io::Document& document, GeometryResult& result) {
  const io::Group& state = group_of(document, io::state_group_name);
  const auto columns = static_cast<std::size_t>(columns_of(result.quantities)),
             queries = static_cast<std::size_t>(result.queries);
  const std::int64_t done = integer_attribute(state, units_name);
  require_data(done >= 0 && done <= static_cast<std::int64_t>(result.parts() * result.times()),
               "it has times done that its options do not have");
  const auto units = static_cast<std::size_t>(done);
  const std::vector<double>& means = reals_of(state, mean_name, units * columns);
  require_finite(means, mean_name);
  const std::vector<double>& errors = reals_of(state, error_name, means.size());
  require_errors(errors);
  const bool has_spectra = eigenvalues_of(result.options) > 0;
  std::vector<double> largest;
  if (has_spectra) {
    largest = reals_of(state, largest_name, units * queries);
    require_in(not_negative_values, largest, largest_name);
  }
  for (std::size_t u = 0; u < units; ++u) {
    GeometryUnit unit;
    for (std::size_t c = 0; c < columns; ++c)
      unit.means.push_back({means[u * columns + c], errors[u * columns + c]});
    if (has_spectra) unit.largest = part_of(largest, u, queries);
    result.units.push_back(std::move(unit));
  }
  if (result.options.save_queries) read_queries(document, result);
  result.residual = real_attribute(state, residual_name);
  require_in(not_negative_values, {&result.residual, 1}, residual_name);
  if (!try_variable(state, spectrum_name)) return;
  const auto d = static_cast<std::size_t>(result.options.dimension.value());
  const std::vector<double>& spectra = reals_of(state, spectrum_name);
  require_data(spectra.size() % d == 0 && spectra.size() / d <= result.parts(),
               "it has spectra of sets that its options do not have");
  require_in(not_negative_values, spectra, spectrum_name);
  for (std::size_t part = 0; part < spectra.size() / d; ++part)
    result.part_spectra.push_back(part_of(spectra, part, d));
}

}  // namespace regimes::experiments
