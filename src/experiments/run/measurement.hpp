#pragma once
/// What an experiment does between its options and its result: the seam to the driver (driver.hpp), which
/// knows nothing of what is measured.
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/run_work.hpp"
#include "experiments/options/run_options.hpp"
#include "experiments/run/progress.hpp"
#include "experiments/run/run_cost.hpp"
#include "experiments/run/run_start.hpp"
#include "io/document.hpp"
#include "io/finite_values.hpp"
#include "io/result_file.hpp"
#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// One piece of work that is done.
struct Piece {
  enum class News {
    nothing,    ///< a checkpoint would hold what the one before it holds
    something,  ///< it would hold more
    milestone   ///< it is worth a checkpoint of its own, such as a size of the training set that is done
  };
  std::int64_t size = 0;  ///< in the measurement's own units, of those it was asked for; 0: it has none
  News news = News::nothing;
  bool ends_part = false;
};

/// How far a measurement has come, what earlier runs did included.
struct Standing {
  double fraction = 0;    ///< of all its work, in [0, 1]
  double pair_times = 0;  ///< (query, point, time) of this run so far; 0: not counted
  std::string doing;      ///< e.g. "realisation 2 of 8"
};

/// What is said of a run before its first sweep.
struct RunIntroduction {
  std::string what;                                         ///< one line: the law, d, n, queries, times, seed
  kernels::Precision precision = kernels::Precision::fp64;  ///< of the sums, and of the logits
  std::vector<std::string> notes;                           ///< choices worth a line
  std::vector<std::string> warnings;
  std::string arithmetic = {};  ///< of the logits, where there is more to say than the precision
};

/// How a run has ended, on root; work and seconds are those of this run without what earlier ones did.
struct RunEnd {
  bool finished = false;  ///< false: stopped on request; on all ranks
  RunWork work = {};
  double seconds = 0;
  double predicted_seconds =
      std::numeric_limits<double>::quiet_NaN();  ///< from its first part; NaN: the run was too short
  std::int64_t memory_per_rank_bytes = 0;        ///< that a rank has held at most
  std::string output = {};                       ///< the file that holds what was done; empty: there is none
  std::string go_on = {};                        ///< where it was stopped: how to go on
};

/// One experiment during a run. A run has parts, one after another; a part is loaded and then measured in
/// bounded pieces, between which a run may be told of, written or stopped. Where sums of ranks are merged is
/// decided here, at places that do not depend on when the pieces end, so that a run that was interrupted
/// gives the same bits as one that was not. Functions are collective unless they are said to be for root or
/// one rank, and throw the errors of base/error.hpp.
class Measurement {
 public:
  virtual ~Measurement() = default;

  /// Completed by what the headers of data files say; for any rank. The data themselves are not read yet.
  virtual const RunOptions& options() const = 0;
  /// What the run will take on so many ranks, from its options alone; for any rank.
  virtual RunCost cost(int ranks) const = 0;

  /// Reads or makes what all parts share.
  virtual void set_up() {}
  /// Instead of set_up() where nothing follows: throws what set_up() and load() would throw for what the
  /// files hold, and keeps none of it, neither points nor queries nor paths. introduction() is known then
  /// where it is after set_up().
  virtual void check() { set_up(); }
  /// Takes over what the file of an earlier run has; for root. Throws DataError for what does not fit.
  virtual void restore(const DocumentStart& start) = 0;
  /// After restore(): root's place becomes that of all ranks.
  virtual void share() = 0;

  virtual int parts() const = 0;
  /// Whether a part is complete; the same on all ranks, for any of them.
  virtual bool is_done(int part) const = 0;
  /// Prepares a part, from its beginning or from where it was interrupted. May take minutes.
  virtual void load(int part) = 0;
  /// All parts are done: whether there is more to measure, for which they are not done again. The same on all
  /// ranks.
  virtual bool needs_more() { return false; }
  /// Known from set_up() or from the first load() on; `what` is empty before. For root.
  virtual RunIntroduction introduction() const = 0;
  /// Its `what`, as far as it is known before data are read; empty: nothing is worth telling. For root.
  virtual std::string title() const { return introduction().what; }
  /// Does one piece of the part that was loaded last: `size` units of work, which take some tenths of a
  /// second once the driver knows how long they take, or fewer where the part has a place that comes first.
  virtual Piece advance(std::int64_t size) = 0;
  virtual Standing standing() const = 0;  ///< for root

  /// Results that have become final since the last call, as lines for a terminal; report() says the rest. For
  /// root.
  virtual std::string known_results() { return {}; }

  /// Brings to root what it writes. Nothing to do where it is there after every piece.
  virtual void gather() {}
  /// All parts are done: forms what only a complete result has, in steps from 0 on, between which a run may
  /// be stopped. Returns whether more steps follow, on all ranks alike.
  virtual bool conclude(int /*step*/) { return false; }
  /// The work of this run, after gather(); for root.
  virtual RunWork work() const = 0;
  /// What is measured so far, after gather(); for root.
  virtual io::Document document(io::Group provenance) = 0;

  /// Write document(provenance), unfinished or complete; for root. Of a complete one, returns warnings of
  /// values that are not finite.
  virtual void write_partial(const io::ResultWriter& writer, io::Group provenance, io::Replaced replaced) {
    writer.write_partial(document(std::move(provenance)), replaced);
  }
  virtual std::vector<std::string> write_whole(const io::ResultWriter& writer, io::Group provenance) {
    io::Document whole = document(std::move(provenance));
    std::vector<std::string> warnings = io::mark_not_finite(whole);
    writer.finish(whole, options().no_state ? io::KeptState::none : io::KeptState::all);
    return warnings;
  }

  /// What a terminal shows at the end; for root.
  virtual std::string report(const RunEnd& end) = 0;

  /// Within set_up(), restore(), load() and conclude(), `listener` hears what is being done.
  void tell_phases_to(std::function<void(const std::string&)> listener) { listener_ = std::move(listener); }

 protected:
  void tell_phase(const std::string& doing) const {
    if (listener_) listener_(doing);
  }

 private:
  std::function<void(const std::string&)> listener_;
};

}  // namespace regimes::experiments
