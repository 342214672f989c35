#pragma once
#include <csignal>
#include <string>

namespace regimes::app {

/// Where a signal is answered at once.
struct SignalAnswer {
  int descriptor = -1;  ///< -1: nowhere
  std::string before;   ///< written first: what clears the line of a terminal
};

/// From now on the first SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 or SIGXCPU asks the run to stop at the
/// next safe place, and says so, and the same one again, a quarter of a second later or more, ends the
/// process as if nobody watched. A file size limit is an error of the write instead of the end of the
/// process, and so is a pipe that nobody reads.
void watch_signals(const SignalAnswer& answer = {});

/// While one lives, the calling thread takes none of these signals: they come at its end. Launchers of Open
/// MPI 4 may never end where a rank dies while it makes itself known to them.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  sigset_t before_;
};

/// True once one of them has come to this process.
bool stop_signalled();
/// Since then; 0: none has come. From any thread.
double seconds_since_stop_signal();

/// From now on the first signal ends the process at once, with the exit code of a run that is stopped, and
/// says `last_words`: there is nothing to keep.
void leave_at_once_on_signals(const std::string& last_words);
void no_longer_leave_at_once();
/// From now on none of them does anything: the outcome is known, and the launcher may send them to those that
/// have not left yet.
void ignore_signals();
/// Ends the process as such a signal would. From any thread.
[[noreturn]] void leave_at_once(const std::string& last_words);

}  // namespace regimes::app
