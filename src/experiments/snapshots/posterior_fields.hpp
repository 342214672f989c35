#pragma once
/// The numbers of a posterior and of a class sum as the group `state` has them: by this table they are
/// written, read and checked.
#include <cstdint>
#include <vector>

#include "experiments/run/document_values.hpp"
#include "experiments/run/labelled_variable.hpp"
#include "kernels/posterior_states.hpp"

namespace regimes::experiments {

template <class State>
struct StateField {
  const char* name;
  double State::*place;
  Label label;
  RealRange range;  ///< of the values that it can have
};

const std::vector<StateField<kernels::Posterior>>& posterior_fields();
const std::vector<StateField<kernels::LogSum>>& class_sum_fields();

/// The global index of the nearest point, beside these; -1 where there is none.
inline constexpr const char* nearest_index_name = "nearest_index";

}  // namespace regimes::experiments
