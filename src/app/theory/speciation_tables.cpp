#include "app/theory/speciation_tables.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <string>

#include "theory/mixture.hpp"
#include "theory/potential.hpp"
#include "theory/speciation.hpp"

namespace regimes::app {
namespace {

struct Quantity {
  const char* name;
  const char* heading;
  std::function<double()> value;
};

struct Curve {
  const char* name;
  const char* heading;
  std::function<double(double t)> value;
};

/// One law of the classes.
struct Classes {
  std::vector<Quantity> times;
  std::vector<Curve> curves;
};

double agreement_of(double kappa) { return theory::two_class_agreement(kappa); }

// src/theory/README.md, "Two classes"
Classes two_means(double dimension, const TheoryOptions& options) {
  const double amplitude = options.mean_amplitude.value_or(1), variance = options.variance;
  const double norm = amplitude * amplitude * dimension;
  const auto kappa = [=](double t) { return theory::kappa_two_means(norm, variance, t); };
  const auto curvature = [=](double t) {
    return amplitude > 0 ? theory::TwoMeansPotential{amplitude, variance, dimension}.curvature(t)
                         : std::numeric_limits<double>::quiet_NaN();
  };
  return {{{"largest_eigenvalue", "Lambda", [=] { return norm + variance; }},
           {"speciation_time", "(1/2) ln Lambda",
            [=] { return theory::speciation_time_of_eigenvalue(norm + variance); }},
           {"speciation_time_kappa", "kappa = 2",
            [=] { return theory::speciation_time_two_means(norm, variance); }},
           {"speciation_time_curvature", "curvature 0",
            [=] { return theory::speciation_time_of_curvature(norm, variance); }}},
          {{"kappa", "kappa", kappa},
           {"cloning_agreement", "phi", [=](double t) { return agreement_of(kappa(t)); }},
           {"potential_curvature", "V''(0)", curvature}}};
}

// Each sign is decided as one of two means is.  src/theory/README.md, "Speciation"
Classes hierarchy(double dimension, const TheoryOptions& options) {
  static constexpr const char* names[][4] = {
      {"speciation_time_s1", "t_S of s1", "kappa_s1", "cloning_agreement_s1"},
      {"speciation_time_s2", "t_S of s2", "kappa_s2", "cloning_agreement_s2"}};
  Classes classes;
  for (std::size_t level = 0; level < std::size(names); ++level) {
    const double norm = options.mean_amplitudes[level] * options.mean_amplitudes[level] * dimension;
    const double variance = options.variance;
    const auto kappa = [=](double t) { return theory::kappa_two_means(norm, variance, t); };
    const auto& [time, heading, kappa_name, agreement] = names[level];
    classes.times.push_back(
        {time, heading, [=] { return theory::speciation_time_two_means(norm, variance); }});
    classes.curves.push_back({kappa_name, kappa_name, kappa});
    classes.curves.push_back({agreement, agreement, [=](double t) { return agreement_of(kappa(t)); }});
  }
  return classes;
}

Classes two_variances(double dimension, const TheoryOptions& options) {
  const theory::TwoVariances classes{options.variances[0], options.variances[1], dimension};
  const auto kappa = [=](double t) { return classes.kappa(t); };
  return {
      {{"speciation_time_kappa", "kappa = 2, large t", [=] { return classes.speciation_time(); }},
       {"speciation_time_agreement", "phi = .7752", [=] { return classes.speciation_time_of_agreement(); }}},
      {{"kappa", "kappa, large t", kappa},
       {"cloning_agreement_asymptotic", "phi(kappa)", [=](double t) { return agreement_of(kappa(t)); }},
       {"cloning_agreement", "phi", [=](double t) { return classes.agreement(t); }}}};
}

Classes two_ising_chains(double dimension, const TheoryOptions& options) {
  const theory::TwoIsingChains classes{options.inverse_temperatures[0], options.inverse_temperatures[1],
                                       dimension};
  const auto kappa = [=](double t) { return classes.kappa(t); };
  return {{{"ising_constant", "c", [=] { return classes.constant(); }},
           {"speciation_time_kappa", "kappa = 2, large t", [=] { return classes.speciation_time(); }}},
          {{"kappa", "kappa, large t", kappa},
           {"cloning_agreement_asymptotic", "phi(kappa)", [=](double t) { return agreement_of(kappa(t)); }}}};
}

Classes classes_of(double dimension, const TheoryOptions& options) {
  if (!options.mean_amplitudes.empty()) return hierarchy(dimension, options);
  if (!options.variances.empty()) return two_variances(dimension, options);
  if (!options.inverse_temperatures.empty()) return two_ising_chains(dimension, options);
  return two_means(dimension, options);
}

Table spectrum_table(const theory::Spectrum& spectrum) {
  const double largest = *std::max_element(spectrum.eigenvalue.begin(), spectrum.eigenvalue.end());
  return {"speciation_times",
          "speciation time t_S",
          {{"largest_eigenvalue", "Lambda", {largest}},
           {"speciation_time", "(1/2) ln Lambda", {theory::speciation_time_of_eigenvalue(largest)}}}};
}

}  // namespace

std::vector<Table> speciation_tables(const TheoryOptions& options) {
  if (!options.spectrum.eigenvalue.empty()) return {spectrum_table(options.spectrum)};
  Table times{"speciation_times", "speciation times t_S", {{"dimension", "d", {}, true}}};
  Table curves{"speciation_curves",
               "kappa and class agreement phi",
               {{"dimension", "d", {}, true}, {"time", "t", {}, true}}};
  for (const std::int64_t count : options.dimensions) {
    const double dimension = static_cast<double>(count);
    const Classes classes = classes_of(dimension, options);
    const auto put = [](Table& table, std::size_t column, const char* name, const char* heading,
                        double value) {
      if (column == table.columns.size()) table.columns.push_back({name, heading, {}});
      table.columns[column].values.push_back(value);
    };
    times.columns[0].values.push_back(dimension);
    for (std::size_t i = 0; i < classes.times.size(); ++i)
      put(times, 1 + i, classes.times[i].name, classes.times[i].heading, classes.times[i].value());
    for (const double time : options.times) {
      curves.columns[0].values.push_back(dimension);
      curves.columns[1].values.push_back(time);
      for (std::size_t i = 0; i < classes.curves.size(); ++i)
        put(curves, 2 + i, classes.curves[i].name, classes.curves[i].heading, classes.curves[i].value(time));
    }
  }
  if (options.times.empty()) return {times};
  return {times, curves};
}

}  // namespace regimes::app
