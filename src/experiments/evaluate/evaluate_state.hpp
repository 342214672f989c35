#pragma once
/// Going on from an unfinished file of `regimes evaluate`, whose large variables stay on disk.
#include <cstdint>
#include <string>

#include "experiments/evaluate/evaluate_batch.hpp"
#include "experiments/evaluate/evaluate_document.hpp"
#include "io/document.hpp"
#include "io/slab_file.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// How many of the queries are done at all times. Throws DataError where the document is not one of a run
/// with this subject.
std::int64_t read_queries_done(const io::Document& document, const EvaluateSubject& subject);

/// Copies the results of these queries from the result file `from` into `into`; those that no query can have
/// are refused, training points being rows below `rows_of_points`. Ranks share them, and hold some MiB at a
/// time. Collective; throws DataError and InputOutputError on all ranks.
void copy_queries(const std::string& from, const QuerySpan& queries, const EvaluateSubject& subject,
                  std::int64_t rows_of_points, io::SlabFile& into, const parallel::Communicator& ranks);

/// Whether a file has observables with equal points as one, which those of version 0.2.0 have not.
bool holds_distinct(const std::string& file);

}  // namespace regimes::experiments
