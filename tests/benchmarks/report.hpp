#pragma once
/// What the benchmark prints, and the JSON that analysis/roofline reads.
#include <string>
#include <vector>

#include "error_time.hpp"
#include "measurement.hpp"

namespace regimes::benchmarks {

std::string machine_text(const Machine& machine);
std::string table_heading();
std::string table_row(const Measurement& measurement);
/// What bandwidths of density estimates cost beside as many times of the curve at the same sizes: one line
/// per dimension where both were measured.
std::string density_text(const std::vector<Measurement>& measurements);

std::string generation_text(const GenerationShare& generation);

/// A table of all of them.
std::string error_times_text(const std::vector<ErrorTime>& times);

std::string to_json(const Machine& machine, const std::vector<Measurement>& measurements,
                    const std::vector<GenerationShare>& generation,
                    const std::vector<ErrorTime>& error_times);

}  // namespace regimes::benchmarks
