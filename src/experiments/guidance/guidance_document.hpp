#pragma once
/// The result file of `regimes guidance`.
#include "experiments/guidance/guidance_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// All that is known; an unfinished one has what goes on in `state`.
io::Document guidance_document(const GuidanceResult& result, io::Group provenance);

/// Takes over what an unfinished result has. rows_of_points, points: of the training set, whose rows and
/// indices lie below. Throws DataError for what does not fit.
void read_guidance_state(const io::Document& document, std::int64_t rows_of_points, std::int64_t points,
                         GuidanceResult& result);

}  // namespace regimes::experiments
