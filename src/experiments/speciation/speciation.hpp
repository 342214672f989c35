#pragma once
/// The speciation experiment: when the class of a point is decided, by every definition, for laws known
/// exactly and for training sets.
#include <memory>
#include <string>
#include <vector>

#include "experiments/run/measurement.hpp"
#include "experiments/speciation/speciation_options.hpp"
#include "experiments/speciation/speciation_result.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

struct SpeciationSummary : RunEnd {
  std::vector<SpeciationRow> rows;
};

/// The measurement of a run with these options, from resolve(). Every rank looks at the files. Collective.
/// Throws the errors of base/error.hpp.
std::unique_ptr<Measurement> prepare(const SpeciationOptions& options,
                                     const parallel::Communicator& communicator);

}  // namespace regimes::experiments
