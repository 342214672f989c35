#include "experiments/collapse/query_batches.hpp"

#include <utility>

#include "base/contract.hpp"

namespace regimes::experiments {
namespace {

template <class Value>
void append(std::vector<Value>& to, const std::vector<Value>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void append(kernels::PosteriorStates& to, const kernels::PosteriorStates& from) {
  to.queries += from.queries;
  append(to.posterior, from.posterior);
  append(to.class_sums, from.class_sums);
  to.work.merge(from.work);
}

void append(observables::Queries& to, const observables::Queries& from) {
  append(to.source_index, from.source_index);
  append(to.exchanged_index, from.exchanged_index);
  append(to.source_class, from.source_class);
  append(to.noise_norm_squared, from.noise_norm_squared);
  for (std::size_t k = 0; k < to.copies.size(); ++k) append(to.copies[k].of_source, from.copies[k].of_source);
}

void append(QueryControls& to, QueryControls&& from) {
  append(to.information, from.information);
  append(to.half_norm, from.half_norm);
  to.means = std::move(from.means);
}

}  // namespace

void share_settings(const CollapseResult& result, CollapseResult& batch) {
  const std::int64_t queries = batch.options.queries;
  batch.options = result.options;
  batch.options.queries = queries;
  batch.dimension = result.dimension;
  batch.snapshots = result.snapshots;
  batch.grid = result.grid;
  batch.precision = result.precision;
  batch.class_values = result.class_values;
  batch.equals = result.equals;
  batch.law = result.law;
  batch.source_points = result.source_points;
}

CollapseResult next_batch(const CollapseResult& result, std::int64_t queries) {
  CollapseResult batch;
  batch.options.queries = queries;
  share_settings(result, batch);
  return batch;
}

void join(CollapseResult& result, CollapseResult&& batch) {
  result.options.queries += batch.options.queries;
  require(result.replicas.size() == batch.replicas.size(), "{} replicas were swept with the queries of {}",
          batch.replicas.size(), result.replicas.size());
  for (std::size_t r = 0; r < batch.replicas.size(); ++r) {
    auto &to = result.replicas[r].snapshots, &from = batch.replicas[r].snapshots;
    require(to.size() == from.size(), "{} snapshots were swept with the queries of {}", from.size(),
            to.size());
    for (std::size_t k = 0; k < to.size(); ++k) append(to[k], from[k]);
    append(result.queries[r], batch.queries[r]);
    append(result.controls[r], std::move(batch.controls[r]));
  }
}

}  // namespace regimes::experiments
