#pragma once

namespace regimes::app {

/// From now on SIGTERM, SIGUSR1 and the first SIGINT ask the run to stop at the next safe place, and a file
/// size limit is an error of the write instead of the end of the process.
void watch_signals();

/// True once one of them has come to this process.
bool stop_signalled();

}  // namespace regimes::app
