#include "experiments/snapshots/snapshot_state_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "datasets/label_range.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/run/run_document.hpp"
#include "experiments/snapshots/posterior_fields.hpp"
#include "experiments/snapshots/snapshot_state_group.hpp"
#include "io/result_state.hpp"
#include "kernels/partition.hpp"

namespace regimes::experiments {
namespace {

/// States of queries on the grid, cut from arrays in which they stand from `first` on.
class StateReader {
 public:
  StateReader(const io::Group& group, std::size_t slices, int queries, int times, int classes)
      : queries_(queries), times_(times), classes_(classes) {
    const std::size_t count = slices * static_cast<std::size_t>(queries) * times;
    for (const auto& field : posterior_fields()) posteriors_.push_back(&reals_of(group, field.name, count));
    nearest_ = &integers_of(group, nearest_index_name, count);
    if (classes == 0) return;
    for (const auto& field : class_sum_fields())
      class_sums_.push_back(&reals_of(group, field.name, count * classes));
  }

  /// The states of the `index`-th slice, which are those of `points` points. Throws DataError for values that
  /// none can have.
  kernels::PosteriorStates slice(std::size_t index, std::int64_t points) const {
    kernels::PosteriorStates states(queries_, times_, classes_);
    const std::size_t first = index * states.posterior.size();
    take(posterior_fields(), posteriors_, first, states.posterior);
    if (classes_ > 0) take(class_sum_fields(), class_sums_, first * classes_, states.class_sums);
    const auto nearest = nearest_->begin() + static_cast<std::ptrdiff_t>(first);
    const std::vector<std::int64_t> indices(nearest,
                                            nearest + static_cast<std::ptrdiff_t>(states.posterior.size()));
    require_within(indices, -1, points, nearest_index_name);
    for (std::size_t i = 0; i < indices.size(); ++i) states.posterior[i].nearest_index = indices[i];
    return states;
  }

 private:
  using Columns = std::vector<const std::vector<double>*>;  ///< one for each field

  template <class State>
  static void take(const std::vector<StateField<State>>& fields, const Columns& columns, std::size_t first,
                   std::vector<State>& states) {
    for (std::size_t k = 0; k < fields.size(); ++k) {
      const std::span<const double> values(columns[k]->data() + first, states.size());
      require_in(fields[k].range, values, fields[k].name);
      for (std::size_t i = 0; i < states.size(); ++i) states[i].*fields[k].place = values[i];
    }
  }

  int queries_, times_, classes_;
  Columns posteriors_, class_sums_;
  const std::vector<std::int64_t>* nearest_ = nullptr;
};

/// Throws DataError for counts that no pass has.
kernels::Work checked_work(std::int64_t terms, std::int64_t skipped) {
  require_data(terms >= 0 && skipped >= 0 && skipped <= terms,
               fmt::format("it says that {} of {} terms were skipped", skipped, terms));
  return {terms, skipped};
}

class StatesReader {
 public:
  StatesReader(const io::Document& document, const io::Group& state, const SnapshotOptions& options,
               const std::string& axis)
      : state_(state), queries_(static_cast<int>(options.queries)), replicas_(replicas_in(state)) {
    require_data(replicas_ <= static_cast<std::size_t>(options.replicas),
                 fmt::format("it holds {} replicas, and {} were asked for", replicas_, options.replicas));
    result_.snapshots = integers_of(document, "points");
    result_.grid = reals_of(document, axis);
    require_data(!result_.snapshots.empty() && result_.snapshots == options.snapshots,
                 "its snapshots are not those of its options");
    require_data(!result_.grid.empty() && std::is_sorted(result_.grid.begin(), result_.grid.end()) &&
                     result_.grid.front() > 0,
                 fmt::format("the values of {} are not ascending", axis));
    result_.precision = read_precision(document);
    result_.equals = read_equal_counts(document);
    if (!try_variable(state_, "class")) return;
    const auto& labels = integers_of(state_, "class");
    require_within(labels, 0, datasets::largest_label + 1, "class");
    for (const std::int64_t label : labels) result_.class_values.push_back(static_cast<int>(label));
  }

  SnapshotStates take() {
    const std::size_t all = result_.snapshots.size();
    const std::int64_t blocks =
        (result_.snapshots.back() + kernels::block_points - 1) / kernels::block_points;
    const StateReader states(state_, replicas_ * all, queries_, columns(), classes());
    const auto& done = integers_of(state_, "snapshots_done", replicas_);
    const auto& next_block = integers_of(state_, "next_block", replicas_);
    const auto& terms = integers_of(state_, "terms", replicas_ * all);
    const auto& skipped = integers_of(state_, "terms_skipped", replicas_ * all);
    for (std::size_t r = 0; r < replicas_; ++r) {
      require_data(done[r] >= 0 && static_cast<std::size_t>(done[r]) <= all,
                   fmt::format("{} snapshots are said to be done of {}", done[r], all));
      require_data(next_block[r] >= 0 && next_block[r] <= blocks,
                   fmt::format("the next block is {}, and there are {}", next_block[r], blocks));
      if (done[r] == 0 && next_block[r] == 0) break;
      ReplicaStates replica;
      replica.next_block = next_block[r];
      for (std::size_t k = 0; k < static_cast<std::size_t>(done[r]); ++k) {
        replica.snapshots.push_back(states.slice(r * all + k, result_.snapshots[k]));
        replica.snapshots.back().work = checked_work(terms[r * all + k], skipped[r * all + k]);
      }
      result_.replicas.push_back(std::move(replica));
    }
    read_in_progress();
    return std::move(result_);
  }

 private:
  int columns() const { return static_cast<int>(result_.grid.size()); }
  int classes() const { return static_cast<int>(result_.class_values.size()); }

  /// The pass that goes on: the one between two snapshots, or the last that was started.
  void read_in_progress() {
    const io::Group* part = try_group(state_, in_progress_name);
    if (!part) return;
    const std::int64_t replica = integer_attribute(*part, "replica"),
                       points = integer_attribute(*part, "points");
    require_data(replica >= 0 && static_cast<std::size_t>(replica) < result_.replicas.size(),
                 fmt::format("the replica in progress, {}, was not started", replica));
    const std::size_t done = result_.replicas[replica].snapshots.size();
    require_data(done < result_.snapshots.size() && points < result_.snapshots[done] &&
                     points > (done > 0 ? result_.snapshots[done - 1] : 0),
                 fmt::format("{} points in progress do not lie between two snapshots", points));
    result_.replica_in_progress = static_cast<int>(replica);
    result_.progress.points = points;
    result_.progress.states = StateReader(*part, 1, queries_, columns(), classes()).slice(0, points);
    result_.progress.states.work =
        checked_work(integer_attribute(*part, "terms"), integer_attribute(*part, "terms_skipped"));
    result_.progress.references =
        reals_of(*part, next_reference_name, result_.progress.states.posterior.size());
    require_in(logit_values, result_.progress.references, next_reference_name);
  }

  const io::Group& state_;
  int queries_;
  std::size_t replicas_;
  SnapshotStates result_;
};

}  // namespace

SnapshotStates read_snapshot_states(const io::Document& document, const io::Group& state,
                                    const SnapshotOptions& options, const std::string& axis) {
  return StatesReader(document, state, options, axis).take();
}

std::size_t replicas_in(const io::Group& state) { return integers_of(state, "snapshots_done").size(); }

}  // namespace regimes::experiments
