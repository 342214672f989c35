#include "experiments/run/labelled_variable.hpp"

#include <utility>

#include "io/finite_values.hpp"
#include "io/variable_description.hpp"

namespace regimes::experiments {

io::Attributes attributes_of(const Label& label) {
  io::Attributes attributes = io::unit_attributes(label.unit);
  attributes["long_name"] = label.long_name;
  attributes["symbol"] = label.symbol;
  if (label.over_seeds != OverSeeds::apart)
    attributes["seeds"] = std::string(label.over_seeds == OverSeeds::mean ? "mean" : "same");
  if (!label.not_finite.empty()) attributes[io::not_finite_attribute] = label.not_finite;
  return attributes;
}

io::Variable labelled_variable(std::string name, std::vector<std::string> dimensions, io::Values values,
                               const Label& label) {
  return {std::move(name), std::move(dimensions), std::move(values), attributes_of(label)};
}

io::Variable& add_with_error(io::Group& group, const std::string& name,
                             const std::vector<std::string>& dimensions, std::vector<double> values,
                             std::vector<double> errors, const Label& label) {
  const std::string of_errors = name + io::error_ending;
  io::Variable variable =
      labelled_variable(name, dimensions, std::move(values),
                        {label.unit, label.long_name, label.symbol, OverSeeds::mean, label.not_finite});
  variable.attributes[io::ancillary_attribute] = of_errors;
  const Label error_label{label.unit, "standard error of: " + label.long_name, "s.e.(" + label.symbol + ")"};
  const std::size_t position = group.variables.size();
  group.variables.push_back(std::move(variable));
  group.variables.push_back(labelled_variable(of_errors, dimensions, std::move(errors), error_label));
  return group.variables[position];
}

}  // namespace regimes::experiments
