#include "app/signals.hpp"

#include <csignal>

namespace regimes::app {
namespace {

volatile std::sig_atomic_t stop = 0;

void request_stop(int) { stop = 1; }

void watch(int signal, int flags) {
  struct sigaction action = {};
  action.sa_handler = request_stop;
  action.sa_flags = SA_RESTART | flags;
  sigaction(signal, &action, nullptr);
}

}  // namespace

void watch_signals() {
  watch(SIGTERM, 0);
  watch(SIGUSR1, 0);
  watch(SIGINT, SA_RESETHAND);  // a second Ctrl-C ends the program at once
  std::signal(SIGXFSZ, SIG_IGN);
}

bool stop_signalled() { return stop != 0; }

}  // namespace regimes::app
