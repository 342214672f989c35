#include "experiments/run/run_document.hpp"

#include <limits>
#include <numeric>

#include "diffusion/precision.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/run/experiment_name.hpp"
#include "io/result_format.hpp"

namespace regimes::experiments {
namespace {
constexpr const char* conventions = "CF-1.8";
constexpr const char *precision_name = "precision", *bound_name = "logit_error_bound",
                     *float_bound_name = "float_logit_error_bound";
}  // namespace

io::Document run_document(const char* experiment, const std::string& title, const RunOptions& options) {
  io::Document document;
  document.attributes[io::format_attribute] = std::string(io::result_format);
  document.attributes[experiment_attribute] = std::string(experiment);
  document.attributes["title"] = title;
  document.attributes["Conventions"] = std::string(conventions);
  document.attributes["training_law"] = name_of(options.train);
  document.attributes["dimension"] = options.dimension.value();
  return document;
}

void add_precision(io::Attributes& attributes, const Precision& precision) {
  attributes[precision_name] = std::string(name_of(precision));
  attributes[float_bound_name] = precision.float_logit_error;
  attributes[bound_name] = logit_error(precision);
}

Precision read_precision(const io::Document& document) {
  const double in_float = real_attribute(document, float_bound_name);
  Precision precision = precision_for_errors(PrecisionChoice::fp64, in_float, {});
  const std::string& name = text_attribute(document, precision_name);
  precision.in_bytes = true;
  if (name == name_of(precision)) {
    precision.used = diffusion::sufficient_precision(in_float);
    precision.byte_logit_error = real_attribute(document, bound_name);
    return precision;
  }
  precision.in_bytes = false;
  if (name == name_of(kernels::Precision::fp32))
    precision.used = kernels::Precision::fp32;
  else if (document.attributes.contains(bound_name))
    precision.double_logit_error = real_attribute(document, bound_name);
  return precision;
}

std::string experiment_of(const io::Document& document) {
  const auto found = document.attributes.find(experiment_attribute);
  if (found == document.attributes.end()) return collapse_name;
  const auto* name = std::get_if<std::string>(&found->second);
  return name ? *name : std::string();
}

io::AttributeValue seed_attribute(std::uint64_t seed) {
  if (seed > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return std::to_string(seed);
  return static_cast<std::int64_t>(seed);
}

Label nearest_index_label(const std::string& symbol) {
  return {"1", "row of the training file, from 0 (synthetic laws: index), of a nearest point", symbol};
}

io::Variable neighbour_coordinate(int neighbours) {
  std::vector<std::int64_t> ranks(neighbours);
  std::iota(ranks.begin(), ranks.end(), 1);
  const std::string name = "neighbour";
  return labelled_variable(name, {name}, std::move(ranks), {"1", "rank of a neighbour, 1 = nearest", "k"});
}

}  // namespace regimes::experiments
