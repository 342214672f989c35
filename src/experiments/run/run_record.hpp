#pragma once
/// What every run notes about itself: for the header on the terminal and the provenance of its file.
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/run_work.hpp"
#include "experiments/options/option.hpp"
#include "experiments/options/precision_choice.hpp"
#include "experiments/run/prediction.hpp"
#include "experiments/run/progress.hpp"
#include "io/provenance.hpp"
#include "kernels/precision.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Begins with the run.
class RunRecord {
 public:
  /// Collective.
  explicit RunRecord(const parallel::Communicator& communicator);

  double seconds() const;
  /// How long the run will take, as soon as that can be told (prediction.hpp): kept once, on root.
  void predict(const RunSoFar& so_far);
  /// There is more to do than was known.
  void predict_anew() { predicted_seconds_ = std::numeric_limits<double>::quiet_NaN(); }
  /// NaN: the run was too short.
  double predicted_seconds() const { return predicted_seconds_; }
  /// Devices that several ranks have (parallel/placement.hpp), on root.
  const std::vector<std::string>& shared_devices() const { return shared_devices_; }
  /// On root.
  RunHeader header(const std::string& what, kernels::Precision precision) const;
  /// Asks all ranks how much memory they have held at most, for describe(), and returns the most. Collective.
  std::int64_t note_memory();
  /// What is known of the run but its inputs and the runs before it.
  io::Provenance describe(const std::string& command_line, std::vector<ResolvedOption> options,
                          std::uint64_t seed, kernels::Precision precision, const RunWork& work) const;
  /// The provenance that describe() gives, as a group of a result file.
  io::Group provenance(const std::string& command_line, std::vector<ResolvedOption> options,
                       std::uint64_t seed, kernels::Precision precision, const RunWork& work) const;

 private:
  const parallel::Communicator& communicator_;
  std::vector<std::string> hosts_;  // of every rank, on root
  std::vector<std::string> shared_devices_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::system_clock::time_point start_time_ = std::chrono::system_clock::now();
  double predicted_seconds_ = std::numeric_limits<double>::quiet_NaN();
  std::int64_t memory_per_rank_bytes_ = 0;
};

}  // namespace regimes::experiments
