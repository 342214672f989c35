#pragma once
/// The file of `regimes trajectories`.
#include "experiments/trajectories.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

io::Document trajectories_document(const TrajectoriesResult& result, io::Group provenance);

}  // namespace regimes::experiments
