#pragma once
/// What an unfinished run of `regimes speciation` has measured, as the group `state` of its file, and back.
#include "experiments/speciation/speciation_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// In a document with the dimensions time and class.
io::Group speciation_state_group(const SpeciationMeasurements& measured);

/// Without log densities of the law, which follow from its priors. Throws DataError.
SpeciationMeasurements read_speciation_state(const io::Document& document);

}  // namespace regimes::experiments
