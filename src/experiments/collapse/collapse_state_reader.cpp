#include "experiments/collapse/collapse_state_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "experiments/collapse/collapse_state.hpp"
#include "experiments/collapse/query_batches.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/snapshots/snapshot_state_reader.hpp"
#include "io/result_state.hpp"

namespace regimes::experiments {
namespace {

template <class Value>
std::vector<Value> row(const std::vector<Value>& table, std::size_t index, std::size_t width) {
  const auto first = table.begin() + static_cast<std::ptrdiff_t>(index * width);
  return {first, first + static_cast<std::ptrdiff_t>(width)};
}

/// What the collapse experiment adds to the states.
class QueryReader {
 public:
  QueryReader(const io::Group& state, CollapseResult& result)
      : state_(state), result_(result), queries_(static_cast<std::size_t>(result.options.queries)) {}

  void read() {
    for (std::size_t r = 0; r < result_.replicas.size(); ++r) {
      result_.queries.push_back(read_queries(r));
      result_.controls.push_back(read_controls(r));
      result_.spectra.push_back(read_spectra(r, result_.replicas[r].snapshots.size()));
    }
  }

 private:
  int classes() const { return static_cast<int>(result_.class_values.size()); }
  std::size_t query_values() const { return replicas_in(state_) * queries_; }

  observables::Queries read_queries(std::size_t replica) const {
    observables::Queries read;
    read.source_index = row(integers_of(state_, "source_index", query_values()), replica, queries_);
    const std::int64_t smallest = result_.snapshots.front(),
                       points = result_.source_points == 0 ? smallest : result_.source_points;
    for (const std::int64_t source : read.source_index)
      require_data(source >= 0 && source < points,
                   fmt::format("a query has the source {}, which is not one of {} points", source, points));
    read.exchanged_index = read_exchanged(replica);
    read.copies = read_copies(replica);
    read.noise_norm_squared = row(reals_of(state_, "noise_norm_squared", query_values()), replica, queries_);
    require_in(not_negative_values, read.noise_norm_squared, "noise_norm_squared");
    if (classes() == 0) {
      read.source_class.assign(queries_, -1);
      return read;
    }
    for (const std::int64_t position :
         row(integers_of(state_, "source_class", query_values()), replica, queries_)) {
      require_data(position >= 0 && position < classes(), fmt::format("a source has the class {}", position));
      read.source_class.push_back(static_cast<int>(position));
    }
    return read;
  }

  std::vector<std::int64_t> read_exchanged(std::size_t replica) const {
    if (result_.source_points == 0) return std::vector<std::int64_t>(queries_, no_index);
    std::vector<std::int64_t> read =
        row(integers_of(state_, exchanged_index_name, query_values()), replica, queries_);
    require_within(read, no_index, result_.snapshots.front(), exchanged_index_name);
    return read;
  }

  QueryControls read_controls(std::size_t replica) const {
    QueryControls read;
    if (!result_.has_controls()) return read;
    const std::size_t times = result_.grid.size(), snapshots = result_.snapshots.size(),
                      width = snapshots * control_batches * times * observables::control_count,
                      replicas = replicas_in(state_);
    read.information =
        row(reals_of(state_, information_name, query_values() * times), replica, queries_ * times);
    read.half_norm = row(reals_of(state_, half_norm_name, query_values()), replica, queries_);
    const std::vector<double> means =
        row(reals_of(state_, control_mean_name, replicas * width), replica, width);
    require_finite(read.information, information_name);
    require_finite(read.half_norm, half_norm_name);
    require_finite(means, control_mean_name);
    read.means.assign(snapshots,
                      std::vector(control_batches, std::vector<observables::ControlValues>(times)));
    auto next = means.begin();
    for (auto& snapshot : read.means)
      for (auto& batch : snapshot)
        for (observables::ControlValues& values : batch) {
          std::copy_n(next, values.size(), values.begin());
          next += static_cast<std::ptrdiff_t>(values.size());
        }
    return read;
  }

  std::vector<observables::SourceCopies> read_copies(std::size_t replica) const {
    std::vector<observables::SourceCopies> read;
    if (!has_equals(result_.equals)) return read;
    const std::size_t snapshots = result_.snapshots.size(), rows = replicas_in(state_) * snapshots;
    const auto& of_source = integers_of(state_, source_copies_name, rows * queries_);
    const auto& mean_logs = reals_of(state_, mean_log_copies_name, rows);
    for (std::size_t k = 0; k < snapshots; ++k) {
      const std::size_t at = replica * snapshots + k;
      const std::int64_t points = result_.snapshots[k];
      read.push_back({row(of_source, at, queries_), mean_logs[at]});
      require_within(read.back().of_source, 1, points + 1, source_copies_name);
      require_data(read.back().mean_log >= 0 && read.back().mean_log <= std::log(static_cast<double>(points)),
                   fmt::format("{} is {}", mean_log_copies_name, read.back().mean_log));
    }
    return read;
  }

  std::vector<theory::Spectrum> read_spectra(std::size_t replica, std::size_t done) const {
    std::vector<theory::Spectrum> spectra;
    if (!try_variable(state_, "spectrum")) return spectra;
    const auto& values = reals_of(state_, "spectrum");
    const std::size_t rows = replicas_in(state_) * result_.snapshots.size();
    require_data(values.size() % rows == 0, "its spectra have no common length");
    const std::size_t length = values.size() / rows;
    for (std::size_t k = 0; k < done; ++k) {
      std::vector<double> eigenvalues = row(values, replica * result_.snapshots.size() + k, length);
      if (eigenvalues.empty() || std::isnan(eigenvalues.front())) {  // of a version that left it out
        spectra.emplace_back();
        continue;
      }
      require_finite(eigenvalues, "spectrum");
      spectra.push_back({std::move(eigenvalues), std::vector<double>(length, 1.)});
    }
    return spectra;
  }

  const io::Group& state_;
  CollapseResult& result_;
  std::size_t queries_;
};

std::int64_t read_source_points(const io::Document& document) {
  if (!document.attributes.contains(source_points_name)) return 0;
  const std::int64_t points = integer_attribute(document, source_points_name);
  const std::vector<std::int64_t>& sizes = integers_of(document, "points");
  require_data(std::find(sizes.begin(), sizes.end(), points) != sizes.end(),
               fmt::format("{} is {}, which is none of its sizes", source_points_name, points));
  return points;
}

CollapseResult read_queries(const io::Document& document, const io::Group& state,
                            const CollapseOptions& options) {
  CollapseResult result;
  static_cast<SnapshotStates&>(result) = read_snapshot_states(document, state, options, time_axis);
  result.options = options;
  result.source_points = read_source_points(document);
  QueryReader(state, result).read();
  return result;
}

/// The last but one, or the last, are the queries that are done.
std::vector<std::int64_t> read_batches(const io::Group& state, const CollapseOptions& options) {
  if (!try_variable(state, query_batches_name)) return {options.queries};
  const std::vector<std::int64_t>& batches = integers_of(state, query_batches_name);
  require_data(!batches.empty() && batches.size() <= most_further_batches + 1 &&
                   std::is_sorted(batches.begin(), batches.end(), std::less_equal<>()) &&
                   batches.back() <= largest_queries,
               fmt::format("'{}' are no numbers of queries", query_batches_name));
  const std::size_t count = batches.size();
  require_data(batches.back() == options.queries || (count > 1 && batches[count - 2] == options.queries),
               fmt::format("'{}' say {} queries, and {} are done", query_batches_name, batches.back(),
                           options.queries));
  return batches;
}

}  // namespace

CollapseResult read_collapse_state(const io::Document& document, const CollapseOptions& options) {
  const io::Group& state = group_of(document, io::state_group_name);
  CollapseResult result = read_queries(document, state, options);
  result.target.batches = read_batches(state, options);
  return result;
}

std::optional<CollapseResult> read_further_queries(const io::Document& document, const CollapseResult& done) {
  const std::int64_t queries = done.target.batches.back() - done.options.queries;
  if (queries == 0) return std::nullopt;
  CollapseResult batch = next_batch(done, queries);
  const io::Group* state = try_group(group_of(document, io::state_group_name), further_queries_name);
  if (!state) return batch;
  for (const ReplicaStates& replica : done.replicas)
    require_data(replica.snapshots.size() == done.snapshots.size(),
                 "there are further queries of a replica whose first are not done");
  return read_queries(document, *state, batch.options);
}

std::optional<double> read_target_error(const io::Document& document) {
  if (!document.attributes.contains(target_error_name)) return std::nullopt;
  return real_attribute(document, target_error_name);
}

}  // namespace regimes::experiments
