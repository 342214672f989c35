#pragma once
/// The lines that a run shows before and while it works.
#include <string>

#include "experiments/run/progress.hpp"

namespace regimes::app {

/// What is run.
std::string title_text(const std::string& what);
/// That, unless it was told, and where.
std::string header_text(const experiments::RunHeader& header);

/// One line without its end, cut to `columns`: share done, rate, time left, what is being done.
std::string progress_bar(const experiments::Progress& progress, int columns);
std::string progress_line(const experiments::Progress& progress);

}  // namespace regimes::app
