#pragma once
/// What an unfinished run of `regimes speciation` has measured, as the group `state` of its file, and back.
#include "experiments/speciation/speciation_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// In a document with the dimensions time and class.
io::Group speciation_state_group(const SpeciationMeasurements& measured);

/// What the state of a run must fit.
struct SpeciationShape {
  std::vector<double> times;
  std::vector<int> class_values;  ///< empty: known when points are read, see require_classes()
  int replicas, fresh_points;     ///< of the whole run; 0: it has no training sets, or no law
  int queries;                    ///< of a replica
};

/// Without log densities of the law, which follow from its priors. Throws DataError where it does not fit.
SpeciationMeasurements read_speciation_state(const io::Document& document, const SpeciationShape& shape);

/// Throws DataError where the classes of a document are others.
void require_classes(const std::vector<std::int64_t>& of_document, const std::vector<int>& class_values);

}  // namespace regimes::experiments
