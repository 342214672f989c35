#include "experiments/run/overseer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>

namespace regimes::experiments {
namespace {

constexpr auto between_looks = std::chrono::milliseconds(100);
constexpr double seconds_to_speak = .5;  ///< of silence

}  // namespace

Overseer::Overseer(const Checkpointer& checkpointer, Observer& observer, bool is_root)
    : checkpointer_(checkpointer), observer_(observer) {
  if (!is_root) return;
  sigset_t all, before;  // signals are for the thread of the run, whose waiting calls they end
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { watch(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Overseer::~Overseer() { dismiss(); }

void Overseer::set_advice(const std::string& advice) {
  const std::scoped_lock lock(words_);
  advice_ = advice;
}

void Overseer::begin_silence(const std::string& doing, double fraction) {
  const std::scoped_lock lock(words_);
  is_silent_ = true;
  doing_ = doing;
  fraction_ = fraction;
  silent_since_ = checkpointer_.seconds();
}

void Overseer::end_silence() {
  const std::scoped_lock lock(words_);
  is_silent_ = false;
}

void Overseer::tell(const std::string& doing) {
  const std::scoped_lock lock(words_);
  doing_ = doing;
}

void Overseer::without_leaving(const std::function<void()>& work) {
  const std::scoped_lock lock(leaving_);
  work();
}

void Overseer::dismiss() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(words_);
    is_dismissed_ = true;
  }
  ends_.notify_all();
  thread_.join();
}

void Overseer::watch() {
  std::unique_lock lock(words_);
  while (!ends_.wait_for(lock, between_looks, [this] { return is_dismissed_; })) {
    lock.unlock();
    look();
    lock.lock();
  }
}

void Overseer::look() {
  const std::unique_lock stays(leaving_, std::try_to_lock);
  if (!stays.owns_lock()) return;
  const std::unique_lock lock(words_);
  const bool is_out_of_time = checkpointer_.is_out_of_time();
  const bool is_stopped = seconds_since_stop() > long_phase_seconds && !checkpointer_.has_unwritten();
  if (is_out_of_time || is_stopped)
    observer_.leave(fmt::format("{} far from a safe place{}; {}",
                                is_out_of_time ? "out of time" : "stopped on request",
                                is_silent_ ? fmt::format(" ({})", doing_) : "", advice_));
  const double seconds = checkpointer_.seconds();
  if (is_silent_ && seconds - silent_since_ >= seconds_to_speak)
    observer_.progress({.fraction = fraction_, .seconds = seconds, .doing = doing_});
}

double Overseer::seconds_since_stop() {
  if (!checkpointer_.sees_stop_file())
    stop_file_since_ = 0;
  else if (stop_file_since_ == 0)
    stop_file_since_ = checkpointer_.seconds();
  const double of_file = stop_file_since_ > 0 ? checkpointer_.seconds() - stop_file_since_ : 0;
  return std::max(of_file, observer_.seconds_since_stop());
}

}  // namespace regimes::experiments
