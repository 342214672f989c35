#pragma once
/// The file of `regimes memorisation`.
#include "experiments/memorisation/memorisation.hpp"
#include "experiments/training/equal_counts.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// `samples` and `paths` may be empty. `options` are complete.
io::Document memorisation_document(const MemorisationOptions& options, const EqualCounts& equals,
                                   const SampleNeighbours& samples, const PathNeighbours& paths,
                                   io::Group provenance);

}  // namespace regimes::experiments
