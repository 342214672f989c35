#pragma once
/// NaN and infinities in results: a variable may hold them where its attribute says what they mean.
#include <string>
#include <vector>

#include "io/document.hpp"

namespace regimes::io {

/// The attribute of a variable that says when its values are NaN or infinite, and what that means.
inline constexpr const char* not_finite_attribute = "not_finite";

/// Looks for such values in the root of a finished document. A variable that does not say why, unless it is
/// the error of another, gets an attribute that warns of them. Returns the same warnings for the user.
std::vector<std::string> mark_not_finite(Document& document);

}  // namespace regimes::io
