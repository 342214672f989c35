#include "experiments/run/checkpointer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/error.hpp"

namespace regimes::experiments {
namespace {

constexpr double seconds_per_minute = 60;
constexpr double seconds_between_looks = .2;      ///< at files in the run folder
constexpr double largest_share_of_writing = .05;  ///< of a run
constexpr double seconds_between_tries = 30;      ///< where writing fails

/// Before the limit: for the current piece of work, and for writing twice as slowly as ever.
double margin(double time_limit, double write_seconds) {
  constexpr double part = .02, least = 1, most = 60;
  return std::clamp(part * time_limit, least, most) + 2 * write_seconds;
}

std::string beside(const std::string& output, const char* name) {
  return (std::filesystem::path(output).parent_path() / name).string();
}

/// 0 where there is no such file.
std::int64_t time_of(const std::string& path) {
  std::error_code problem;
  const auto time = std::filesystem::last_write_time(path, problem);
  return problem ? 0 : static_cast<std::int64_t>(time.time_since_epoch().count());
}

bool exists(const std::string& path) {
  std::error_code problem;
  return std::filesystem::exists(path, problem);
}

}  // namespace

void require_no_stop_file(const std::string& output) {
  const std::string path = beside(output, stop_file);
  if (exists(path))
    throw UsageError(fmt::format(
        "'{}' is there: it stops every run in this folder; remove it, or choose another folder", path));
}

Checkpointer::Checkpointer(const CheckpointOptions& options, const std::string& output, bool is_root,
                           Observer& observer)
    : options_(options),
      stop_path_(beside(output, stop_file)),
      checkpoint_path_(beside(output, checkpoint_file)),
      is_root_(is_root),
      observer_(observer),
      touched_(time_of(checkpoint_path_)) {}

double Checkpointer::seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

void Checkpointer::has_news(bool is_milestone) {
  has_news_ = true;
  has_milestone_ = has_milestone_ || is_milestone;
}

bool Checkpointer::write_is_due(double next_piece) {
  const double now = seconds();
  if (now - last_look_ >= seconds_between_looks) {
    last_look_ = now;
    is_asked_ = file_was_touched() || is_asked_;
    stop_ = stop_ || sees_stop_file();
  }
  if (!has_news_ || now < retry_after_) return false;
  if (is_asked_) return true;
  const double pause = now - last_write_end_;
  if (pause < last_write_seconds_ / largest_share_of_writing) return false;
  return has_milestone_ || next_piece >= long_phase_seconds ||
         pause >= options_.checkpoint_minutes * seconds_per_minute;
}

bool Checkpointer::file_was_touched() {
  const std::int64_t time = time_of(checkpoint_path_);
  const bool is_new = time != 0 && time != touched_;
  touched_ = time;
  return is_new;
}

bool Checkpointer::write(const std::function<void()>& write) {
  const double begin = seconds();
  try {
    write();
  } catch (const InputOutputError& error) {
    retry_after_ = seconds() + seconds_between_tries;
    observer_.warning(fmt::format("no checkpoint: {}; the run goes on{}", error.what(),
                                  has_written_ ? ", and the checkpoint before is kept" : ""));
    return false;
  }
  last_write_end_ = seconds();
  last_write_seconds_ = last_write_end_ - begin;
  has_news_ = false;
  has_milestone_ = is_asked_ = false;
  has_written_ = true;
  return true;
}

bool Checkpointer::is_out_of_time() const {
  constexpr double grace = 1;
  return options_.time_limit_seconds > 0 && seconds() >= options_.time_limit_seconds + grace;
}

bool Checkpointer::sees_stop_file() const { return exists(stop_path_); }

bool Checkpointer::stop_wanted(double next_piece) {
  if (observer_.stop_requested()) return true;
  if (!is_root_) return false;
  const double limit = options_.time_limit_seconds;
  return stop_ || (limit > 0 && seconds() + next_piece >= limit - margin(limit, last_write_seconds_));
}

}  // namespace regimes::experiments
