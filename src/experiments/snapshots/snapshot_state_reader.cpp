#include "experiments/snapshots/snapshot_state_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/run/document_values.hpp"
#include "experiments/snapshots/snapshot_state_group.hpp"
#include "io/result_state.hpp"

namespace regimes::experiments {
namespace {

/// -infinity where nothing is summed.
void require_reference(double logit) {
  require_data(logit < std::numeric_limits<double>::infinity(),  // which NaN is not, either
               "a reference logit is neither finite nor -infinity");
}

/// States of queries on the grid, cut from arrays in which they stand from `first` on.
class StateReader {
 public:
  StateReader(const io::Group& group, std::size_t slices, int queries, int times, int classes)
      : queries_(queries), times_(times), classes_(classes) {
    const std::size_t count = slices * static_cast<std::size_t>(queries) * times;
    for (const auto& [name, field] : fields) reals_.push_back({&reals_of(group, name, count), field});
    nearest_ = &integers_of(group, "nearest_index", count);
    if (classes == 0) return;
    class_references_ = &reals_of(group, "class_reference", count * classes);
    class_sums_ = &reals_of(group, "class_sum", count * classes);
  }

  kernels::PosteriorStates slice(std::size_t index) const {
    kernels::PosteriorStates states(queries_, times_, classes_);
    const std::size_t first = index * states.posterior.size();
    for (std::size_t i = 0; i < states.posterior.size(); ++i) {
      for (const auto& [values, field] : reals_) states.posterior[i].*field = (*values)[first + i];
      states.posterior[i].nearest_index = (*nearest_)[first + i];
      require_data(!std::isnan(states.posterior[i].sum), "a snapshot that is said to be done has no sums");
      require_reference(states.posterior[i].reference);
    }
    for (std::size_t i = 0; i < states.class_sums.size(); ++i) {
      states.class_sums[i] = {(*class_references_)[first * classes_ + i],
                              (*class_sums_)[first * classes_ + i]};
      require_reference(states.class_sums[i].reference);
    }
    return states;
  }

 private:
  using Field = double kernels::Posterior::*;
  static constexpr std::pair<const char*, Field> fields[] = {
      {"reference", &kernels::Posterior::reference},
      {"sum", &kernels::Posterior::sum},
      {"logit_sum", &kernels::Posterior::logit_sum},
      {"square_sum", &kernels::Posterior::square_sum},
      {"nearest_logit", &kernels::Posterior::nearest_logit}};
  int queries_, times_, classes_;
  std::vector<std::pair<const std::vector<double>*, Field>> reals_;
  const std::vector<std::int64_t>* nearest_ = nullptr;
  const std::vector<double>*class_references_ = nullptr, *class_sums_ = nullptr;
};

class StatesReader {
 public:
  StatesReader(const io::Document& document, const SnapshotOptions& options, const std::string& axis)
      : state_(group_of(document, io::state_group_name)),
        queries_(static_cast<int>(options.queries)),
        replicas_(static_cast<std::size_t>(options.replicas)) {
    result_.snapshots = integers_of(document, "points");
    result_.grid = reals_of(document, axis);
    require_data(!result_.snapshots.empty() && result_.snapshots == options.snapshots,
                 "its snapshots are not those of its options");
    require_data(!result_.grid.empty() && std::is_sorted(result_.grid.begin(), result_.grid.end()) &&
                     result_.grid.front() > 0,
                 fmt::format("the values of {} are not ascending", axis));
    result_.precision.used = text_attribute(document, "precision") == name_of(kernels::Precision::fp32)
                                 ? kernels::Precision::fp32
                                 : kernels::Precision::fp64;
    result_.precision.float_logit_error = real_attribute(document, "float_logit_error_bound");
    result_.equals = read_equal_counts(document);
    if (try_variable(state_, "class"))
      for (const std::int64_t label : integers_of(state_, "class"))
        result_.class_values.push_back(static_cast<int>(label));
  }

  SnapshotStates take() {
    const std::size_t all = result_.snapshots.size();
    const StateReader states(state_, replicas_ * all, queries_, columns(), classes());
    const auto& done = integers_of(state_, "snapshots_done", replicas_);
    const auto& next_block = integers_of(state_, "next_block", replicas_);
    const auto& terms = integers_of(state_, "terms", replicas_ * all);
    const auto& skipped = integers_of(state_, "terms_skipped", replicas_ * all);
    for (std::size_t r = 0; r < replicas_; ++r) {
      require_data(done[r] >= 0 && static_cast<std::size_t>(done[r]) <= all,
                   fmt::format("{} snapshots are said to be done of {}", done[r], all));
      if (done[r] == 0 && next_block[r] == 0) break;
      ReplicaStates replica;
      replica.next_block = next_block[r];
      for (std::size_t k = 0; k < static_cast<std::size_t>(done[r]); ++k) {
        replica.snapshots.push_back(states.slice(r * all + k));
        replica.snapshots.back().work = {terms[r * all + k], skipped[r * all + k]};
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
    result_.progress.states = StateReader(*part, 1, queries_, columns(), classes()).slice(0);
    result_.progress.states.work = {integer_attribute(*part, "terms"),
                                    integer_attribute(*part, "terms_skipped")};
    result_.progress.references =
        reals_of(*part, next_reference_name, result_.progress.states.posterior.size());
    for (const double logit : result_.progress.references) require_reference(logit);
  }

  const io::Group& state_;
  int queries_;
  std::size_t replicas_;
  SnapshotStates result_;
};

}  // namespace

SnapshotStates read_snapshot_states(const io::Document& document, const SnapshotOptions& options,
                                    const std::string& axis) {
  return StatesReader(document, options, axis).take();
}

}  // namespace regimes::experiments
