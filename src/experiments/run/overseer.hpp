#pragma once
/// What watches a run from beside it, on root, while its ranks are in the middle of something.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "experiments/run/checkpointer.hpp"
#include "experiments/run/progress.hpp"

namespace regimes::experiments {

/// Between two pieces of work a run sees stops, the time limit and the file `stop` by itself, and keeps what
/// it has. A single piece or phase may take longer than a stop can wait: a file of gigabytes, a spectrum, a
/// step of a million paths. Its thread then ends the run from beside:
/// - two seconds after a stop, where all that was done is written;
/// - a second after the time limit, whatever is lost, for whoever set it ends the process anyway.
/// So the run ends with the exit code of a stop and the checkpoint that it had. It also tells what goes on
/// where the run cannot.
class Overseer {
 public:
  Overseer(const Checkpointer& checkpointer, Observer& observer, bool is_root);
  ~Overseer();
  Overseer(const Overseer&) = delete;
  Overseer& operator=(const Overseer&) = delete;

  /// How to go on with what is kept, which ends the words that the run ends with.
  void set_advice(const std::string& advice);
  /// From now on nothing else tells what the run does: it tells `doing`, of a run that is so far done.
  void begin_silence(const std::string& doing, double fraction);
  void end_silence();
  void tell(const std::string& doing);
  /// Calls work(), during which the run is not left: files are written.
  void without_leaving(const std::function<void()>& work);
  /// The run has come to its end, and is not left any more.
  void dismiss();

 private:
  void watch();
  void look();
  double seconds_since_stop();

  const Checkpointer& checkpointer_;
  Observer& observer_;
  std::mutex leaving_;  // held while the run must not be left
  std::mutex words_;    // of those that follow
  std::condition_variable ends_;
  bool is_dismissed_ = false, is_silent_ = false;
  std::string advice_, doing_;
  double fraction_ = 0, silent_since_ = 0;
  double stop_file_since_ = 0;  // of the thread; 0: there is none
  std::thread thread_;
};

}  // namespace regimes::experiments
