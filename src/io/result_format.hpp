#pragma once
/// How a result file says in which format it is, and which formats this version reads.
#include <string>

#include "io/document.hpp"

namespace regimes::io {

/// The root attribute of every result; files of version 0.1.0 have none.
inline constexpr const char* format_attribute = "format";
/// A format of another number has other names or meanings; a new variable or attribute does not change it.
inline constexpr const char* result_format = "regimes-result-1";

/// Throws DataError where the document that was read from `path` is a result in a newer format than this
/// version's. A document that names no format, or one that is not of results, passes.
void require_readable_format(const std::string& path, const Document& document);

/// Throws DataError where a run cannot go on from the document because its format is an older one: a state
/// means something only to the format that it was written in. The state of a file without a format is that
/// of today.
void require_format_of_state(const Document& document);

}  // namespace regimes::io
