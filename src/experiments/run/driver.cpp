#include "experiments/run/driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "base/printable.hpp"
#include "datasets/readers/gzip_bytes.hpp"
#include "experiments/run/input_files.hpp"
#include "experiments/run/kept_run.hpp"
#include "experiments/run/overseer.hpp"
#include "experiments/run/run_record.hpp"
#include "experiments/run/work_text.hpp"
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

std::string advice_at_start(const RunCall& call, int ranks) {
  return call.start ? go_on_text(call.start->run.command, ranks)
                    : "nothing was measured yet, and nothing is written";
}

std::string words_after_stop(const std::string& advice) { return "stopped on request; " + advice; }

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
        overseer_(kept_.checkpointer(), observer, communicator.is_root()),
        owner_(prepared(experiment, call, communicator)),
        measurement_(*owner_) {
    measurement_.tell_phases_to([this](const std::string& doing) { overseer_.tell(doing); });
  }

  RunOutcome run() {
    parallel::rethrow_on_all_ranks(communicator_,
                                   [&] { require_memory(measurement_.cost(communicator_.size())); });
    if (call_.extent == RunExtent::checks) return check();
    announce_title();
    without_safe_place("looking at input files", [&] {
      parallel::on_root(communicator_, [&] {
        kept_.note_inputs(look_at_inputs(experiment_.options, measurement_.options()));
      });
      overseer_.tell("setting up");
      measurement_.set_up();
      if (call_.start) go_on_from(*call_.start);
    });
    if (communicator_.is_root()) overseer_.set_advice(advice());
    if (communicator_.is_root()) fraction_at_start_ = measurement_.standing().fraction;
    bool goes_on = run_parts();
    while (goes_on && has_more())
      goes_on = follow(kept_.agree({.seconds_before_it = seconds_of_load()})) && run_parts();
    return finish(goes_on);
  }

 private:
  /// What is compressed is inflated before anyone reads it, by one rank of each machine.
  static std::unique_ptr<Measurement> prepared(const Experiment& experiment, const RunCall& call,
                                               const parallel::Communicator& communicator) {
    if (communicator.size() > 1) {
      std::vector<std::string> inputs;
      parallel::rethrow_on_all_ranks(communicator,
                                     [&] { inputs = input_paths(experiment.options, *call.options); });
      datasets::inflate_once_per_node(inputs, communicator);
    }
    return experiment.prepare(*call.options, communicator);
  }

  RunOutcome check() {
    measurement_.check();
    announce();
    return {true, {}};
  }

  void go_on_from(const DocumentStart& start) {
    kept_.go_on_from(start.run);
    read_state(kept_.start_file(), communicator_, [&] { measurement_.restore(start); });
    measurement_.share();
  }

  /// Calls work(), which may take minutes with no safe place to stop at: if all is written, the run may end
  /// at once. Collective.
  void without_safe_place(const std::string& doing, const std::function<void()>& work) {
    const bool has_unwritten = communicator_.any(kept_.checkpointer().has_unwritten());
    if (!has_unwritten) observer_.may_leave(last_words());
    overseer_.begin_silence(doing, communicator_.is_root() && loads_ > 0 ? standing_fraction_ : 0);
    work();
    overseer_.end_silence();
    observer_.must_stay();
  }

  std::string last_words() const { return communicator_.is_root() ? words_after_stop(advice()) : ""; }

  /// On root: how to go on with what is kept.
  std::string advice() const {
    const std::string file = kept_.written_file();
    return file.empty() ? advice_at_start(call_, communicator_.size())
                        : go_on_text(resume_line(file), communicator_.size());
  }

  void announce_title() {
    if (!communicator_.is_root()) return;
    if (const std::string title = measurement_.title(); !title.empty()) {
      observer_.title(title);
      has_title_ = true;
    }
    overseer_.set_advice(advice());
  }

  /// Returns whether all go on.
  bool run_parts() {
    parts_left_ = 0;
    for (int part = 0; part < measurement_.parts(); ++part) parts_left_ += measurement_.is_done(part) ? 0 : 1;
    bool goes_on = true;
    for (int part = 0; part < measurement_.parts() && goes_on; ++part)
      if (!measurement_.is_done(part)) goes_on = run_part(part);
    return goes_on;
  }

  /// Asks the measurement, which may take a while. What was the whole becomes a part of it.
  bool has_more() {
    bool has_more = false;
    without_safe_place("looking at the errors", [&] { has_more = measurement_.needs_more(); });
    if (!communicator_.is_root()) return has_more;
    tell_results();
    if (!has_more) return false;
    const double fraction = measurement_.standing().fraction;
    fraction_at_start_ *= fraction;
    standing_fraction_ = fraction;
    record_.predict_anew();
    return true;
  }

  /// Seconds that a part takes to load, as far as that is known.
  double seconds_of_load() const { return loads_ > 0 ? load_seconds_ / loads_ : 0; }

  /// Returns whether all go on.
  bool run_part(int part) {
    const auto begin = Clock::now();
    without_safe_place("preparing", [&] { measurement_.load(part); });
    datasets::forget_inflated_files();  // what is read again has a reader that holds it
    if (loads_++ == 0) announce();
    load_seconds_ += seconds_since(begin);
    size_ = {};
    kept_.begin_piece();
    for (bool ends = false; !ends;) {
      const auto piece_begin = Clock::now();
      const Piece piece = measurement_.advance(size_.value());
      const double seconds = seconds_since(piece_begin);
      sweep_seconds_ += seconds;
      ends = piece.ends_part;
      note_news(piece.news);
      if (ends && --parts_left_ == 0) return true;
      if (!look_around(size_.after(piece, seconds), ends ? seconds_of_load() : 0)) return false;
    }
    return true;
  }

  void note_news(Piece::News news) {
    if (!communicator_.is_root() || news == Piece::News::nothing) return;
    has_results_ = true;
    tell_results();
    kept_.checkpointer().has_news(news == Piece::News::milestone);
  }

  void tell_results() {
    if (const std::string lines = measurement_.known_results(); !lines.empty()) observer_.results(lines);
  }

  void announce() {
    if (!communicator_.is_root()) return;
    const RunIntroduction introduction = measurement_.introduction();
    if (introduction.what.empty()) return;
    RunHeader header = record_.header(has_title_ ? "" : introduction.what, introduction.precision);
    if (!introduction.arithmetic.empty()) header.precision = introduction.arithmetic;
    header.notes.insert(header.notes.end(), introduction.notes.begin(), introduction.notes.end());
    if (kept_.goes_on())
      header.notes.push_back(fmt::format("goes on from {}", printable(kept_.start_file())));
    observer_.header(header);
    for (const std::string& shared : record_.shared_devices())
      observer_.warning(shared +
                        ", and wait for each other: start one rank per device (`regimes doctor` says how)");
    for (const std::string& warning : introduction.warnings) observer_.warning(warning);
  }

  /// Between two pieces: progress, a checkpoint, or the end. Returns whether all go on. What comes before
  /// the next piece takes about so many seconds.
  bool look_around(std::int64_t next_size, double seconds_before_it = 0) {
    if (communicator_.is_root()) tell();
    const KeptRun::Agreement agreed =
        kept_.agree({.next_size = next_size, .seconds_before_it = seconds_before_it});
    size_.agreed(agreed.size);
    return follow(agreed);
  }

  /// Returns whether all go on.
  bool follow(const KeptRun::Agreement& agreed) {
    if (agreed.wish == KeptRun::Wish::stop) return false;
    if (agreed.wish == KeptRun::Wish::nothing) return true;
    measurement_.gather();
    record_.note_memory();
    if (!communicator_.is_root()) return true;
    overseer_.without_leaving([&] { kept_.write(writer()); });
    overseer_.set_advice(advice());
    return true;
  }

  void tell() {
    const Standing standing = measurement_.standing();
    standing_fraction_ = standing.fraction;
    Progress progress;
    progress.fraction = standing.fraction;
    progress.seconds = kept_.checkpointer().seconds();
    progress.pair_times_per_second = standing.pair_times / progress.seconds;
    progress.doing = standing.doing;
    const int loads_left = std::max(0, parts_left_ - 1);  // the part in progress is loaded
    const RunSoFar so_far{standing.fraction - fraction_at_start_, 1 - fraction_at_start_, sweep_seconds_,
                          loads_left * seconds_of_load()};
    record_.predict(so_far);
    progress.seconds_left = std::max(predicted_seconds(so_far, progress.seconds) - progress.seconds, 0.);
    observer_.progress(progress);
  }

  KeptRun::WritePartial writer() {
    return [this](const io::ResultWriter& file, io::Replaced replaced) {
      measurement_.write_partial(file, provenance(), replaced);
    };
  }

  /// All parts are done. Returns whether all go on.
  bool conclude() {
    overseer_.begin_silence("forming the result", 1);
    const auto begin = Clock::now();
    bool goes_on = follow(
        kept_.agree({.is_brief = std::max(kept_.longest_piece(), seconds_of_load()) < long_phase_seconds}));
    for (int step = 0; goes_on && measurement_.conclude(step); ++step)
      goes_on = follow(kept_.agree({.is_brief = seconds_since(begin) < long_phase_seconds / 2}));
    return goes_on;
  }

  RunOutcome finish(bool finished) {
    finished = finished && conclude();
    overseer_.dismiss();
    measurement_.gather();
    record_.note_memory();
    RunEnd end;
    RunOutcome outcome{finished, {}};
    end.finished = finished;
    parallel::on_root(communicator_, [&] {
      std::vector<std::string> warnings;
      end.output = finished ? kept_.finish([&](const io::ResultWriter& file) {
        warnings = measurement_.write_whole(file, provenance());
      })
                            : keep();
      for (const std::string& warning : warnings) observer_.warning(warning);
      end.work = measurement_.work();
      if (!finished) end.go_on = advice();
      end.seconds = kept_.checkpointer().seconds();
      end.predicted_seconds = record_.predicted_seconds();
    });
    end.memory_per_rank_bytes = record_.note_memory();
    parallel::on_root(communicator_, [&] { outcome.report = measurement_.report(end); });
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
    const RunIntroduction introduction = measurement_.introduction();
    io::Provenance provenance = record_.describe(options.command_line, std::move(used), options.seed,
                                                 introduction.precision, kept_.all_work(measurement_.work()));
    provenance.arithmetic = introduction.arithmetic;
    return kept_.provenance(std::move(provenance));
  }

  const Experiment& experiment_;
  const RunCall& call_;
  const parallel::Communicator& communicator_;
  Observer& observer_;
  RunRecord record_;
  KeptRun kept_;
  Overseer overseer_;
  std::unique_ptr<Measurement> owner_;
  Measurement& measurement_;
  PieceSize size_;
  bool has_results_ = false;  // of this run
  bool has_title_ = false;    // told
  double fraction_at_start_ = 0, standing_fraction_ = 0;
  int loads_ = 0, parts_left_ = 0;
  double load_seconds_ = 0, sweep_seconds_ = 0;
};

}  // namespace

RunOutcome run_experiment(const Experiment& experiment, const RunCall& call,
                          const parallel::Communicator& communicator, Observer& observer) {
  observer.may_leave(communicator.is_root() ? words_after_stop(advice_at_start(call, communicator.size()))
                                            : "");
  return Driver(experiment, call, communicator, observer).run();
}

}  // namespace regimes::experiments
