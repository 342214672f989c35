#pragma once
/// The file of `regimes trajectories`, and going on from one that is unfinished.
#include "experiments/trajectories/trajectories_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// With a group `state` where the run is not finished.
io::Document trajectories_document(const TrajectoriesResult& result, io::Group provenance);

/// Takes what an unfinished file has into `result`, whose options, schedule and numbers of agreements are
/// set: they must be those of the file. Whether the state fits the run is for the run to see. Throws
/// DataError.
void read_trajectories_state(const io::Document& document, TrajectoriesResult& result);

}  // namespace regimes::experiments
