#pragma once
/// The file of `regimes sample`, and going on from one that is unfinished.
#include "experiments/run/experiment_name.hpp"
#include "experiments/sample/sample_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// With a group `state` where the run is not finished.
io::Document sample_document(const SampleResult& result, io::Group provenance);

/// Takes what an unfinished file has into `result`, whose options, schedule, times and variables are set:
/// they must be those of the file. Throws DataError.
void read_sample_state(const io::Document& document, std::int64_t rows_of_points, SampleResult& result);

}  // namespace regimes::experiments
