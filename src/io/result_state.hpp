#pragma once
/// The group `state` of a result, from which a run goes on, and results without it.
#include "io/document.hpp"

namespace regimes::io {

inline constexpr const char* state_group_name = "state";

bool has_state(const Document& document);

/// The finished result without its state, and with an attribute that says so where it had one. Nothing else
/// is made from the state: figures, averages and `regimes inspect` need none.
Document without_state(Document document);

/// Throws DataError, for whoever wants to go on from the document, where its state was left out.
void require_state_was_kept(const Document& document);

}  // namespace regimes::io
