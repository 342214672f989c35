#pragma once
/// How a variable of a result says what its numbers are measured in, and where their errors stand.
#include <string>
#include <vector>

#include "io/document.hpp"

namespace regimes::io {

/// NAME_stderr beside NAME has its standard errors.
inline constexpr const char* error_ending = "_stderr";
/// NAME_low and NAME_high beside a fraction NAME bound it; NAME_grid_error beside a place on a grid is the
/// part of its standard error that the grid has.
inline constexpr const char *low_ending = "_low", *high_ending = "_high", *grid_error_ending = "_grid_error";
/// By what factors pairs of queries and control variates have lowered the variance of NAME.
inline constexpr const char *pairs_gain_ending = "_variance_reduction_pairs",
                            *controls_gain_ending = "_variance_reduction_controls";
/// The attribute of NAME that names NAME_stderr, as the CF conventions have it.
inline constexpr const char* ancillary_attribute = "ancillary_variables";

/// The attribute `units` as UDUNITS reads it. Words that UDUNITS does not know, or takes for something else
/// ("nat" is a nano technical atmosphere), become the attribute `unit_description` beside units "1".
Attributes unit_attributes(const std::string& unit);

/// The unit in words, from these attributes; empty where there is none.
std::string unit_text(const Attributes& attributes);

/// The standard errors of a variable of `group`, as many as it has values: those of NAME_stderr beside it,
/// over the same dimensions. Null where it has none.
const std::vector<double>* errors_of(const Variable& variable, const Group& group);

/// The variable NAME_ending over the same dimensions as NAME, as errors_of().
const std::vector<double>* beside(const Variable& variable, const char* ending, const Group& group);

/// True of what tells of the error of NAME, where NAME is beside it: NAME_stderr, NAME_low, NAME_high,
/// NAME_grid_error and the factors of its variance.
bool is_error(const Variable& variable, const Group& group);

}  // namespace regimes::io
