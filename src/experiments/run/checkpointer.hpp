#pragma once
/// When a long run writes what it has, and when it stops. Knows nothing of what the run does, so that every
/// experiment can use it: the run says when there is something new, asks whether to write or to stop between
/// two pieces of work, and writes through it.
#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "experiments/options/run_options.hpp"
#include "experiments/run/progress.hpp"

namespace regimes::experiments {

/// Names of files in the folder of the output that speak to the runs there.
inline constexpr const char* stop_file = "stop";
inline constexpr const char* checkpoint_file = "checkpoint-now";

/// Throws UsageError where the folder of `output` holds a file `stop`: a run there would end at once.
void require_no_stop_file(const std::string& output);

/// A phase of a run that takes longer has a safe place before it: what is done is written, so that the run
/// may be left within it.
inline constexpr double long_phase_seconds = 2;

/// One per rank. All but stop_wanted() and seconds() is for root.
class Checkpointer {
 public:
  Checkpointer(const CheckpointOptions& options, const std::string& output, bool is_root, Observer& observer);

  /// Something can be written that was not there before. At a milestone, such as a snapshot, it is written at
  /// once, unless writing would take more than a twentieth of the run.
  void has_news(bool is_milestone);
  /// Between two pieces of work: whether to write now, before one that may take `next_piece` seconds. Sees
  /// the file `checkpoint-now`.
  bool write_is_due(double next_piece = 0);
  /// Calls `write`. An InputOutputError is a warning: the run goes on, what was written before is still
  /// there, and it is tried again after some time. Returns whether it was written.
  bool write(const std::function<void()>& write);
  /// Whether anything is new since the last successful writing. From any thread.
  bool has_unwritten() const { return has_news_; }
  /// Whether anything was ever written.
  bool has_written() const { return has_written_; }

  /// Whether this rank wants the run to stop: a signal, or on root the time limit or the file `stop`. Runs
  /// agree: all stop where one wants to. `next_piece`: seconds that pass before it is asked again, where that
  /// takes long.
  bool stop_wanted(double next_piece = 0);
  /// Since the start. From any thread.
  double seconds() const;
  /// Whether the time limit has passed, and a second more, for a run that is about to end. From any thread.
  bool is_out_of_time() const;
  /// Whether the file `stop` is there. From any thread.
  bool sees_stop_file() const;

 private:
  using Clock = std::chrono::steady_clock;
  bool file_was_touched();

  CheckpointOptions options_;
  std::string stop_path_, checkpoint_path_;
  bool is_root_;
  Observer& observer_;
  Clock::time_point start_ = Clock::now();
  std::atomic<bool> has_news_ = false;
  bool has_milestone_ = false, is_asked_ = false, has_written_ = false;
  double last_look_ = 0, last_write_end_ = 0, last_write_seconds_ = 0, retry_after_ = 0;
  bool stop_ = false;
  std::int64_t touched_ =
      0;  ///< when `checkpoint-now` was last written, in the file system's units; 0: there is none
};

}  // namespace regimes::experiments
