#pragma once
/// The points of one replica, and what their files and spectra say.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "datasets/spectra/covariance.hpp"
#include "datasets/training_set.hpp"
#include "experiments/collapse/collapse_options.hpp"
#include "experiments/run/run_cost.hpp"
#include "theory/law.hpp"

namespace regimes::experiments {

/// What depends on the file is filled in: dimension, points, snapshots, and whose spectra. Every rank looks
/// at the file.
CollapseOptions resolve_files(const CollapseOptions& options);

/// A training set of one replica, and for real data the spectra of its prefixes.
struct ReplicaData {
  datasets::TrainingSet set;
  std::vector<theory::Spectrum> spectra;  ///< [snapshot]; empty for synthetic laws
  datasets::PointMoments moments;         ///< of the largest prefix, where the spectra needed them
};

/// What the spectra take while they are computed. `options` complete.
std::vector<MemoryUse> spectra_memory(const CollapseOptions& options);

/// `tell` hears what is being done. Without the spectra where window_bytes is datasets::one_block_window
/// (FileReading). Collective.
ReplicaData make_replica(const CollapseOptions& options, std::uint32_t replica,
                         const kernels::Partition& partition, const parallel::Communicator& communicator,
                         kernels::Coordinates coordinates,
                         const std::function<void(const std::string&)>& tell = {},
                         std::int64_t window_bytes = datasets::usual_window_bytes);

}  // namespace regimes::experiments
