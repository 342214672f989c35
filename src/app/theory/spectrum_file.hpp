#pragma once
#include <string>

#include "theory/spectrum.hpp"

namespace regimes::app {

/// Eigenvalues of a covariance from a text file: one a line, or an eigenvalue and how many directions have
/// it, between blanks, tabs or a comma; # starts a comment. InputOutputError where it cannot be read,
/// DataError with the line for what is not a spectrum: negative, not finite, no variance at all.
theory::Spectrum read_spectrum(const std::string& path);

}  // namespace regimes::app
