#pragma once
/// The result file of the collapse experiment, as a document.
#include <vector>

#include "experiments/collapse/collapse_analysis.hpp"
#include "experiments/collapse/collapse_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// Root: curves [points, time], collapse times [points], theory or, for real data, the Gaussian bound. Groups
/// `state` and `provenance` (as given, under that name). What is not done yet is NaN (-1 for indices).
/// `analysis` has one entry per snapshot. `further`: a batch of queries that is being swept.
io::Document collapse_document(const CollapseResult& result, const std::vector<SnapshotAnalysis>& analysis,
                               io::Group provenance, const CollapseResult* further = nullptr);

}  // namespace regimes::experiments
