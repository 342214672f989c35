#pragma once
/// Variables of result files with the three attributes that every one of them has.
#include <string>
#include <utility>
#include <vector>

#include "io/document.hpp"

namespace regimes::experiments {

struct Label {
  std::string units;  ///< "1" where there is none
  std::string long_name;
  std::string symbol;
};

inline io::Attributes attributes_of(Label label) {
  return {{"units", std::move(label.units)},
          {"long_name", std::move(label.long_name)},
          {"symbol", std::move(label.symbol)}};
}

inline io::Variable labelled_variable(std::string name, std::vector<std::string> dimensions,
                                      io::Values values, Label label) {
  return {std::move(name), std::move(dimensions), std::move(values), attributes_of(std::move(label))};
}

}  // namespace regimes::experiments
