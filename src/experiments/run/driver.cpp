#include "experiments/run/driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "experiments/run/input_files.hpp"
#include "experiments/run/kept_run.hpp"
#include "experiments/run/run_record.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// How much work the next piece is asked for: root sizes pieces so that one takes some tenths of a second,
/// short enough to react and long enough that agreeing costs nothing.
class PieceSize {
 public:
  std::int64_t value() const { return value_; }
  void agreed(std::int64_t value) { value_ = value; }

  /// What it should be after a piece that took so long; one that was cut short says nothing.
  std::int64_t after(const Piece& piece, double seconds) const {
    constexpr double wanted_seconds = .3, largest_step = 4, shortest_seconds = 1e-6;
    if (piece.size < value_) return value_;
    const double factor =
        std::clamp(wanted_seconds / std::max(seconds, shortest_seconds), 1 / largest_step, largest_step);
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(value_) * factor));
  }

 private:
  static constexpr std::int64_t first = 2;
  std::int64_t value_ = first;
};

class Driver {
 public:
  Driver(const Experiment& experiment, const RunCall& call, const parallel::Communicator& communicator,
         Observer& observer)
      : experiment_(experiment),
        call_(call),
        communicator_(communicator),
        observer_(observer),
        record_(communicator),
        kept_(call.options->output, call.options->checkpoints, communicator, observer),
        owner_(experiment.prepare(*call.options, communicator)),
        measurement_(*owner_) {}

  RunOutcome run() {
    parallel::rethrow_on_all_ranks(communicator_,
                                   [&] { require_memory(measurement_.cost(communicator_.size())); });
    if (call_.extent == RunExtent::checks) return check();
    parallel::on_root(communicator_, [&] {
      kept_.note_inputs(look_at_inputs(experiment_.options, measurement_.options()));
    });
    measurement_.set_up();
    if (call_.start) go_on_from(*call_.start);
    if (communicator_.is_root()) fraction_at_start_ = measurement_.standing().fraction;
    for (int part = 0; part < measurement_.parts(); ++part) parts_left_ += measurement_.is_done(part) ? 0 : 1;
    bool goes_on = true;
    for (int part = 0; part < measurement_.parts() && goes_on; ++part)
      if (!measurement_.is_done(part)) goes_on = run_part(part);
    return finish(goes_on);
  }

 private:
  RunOutcome check() {
    measurement_.set_up();
    announce();
    return {true, {}};
  }

  void go_on_from(const DocumentStart& start) {
    kept_.go_on_from(start.run);
    read_state(kept_.start_file(), communicator_, [&] { measurement_.restore(start); });
    measurement_.share();
  }

  /// Returns whether all go on.
  bool run_part(int part) {
    // Loading may take minutes, with no safe place to stop at: if all is written, the run may end at once.
    observer_.holds_results(communicator_.any(kept_.checkpointer().has_unwritten()));
    const auto begin = Clock::now();
    measurement_.load(part);
    if (loads_++ == 0) announce();
    load_seconds_ += seconds_since(begin);
    size_ = {};
    observer_.holds_results(true);
    kept_.begin_piece();
    for (bool ends = false; !ends;) {
      const auto piece_begin = Clock::now();
      const Piece piece = measurement_.advance(size_.value());
      const double seconds = seconds_since(piece_begin);
      sweep_seconds_ += seconds;
      ends = piece.ends_part;
      note_news(piece.news);
      if (ends && --parts_left_ == 0) return true;
      if (!look_around(size_.after(piece, seconds))) return false;
    }
    return true;
  }

  void note_news(Piece::News news) {
    if (!communicator_.is_root() || news == Piece::News::nothing) return;
    has_results_ = true;
    if (const std::string lines = measurement_.known_results(); !lines.empty()) observer_.results(lines);
    kept_.checkpointer().has_news(news == Piece::News::milestone);
  }

  /// Collective, for the record asks all ranks for their memory.
  void announce() {
    RunIntroduction introduction;
    if (communicator_.is_root()) introduction = measurement_.introduction();
    RunHeader header = record_.header(introduction.what, introduction.precision);
    if (!communicator_.is_root() || introduction.what.empty()) return;
    header.notes = introduction.notes;
    if (kept_.goes_on()) header.notes.push_back(fmt::format("goes on from {}", kept_.start_file()));
    observer_.header(header);
    for (const std::string& warning : introduction.warnings) observer_.warning(warning);
  }

  /// Between two pieces: progress, a checkpoint, or the end. Returns whether all go on.
  bool look_around(std::int64_t next_size) {
    if (communicator_.is_root()) tell();
    const KeptRun::Agreement agreed = kept_.agree(next_size);
    if (agreed.wish == KeptRun::Wish::stop) return false;
    size_.agreed(agreed.size);
    if (agreed.wish == KeptRun::Wish::checkpoint) {
      measurement_.gather();
      if (communicator_.is_root()) kept_.write(writer());
    }
    return true;
  }

  void tell() {
    const Standing standing = measurement_.standing();
    Progress progress;
    progress.fraction = standing.fraction;
    progress.fraction_at_start = fraction_at_start_;
    progress.seconds = kept_.checkpointer().seconds();
    progress.pair_times_per_second = standing.pair_times / progress.seconds;
    progress.doing = standing.doing;
    const int loads_left = std::max(0, parts_left_ - 1);  // the part in progress is loaded
    record_.predict({standing.fraction - fraction_at_start_, 1 - fraction_at_start_, sweep_seconds_,
                     loads_left * load_seconds_ / loads_});
    observer_.progress(progress);
  }

  KeptRun::WritePartial writer() {
    return [this](const io::ResultWriter& file, io::Replaced replaced) {
      measurement_.write_partial(file, provenance(), replaced);
    };
  }

  RunOutcome finish(bool finished) {
    if (finished) measurement_.conclude();
    measurement_.gather();
    RunEnd end;
    RunOutcome outcome{finished, {}};
    end.finished = finished;
    parallel::on_root(communicator_, [&] {
      end.output = finished ? kept_.finish([&](const io::ResultWriter& file) {
        measurement_.write_whole(file, provenance());
      })
                            : keep();
      end.work = measurement_.work();
      end.seconds = kept_.checkpointer().seconds();
      end.predicted_seconds = record_.predicted_seconds();
      outcome.report = measurement_.report(end);
    });
    return outcome;
  }

  /// On root, where the run is stopped. Empty where nothing was measured yet, by this run or one before.
  std::string keep() {
    if (!has_results_ && !kept_.goes_on()) return {};
    return kept_.keep(writer());
  }

  io::Group provenance() const {
    const RunOptions& options = measurement_.options();
    auto used = refreshed(experiment_.options, call_.origins, options, *experiment_.defaults());
    return kept_.provenance(record_.describe(options.command_line, std::move(used), options.seed,
                                             measurement_.introduction().precision,
                                             kept_.all_work(measurement_.work())));
  }

  const Experiment& experiment_;
  const RunCall& call_;
  const parallel::Communicator& communicator_;
  Observer& observer_;
  RunRecord record_;
  KeptRun kept_;
  std::unique_ptr<Measurement> owner_;
  Measurement& measurement_;
  PieceSize size_;
  bool has_results_ = false;  // of this run
  double fraction_at_start_ = 0;
  int loads_ = 0, parts_left_ = 0;
  double load_seconds_ = 0, sweep_seconds_ = 0;
};

}  // namespace

RunOutcome run_experiment(const Experiment& experiment, const RunCall& call,
                          const parallel::Communicator& communicator, Observer& observer) {
  return Driver(experiment, call, communicator, observer).run();
}

}  // namespace regimes::experiments
