#include "theory/spectrum.hpp"

#include <fmt/core.h>

#include <cmath>
#include <cstddef>

#include "base/contract.hpp"
#include "base/error.hpp"

namespace regimes::theory {
namespace {

void require_not_negative(const char* what, std::size_t index, double value) {
  if (std::isfinite(value) && value >= 0) return;
  throw UsageError(fmt::format("{} {} of the spectrum is {}: give a finite number that is not negative", what,
                               index, value));
}

}  // namespace

Spectrum isotropic(double variance, double dimension) { return {{variance}, {dimension}}; }

void require_valid(const Spectrum& spectrum) {
  require(spectrum.eigenvalue.size() == spectrum.multiplicity.size(),
          "a spectrum has as many multiplicities as eigenvalues, not {} for {}", spectrum.multiplicity.size(),
          spectrum.eigenvalue.size());
  for (std::size_t k = 0; k < spectrum.eigenvalue.size(); ++k) {
    require_not_negative("eigenvalue", k, spectrum.eigenvalue[k]);
    require_not_negative("multiplicity", k, spectrum.multiplicity[k]);
  }
}

}  // namespace regimes::theory
