#pragma once
/// The experiments that `regimes resume` can go on with.
#include <variant>

#include "app/collapse_resumable.hpp"
#include "app/kde_resumable.hpp"
#include "app/sample_resumable.hpp"
#include "app/speciation_resumable.hpp"
#include "app/trajectories_resumable.hpp"

namespace regimes::app {

/// Calls visit(Options()) for every one of them.
template <class Visit>
void for_every_resumable(const Visit& visit) {
  visit(experiments::CollapseOptions());
  visit(experiments::KdeOptions());
  visit(experiments::SampleOptions());
  visit(experiments::TrajectoriesOptions());
  visit(experiments::SpeciationOptions());
}

using AnyStart = std::variant<experiments::DocumentStart>;

}  // namespace regimes::app
