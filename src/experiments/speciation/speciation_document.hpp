#pragma once
/// The result file of a speciation run.
#include "experiments/speciation/speciation_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// Variables and their meaning: README.md. Where nothing is concluded yet, with a group `state`.
io::Document speciation_document(const SpeciationResult& result, io::Group provenance);

}  // namespace regimes::experiments
