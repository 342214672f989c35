#pragma once
/// The result file of `regimes kde`, as a document.
#include <vector>

#include "experiments/kde/kde_analysis.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// Root: curves [points, bandwidth], best bandwidths [points], theory of synthetic data. Groups `state` and
/// `provenance` (as given, under that name). What is not done yet is NaN. `analysis` has one entry per
/// snapshot.
io::Document kde_document(const KdeResult& result, const std::vector<KdeAnalysis>& analysis,
                          io::Group provenance);

}  // namespace regimes::experiments
