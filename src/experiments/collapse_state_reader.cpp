#include "experiments/collapse_state_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "experiments/collapse_state.hpp"
#include "experiments/document_values.hpp"

namespace regimes::experiments {
namespace {

void require_data(bool holds, const std::string& what) {
  if (!holds) throw DataError(what);
}

/// States of some (query, time), cut from arrays in which they stand from `first` on.
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
    }
    for (std::size_t i = 0; i < states.class_sums.size(); ++i)
      states.class_sums[i] = {(*class_references_)[first * classes_ + i],
                              (*class_sums_)[first * classes_ + i]};
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

template <class Value>
std::vector<Value> row(const std::vector<Value>& table, std::size_t index, std::size_t width) {
  const auto first = table.begin() + static_cast<std::ptrdiff_t>(index * width);
  return {first, first + static_cast<std::ptrdiff_t>(width)};
}

class RunReader {
 public:
  RunReader(const io::Document& document, const CollapseOptions& options)
      : state_(group_of(document, state_name)) {
    result_.options = options;
    result_.snapshots = integers_of(document, "points");
    result_.times = reals_of(document, "time");
    require_data(!result_.snapshots.empty() && result_.snapshots == options.snapshots,
                 "its snapshots are not those of its options");
    require_data(!result_.times.empty() && std::is_sorted(result_.times.begin(), result_.times.end()) &&
                     result_.times.front() > 0,
                 "its times are not ascending");
    result_.precision.used = text_attribute(document, "precision") == name_of(kernels::Precision::single)
                                 ? kernels::Precision::single
                                 : kernels::Precision::twice;
    result_.precision.float_logit_error = real_attribute(document, "float_logit_error_bound");
    if (try_variable(state_, "class"))
      for (const std::int64_t label : integers_of(state_, "class"))
        result_.class_values.push_back(static_cast<int>(label));
  }

  CollapseResult take() {
    const auto replicas = static_cast<std::size_t>(result_.options.replicas);
    const std::size_t all = result_.snapshots.size();
    const StateReader states(state_, replicas * all, queries(), times(), classes());
    const auto& done = integers_of(state_, "snapshots_done", replicas);
    const auto& next_block = integers_of(state_, "next_block", replicas);
    const auto& terms = integers_of(state_, "terms", replicas * all);
    const auto& skipped = integers_of(state_, "terms_skipped", replicas * all);
    for (std::size_t r = 0; r < replicas; ++r) {
      require_data(done[r] >= 0 && static_cast<std::size_t>(done[r]) <= all,
                   fmt::format("{} snapshots are said to be done of {}", done[r], all));
      if (!is_started(r)) break;
      ReplicaResult replica;
      replica.queries = read_queries(r);
      replica.next_block = next_block[r];
      for (std::size_t k = 0; k < static_cast<std::size_t>(done[r]); ++k) {
        replica.snapshots.push_back(states.slice(r * all + k));
        replica.snapshots.back().work = {terms[r * all + k], skipped[r * all + k]};
      }
      replica.spectra = read_spectra(r, static_cast<std::size_t>(done[r]));
      result_.replicas.push_back(std::move(replica));
    }
    read_in_progress();
    return std::move(result_);
  }

 private:
  int queries() const { return static_cast<int>(result_.options.queries); }
  int times() const { return static_cast<int>(result_.times.size()); }
  int classes() const { return static_cast<int>(result_.class_values.size()); }
  std::size_t query_values() const {
    return static_cast<std::size_t>(result_.options.replicas) * static_cast<std::size_t>(queries());
  }

  bool is_started(std::size_t replica) const {
    return integers_of(state_, "source_index", query_values())[replica * queries()] >= 0;
  }

  observables::Queries read_queries(std::size_t replica) const {
    observables::Queries read;
    read.source_index = row(integers_of(state_, "source_index", query_values()), replica, queries());
    for (const std::int64_t source : read.source_index)
      require_data(source >= 0 && source < result_.snapshots.front(),
                   fmt::format("a query has the source {}, which is outside of the first snapshot", source));
    read.noise_norm_squared = row(reals_of(state_, "noise_norm_squared", query_values()), replica, queries());
    if (classes() == 0) {
      read.source_class.assign(queries(), -1);
      return read;
    }
    for (const std::int64_t position :
         row(integers_of(state_, "source_class", query_values()), replica, queries())) {
      require_data(position >= 0 && position < classes(), fmt::format("a source has the class {}", position));
      read.source_class.push_back(static_cast<int>(position));
    }
    return read;
  }

  std::vector<theory::Spectrum> read_spectra(std::size_t replica, std::size_t done) const {
    std::vector<theory::Spectrum> spectra;
    if (!try_variable(state_, "spectrum")) return spectra;
    const auto& values = reals_of(state_, "spectrum");
    const std::size_t rows = static_cast<std::size_t>(result_.options.replicas) * result_.snapshots.size();
    require_data(values.size() % rows == 0, "its spectra have no common length");
    const std::size_t length = values.size() / rows;
    for (std::size_t k = 0; k < done; ++k)
      spectra.push_back(
          {row(values, replica * result_.snapshots.size() + k, length), std::vector<double>(length, 1.)});
    return spectra;
  }

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
    result_.progress.states = StateReader(*part, 1, queries(), times(), classes()).slice(0);
    result_.progress.states.work = {integer_attribute(*part, "terms"),
                                    integer_attribute(*part, "terms_skipped")};
  }

  const io::Group& state_;
  CollapseResult result_;
};

}  // namespace

CollapseResult read_collapse_state(const io::Document& document, const CollapseOptions& options) {
  return RunReader(document, options).take();
}

}  // namespace regimes::experiments
