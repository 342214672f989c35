#pragma once
/// What the result files of all runs on a training set begin with.
#include <string>

#include "experiments/options/precision_choice.hpp"
#include "experiments/options/run_options.hpp"
#include "experiments/run/labelled_variable.hpp"

namespace regimes::experiments {

inline constexpr const char* data_units = "units of the data";

/// Format, experiment (a name of experiment_name.hpp), title, conventions, law and dimension. The options are
/// resolved.
io::Document run_document(const char* experiment, const std::string& title, const RunOptions& options);

/// Root attributes `precision`, `logit_error_bound` in that precision and `float_logit_error_bound`, and what
/// they say; files of version 0.2.0 and before do not say the bound of a run in double.
void add_precision(io::Attributes& attributes, const Precision& precision);
Precision read_precision(const io::Document& document);

/// The experiment that a result says it is of: "collapse" where it says none, as those of version 0.1.0 did;
/// empty where it is no text.
std::string experiment_of(const io::Document& document);

/// Attributes are signed; the upper half of the seeds is kept as text.
io::AttributeValue seed_attribute(std::uint64_t seed);

/// How a nearest training point is told, and its coordinate `neighbour` of k values.
Label nearest_index_label(const std::string& symbol);
io::Variable neighbour_coordinate(int neighbours);

}  // namespace regimes::experiments
