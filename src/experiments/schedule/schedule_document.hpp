#pragma once
/// The result file of `regimes schedule`.
#include "experiments/schedule/schedule_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

io::Document schedule_document(const ScheduleResult& result, io::Group provenance);

/// Takes over the ends of the paths that an earlier run of the same options has done. Throws DataError.
void read_schedule_state(const io::Document& document, ScheduleResult& result);

}  // namespace regimes::experiments
