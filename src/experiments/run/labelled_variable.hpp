#pragma once
/// Variables of result files with the attributes that every one of them has, and their standard errors.
#include <string>
#include <vector>

#include "io/document.hpp"

namespace regimes::experiments {

/// What collecting results makes of a variable over those that differ in nothing but their seed.
enum class OverSeeds {
  apart,  ///< it is not collected: coordinates, and what belongs to single points or paths
  mean,   ///< it is averaged, over samples of one law first where it has a dimension of them
  same    ///< theory, which must be equal in all
};

struct Label {
  std::string unit;  ///< "1" where there is none; any words (io::unit_attributes)
  std::string long_name;
  std::string symbol;
  OverSeeds over_seeds = OverSeeds::apart;  ///< the attribute `seeds`
  std::string not_finite =
      {};  ///< what NaN or an infinity means; empty: there is none (io/finite_values.hpp)
};

io::Attributes attributes_of(const Label& label);

io::Variable labelled_variable(std::string name, std::vector<std::string> dimensions, io::Values values,
                               const Label& label);

/// Adds the variable NAME and, behind it, NAME_stderr with its standard errors, which NAME's attribute
/// `ancillary_variables` names. What has an error is averaged over seeds. Returns NAME, until the next
/// variable is added.
io::Variable& add_with_error(io::Group& group, const std::string& name,
                             const std::vector<std::string>& dimensions, std::vector<double> values,
                             std::vector<double> errors, const Label& label);

}  // namespace regimes::experiments
