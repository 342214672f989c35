#include "experiments/speciation/speciation_state.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/run/document_values.hpp"
#include "experiments/run/labelled_variable.hpp"
#include "io/result_state.hpp"

namespace regimes::experiments {
namespace {

constexpr const char *replicas_name = "replicas_done", *law_queries_name = "law_queries_done";
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class Value, class Values>
void add_all(std::vector<Value>& all, const Values& values) {
  all.insert(all.end(), values.begin(), values.end());
}

void add(io::Group& group, const std::string& name, std::vector<std::string> dimensions, io::Values values,
         const Label& label) {
  group.variables.push_back(labelled_variable(name, std::move(dimensions), std::move(values), label));
}

/// [replica][eigenvalue]; NaN where the iterations of a replica have found fewer.
std::vector<double> table(const std::vector<datasets::LeadingSpectrum>& spectra, std::size_t columns,
                          std::vector<double> datasets::LeadingSpectrum::*numbers) {
  std::vector<double> all;
  for (const datasets::LeadingSpectrum& spectrum : spectra) {
    std::vector<double> row = spectrum.*numbers;
    row.resize(columns, not_a_number);
    add_all(all, row);
  }
  return all;
}

void add_spectra(const std::vector<datasets::LeadingSpectrum>& spectra, io::Group& group) {
  std::size_t columns = 0;
  for (const datasets::LeadingSpectrum& spectrum : spectra)
    columns = std::max(columns, spectrum.values.size());
  if (columns == 0) return;
  group.dimensions["leading"] = static_cast<std::int64_t>(columns);
  add_with_error(group, "spectrum", {"replica", "leading"},
                 table(spectra, columns, &datasets::LeadingSpectrum::values),
                 table(spectra, columns, &datasets::LeadingSpectrum::standard_errors),
                 {"squared units of the data",
                  "eigenvalue of the covariance of the training points of a replica", "Lambda_k"});
}

void add_replicas(const std::vector<ClassPosteriors>& replicas, io::Group& group) {
  std::vector<std::int64_t> sources;
  std::vector<double> weights, densities;
  for (const ClassPosteriors& replica : replicas) {
    add_all(sources, replica.source_class);
    add_all(weights, replica.log_weights);
    add_all(densities, replica.log_densities);
  }
  group.dimensions["replica"] = static_cast<std::int64_t>(replicas.size());
  group.dimensions["query"] = replicas.front().queries;
  add(group, "source_class", {"replica", "query"}, std::move(sources),
      {"1", "position of the class that the point of a query came from", "c"});
  add(group, "log_weight", {"replica", "query", "time", "class"}, std::move(weights),
      {"nat", "log posterior weight of a class", "ln pi_c"});
  add(group, "log_density", {"replica", "query", "time", "class"}, std::move(densities),
      {"nat", "log density of a class up to what all share, without the source", "ln P_t^c"});
}

void add_law(const ClassPosteriors& of_law, io::Group& group) {
  group.dimensions["law_query"] = of_law.queries;
  add(group, "law_source_class", {"law_query"},
      std::vector<std::int64_t>(of_law.source_class.begin(), of_law.source_class.end()),
      {"1", "position of the class of a fresh point", "c"});
  add(group, "law_log_weight", {"law_query", "time", "class"}, of_law.log_weights,
      {"nat", "log posterior weight of a class, fresh points", "ln pi_c"});
}

/// Rows of `width` numbers, the row-th.
template <class Value, class Number = Value>
std::vector<Value> row(const std::vector<Number>& numbers, std::size_t row, std::size_t width) {
  const auto first = numbers.begin() + static_cast<std::ptrdiff_t>(row * width);
  return {first, first + static_cast<std::ptrdiff_t>(width)};
}

/// Infinities among them.
const std::vector<double>& numbers_of(const io::Group& group, const char* name, std::size_t count) {
  const auto& values = reals_of(group, name, count);
  require_data(std::none_of(values.begin(), values.end(), [](double value) { return std::isnan(value); }),
               fmt::format("'{}' has values that are not numbers", name));
  return values;
}

}  // namespace

io::Group speciation_state_group(const SpeciationMeasurements& measured) {
  io::Group group;
  group.name = io::state_group_name;
  group.attributes[replicas_name] = static_cast<std::int64_t>(measured.replicas.size());
  group.attributes[law_queries_name] = std::int64_t{measured.of_law.queries};
  if (!measured.replicas.empty()) {
    add_replicas(measured.replicas, group);
    add_spectra(measured.spectra, group);
  }
  if (measured.of_law.queries > 0) add_law(measured.of_law, group);
  return group;
}

void require_classes(const std::vector<std::int64_t>& of_document, const std::vector<int>& class_values) {
  require_data(std::equal(of_document.begin(), of_document.end(), class_values.begin(), class_values.end()),
               fmt::format("its classes are {}, and those of the run {}", fmt::join(of_document, ", "),
                           fmt::join(class_values, ", ")));
}

SpeciationMeasurements read_speciation_state(const io::Document& document, const SpeciationShape& shape) {
  const io::Group& group = group_of(document, io::state_group_name);
  const auto& labels = integers_of(document, "class");
  require_data(reals_of(document, "time") == shape.times, "its times are not those of its options");
  if (!shape.class_values.empty()) require_classes(labels, shape.class_values);
  const auto times = static_cast<int>(shape.times.size()), classes = static_cast<int>(labels.size());
  const std::size_t of_query = static_cast<std::size_t>(times) * classes;
  const std::int64_t replicas = integer_attribute(group, replicas_name),
                     law_queries = integer_attribute(group, law_queries_name);
  require_data(
      replicas >= 0 && law_queries >= 0 && replicas <= shape.replicas && law_queries <= shape.fresh_points,
      fmt::format("it says that {} of {} replicas and {} of {} fresh points are done", replicas,
                  shape.replicas, law_queries, shape.fresh_points));
  SpeciationMeasurements measured;
  if (law_queries > 0) {
    const auto count = static_cast<std::size_t>(law_queries);
    const auto& sources = integers_of(group, "law_source_class", count);
    require_within(sources, 0, classes, "law_source_class");
    measured.of_law = {static_cast<int>(law_queries),
                       times,
                       classes,
                       {sources.begin(), sources.end()},
                       numbers_of(group, "law_log_weight", count * of_query),
                       {}};
  }
  if (replicas == 0) return measured;
  const auto count = static_cast<std::size_t>(replicas), queries = static_cast<std::size_t>(shape.queries);
  const auto& sources = integers_of(group, "source_class", count * queries);
  require_within(sources, 0, classes, "source_class");
  const auto& weights = numbers_of(group, "log_weight", count * queries * of_query);
  const auto& densities = numbers_of(group, "log_density", count * queries * of_query);
  for (std::size_t replica = 0; replica < count; ++replica)
    measured.replicas.push_back({shape.queries, times, classes, row<int>(sources, replica, queries),
                                 row<double>(weights, replica, queries * of_query),
                                 row<double>(densities, replica, queries * of_query)});
  measured.spectra.resize(count);
  if (!try_variable(group, "spectrum")) return measured;
  const std::size_t leading = reals_of(group, "spectrum").size() / count;
  const auto& values = reals_of(group, "spectrum", count * leading);
  const auto& errors = reals_of(group, "spectrum_stderr", count * leading);
  for (std::size_t replica = 0; replica < count; ++replica) {
    datasets::LeadingSpectrum& spectrum = measured.spectra[replica];
    spectrum.values = row<double>(values, replica, leading);
    std::erase_if(spectrum.values, [](double value) { return std::isnan(value); });
    spectrum.standard_errors = row<double>(errors, replica, leading);
    spectrum.standard_errors.resize(spectrum.values.size());
  }
  return measured;
}

}  // namespace regimes::experiments
