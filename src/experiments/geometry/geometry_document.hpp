#pragma once
/// The result of `regimes geometry` as a document, and back.
#include "experiments/geometry/geometry_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// All that is measured so far, with its state. On root.
io::Document geometry_document(const GeometryResult& result, io::Group provenance);

/// Takes over what an earlier run with these options has measured: units, spectra of the points, residuals.
/// Throws DataError for what does not fit.
void read_geometry_state(const io::Document& document, GeometryResult& result);

}  // namespace regimes::experiments
