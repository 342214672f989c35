#pragma once
/// What a result file must hold for a run to go on, found or refused: every function throws DataError that
/// names what is missing or does not fit.
#include <cstdint>
#include <string>
#include <vector>

#include "io/document.hpp"

namespace regimes::experiments {

const io::Group& group_of(const io::Group& parent, const std::string& name);
const io::Group* try_group(const io::Group& parent, const std::string& name);
const io::Variable* try_variable(const io::Group& group, const std::string& name);

/// The values of a variable, `count` of them.
const std::vector<double>& reals_of(const io::Group& group, const std::string& name, std::size_t count);
const std::vector<std::int64_t>& integers_of(const io::Group& group, const std::string& name,
                                             std::size_t count);
/// As many as there are.
const std::vector<double>& reals_of(const io::Group& group, const std::string& name);
const std::vector<std::int64_t>& integers_of(const io::Group& group, const std::string& name);
const std::vector<std::string>& texts_of(const io::Group& group, const std::string& name);

/// Throws DataError that says `what` unless `holds`.
void require_data(bool holds, const std::string& what);
/// Throws DataError that names the variable and its first value that is not finite, or not in [first, end).
void require_finite(const std::vector<double>& values, const std::string& name);
void require_within(const std::vector<std::int64_t>& values, std::int64_t first, std::int64_t end,
                    const std::string& name);

std::int64_t integer_attribute(const io::Group& group, const std::string& name);
double real_attribute(const io::Group& group, const std::string& name);
std::string text_attribute(const io::Group& group, const std::string& name);

}  // namespace regimes::experiments
