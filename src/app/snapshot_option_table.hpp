#pragma once
/// Options that every run over snapshots and replicas has.
#include <string>
#include <vector>

#include "app/run_option_table.hpp"
#include "experiments/snapshots/snapshot_options.hpp"

namespace regimes::app {

/// --points, --log-points-per-dimension and --snapshots.
std::vector<Option> size_options(experiments::SnapshotOptions& options);

/// --queries: in a few words, and what a query is.
Option queries_option(experiments::SnapshotOptions& options, const std::string& summary,
                      const std::string& what);

/// --replicas.
Option replicas_option(experiments::SnapshotOptions& options);

/// --output, --checkpoint-minutes, --time-limit, and what all runs have.
std::vector<Option> snapshot_output_options(experiments::SnapshotOptions& options, bool& dry_run, bool& quiet,
                                            const std::string& command);

}  // namespace regimes::app
