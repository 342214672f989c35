#include "theory/spectrum.hpp"

#include <fmt/core.h>

#include <cmath>
#include <cstddef>

#include "base/contract.hpp"
#include "base/error.hpp"

namespace regimes::theory {
namespace {

/// Unlike a single variance, which may be infinite: sums over directions would give infinity less infinity.
void require_entry(const char* what, std::size_t index, double value) {
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
    require_entry("eigenvalue", k, spectrum.eigenvalue[k]);
    require_entry("multiplicity", k, spectrum.multiplicity[k]);
  }
}

}  // namespace regimes::theory
