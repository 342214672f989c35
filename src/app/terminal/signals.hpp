#pragma once

namespace regimes::app {

/// From now on the first SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 or SIGXCPU asks the run to stop at the
/// next safe place, and the same one again, a quarter of a second later or more, ends the process as if
/// nobody watched: a run that reads files or computes a covariance has no safe place soon. A file size limit
/// is an error of the write instead of the end of the process, and so is a pipe that nobody reads.
void watch_signals();

/// True once one of them has come to this process.
bool stop_signalled();

/// While true, the first signal ends the process at once, with the exit code of a run that is stopped: there
/// is nothing to keep.
void leave_at_once_on_signals(bool leave);

}  // namespace regimes::app
