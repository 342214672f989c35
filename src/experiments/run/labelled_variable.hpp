#pragma once
/// Variables of result files with the attributes that every one of them has, and their standard errors.
#include <string>
#include <vector>

#include "io/document.hpp"

namespace regimes::experiments {

struct Label {
  std::string unit;  ///< "1" where there is none; any words (io::unit_attributes)
  std::string long_name;
  std::string symbol;
};

io::Attributes attributes_of(const Label& label);

io::Variable labelled_variable(std::string name, std::vector<std::string> dimensions, io::Values values,
                               const Label& label);

/// Adds the variable NAME and, behind it, NAME_stderr with its standard errors, which NAME's attribute
/// `ancillary_variables` names. Returns NAME, until the next variable is added.
io::Variable& add_with_error(io::Group& group, const std::string& name,
                             const std::vector<std::string>& dimensions, std::vector<double> values,
                             std::vector<double> errors, const Label& label);

}  // namespace regimes::experiments
