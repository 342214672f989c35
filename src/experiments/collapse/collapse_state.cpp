#include "experiments/collapse/collapse_state.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"
#include "experiments/run/labelled_variable.hpp"

namespace regimes::experiments {
namespace {

void check(const CollapseResult& result) {
  const auto count = static_cast<std::size_t>(result.options.queries);
  require(result.queries.size() == result.replicas.size() && result.controls.size() == result.replicas.size(),
          "{} replicas were started with the queries of {} and the controls of {}", result.replicas.size(),
          result.queries.size(), result.controls.size());
  for (const observables::Queries& queries : result.queries) {
    require(queries.source_index.size() == count && queries.exchanged_index.size() == count &&
                queries.noise_norm_squared.size() == count,
            "a replica has {} sources, {} exchanged points and {} noise norms for {} queries",
            queries.source_index.size(), queries.exchanged_index.size(), queries.noise_norm_squared.size(),
            count);
    require(result.class_values.empty() || queries.source_class.size() == count,
            "a replica has {} source classes for {} queries", queries.source_class.size(), count);
  }
}

/// One value per (replica, query), `missing` for replicas not started.
template <class T, class Source>
std::vector<T> gather_queries(const CollapseResult& result,
                              const std::vector<Source> observables::Queries::*list, T missing) {
  std::vector<std::vector<Source>> rows;
  for (const observables::Queries& queries : result.queries) rows.push_back(queries.*list);
  return per_query<T>(result.options, result, rows, missing);
}

/// How often sources stand in every prefix, of sets with equal points.
void add_copies(io::Group& group, const CollapseResult& result) {
  if (!has_equals(result.equals)) return;
  const std::size_t snapshots = result.snapshots.size(),
                    count = static_cast<std::size_t>(result.options.queries);
  std::vector<std::int64_t> of_source(replicas_kept(result) * snapshots * count, no_index);
  std::vector<double> mean_logs(replicas_kept(result) * snapshots, not_done);
  for (std::size_t r = 0; r < result.queries.size(); ++r)
    for (std::size_t k = 0; k < result.queries[r].copies.size(); ++k) {
      const observables::SourceCopies& copies = result.queries[r].copies[k];
      std::copy(copies.of_source.begin(), copies.of_source.end(),
                of_source.begin() + static_cast<std::ptrdiff_t>((r * snapshots + k) * count));
      mean_logs[r * snapshots + k] = copies.mean_log;
    }
  group.variables.push_back(labelled_variable(
      source_copies_name, {"replica", "points", "query"}, std::move(of_source),
      {"1", "points among the first n that are equal to the source, itself among them", "m(mu)"}));
  group.variables.push_back(labelled_variable(mean_log_copies_name, {"replica", "points"},
                                              std::move(mean_logs),
                                              {"nat", "mean of ln m over the first n points", "<ln m>"}));
}

/// Control variates: those of every query that are not made from what else is known, and the means of all.
void add_controls(io::Group& group, const CollapseResult& result) {
  if (!result.has_controls()) return;
  const std::size_t replicas = replicas_kept(result),
                    queries = static_cast<std::size_t>(result.options.queries), times = result.grid.size(),
                    of_snapshot = control_batches * times * observables::control_count;
  std::vector<double> information(replicas * queries * times, not_done),
      half_norms(replicas * queries, not_done),
      means(replicas * result.snapshots.size() * of_snapshot, not_done);
  for (std::size_t r = 0; r < result.controls.size(); ++r) {
    const QueryControls& controls = result.controls[r];
    std::copy(controls.information.begin(), controls.information.end(),
              information.begin() + static_cast<std::ptrdiff_t>(r * queries * times));
    std::copy(controls.half_norm.begin(), controls.half_norm.end(),
              half_norms.begin() + static_cast<std::ptrdiff_t>(r * queries));
    auto next = means.begin() + static_cast<std::ptrdiff_t>(r * result.snapshots.size() * of_snapshot);
    for (const auto& snapshot : controls.means)
      for (const auto& batch : snapshot)
        for (const auto& values : batch) next = std::copy(values.begin(), values.end(), next);
  }
  group.dimensions["batch"] = control_batches;
  group.dimensions["control"] = static_cast<std::int64_t>(observables::control_count);
  group.variables.push_back(labelled_variable(
      information_name, {"replica", "query", time_axis}, std::move(information),
      {"nat",
       "information density ln P(x|a)/P(x) of the query's point, of the law or of the Gaussian with the "
       "covariance of the points",
       "i"}));
  group.variables.push_back(
      labelled_variable(half_norm_name, {"replica", "query"}, std::move(half_norms),
                        {"squared units of the data", "half the squared norm of the source", "|a|^2/2"}));
  group.variables.push_back(labelled_variable(
      control_mean_name, {"replica", "points", "batch", time_axis, "control"}, std::move(means),
      {"1",
       "means, in independent batches, of the controls 1/(1 + e^{-u}), ln(1 + e^{-u}), |z|^2 - d, |a|^2/2, "
       "i, i^2, u = i - ln n",
       "<control>"}));
}

void add_queries(io::Group& group, const CollapseResult& result) {
  using observables::Queries;
  add_copies(group, result);
  add_controls(group, result);
  group.variables.push_back(labelled_variable(
      "source_index", {"replica", "query"}, gather_queries(result, &Queries::source_index, no_index),
      {"1", "global index of the training point behind the query", "mu"}));
  group.variables.push_back(labelled_variable(
      exchanged_index_name, {"replica", "query"}, gather_queries(result, &Queries::exchanged_index, no_index),
      {"1", "global index of the point that has changed places with the query's source, -1 if none", "nu"}));
  group.variables.push_back(labelled_variable("noise_norm_squared", {"replica", "query"},
                                              gather_queries(result, &Queries::noise_norm_squared, not_done),
                                              {"1", "squared norm of the query's noise", "|z|^2"}));
  if (result.class_values.empty()) return;
  group.variables.push_back(labelled_variable(
      "source_class", {"replica", "query"}, gather_queries(result, &Queries::source_class, no_index),
      {"1", "position of the source's class along the class dimension", "c(mu)"}));
}

/// Eigenvalues of real data, [replica][points][eigenvalue], of the snapshots done.
void add_spectra(io::Group& group, const CollapseResult& result) {
  std::size_t length = 0;
  for (const auto& spectra : result.spectra)
    for (const theory::Spectrum& spectrum : spectra) length = std::max(length, spectrum.eigenvalue.size());
  if (length == 0) return;
  const std::size_t snapshots = result.snapshots.size();
  std::vector<double> values(replicas_kept(result) * snapshots * length, not_done);
  for (std::size_t r = 0; r < result.spectra.size(); ++r) {
    const auto& spectra = result.spectra[r];
    for (std::size_t k = 0; k < std::min(spectra.size(), result.replicas[r].snapshots.size()); ++k) {
      const std::vector<double>& eigenvalues = spectra[k].eigenvalue;
      std::copy(eigenvalues.begin(), eigenvalues.end(), values.begin() + (r * snapshots + k) * length);
    }
  }
  group.dimensions["eigenvalue"] = static_cast<std::int64_t>(length);
  group.variables.push_back(
      labelled_variable("spectrum", {"replica", "points", "eigenvalue"}, std::move(values),
                        {"squared units of the data",
                         "eigenvalues of " + covariance_text(result.options) + " (1/n)", "lambda"}));
}

void add_batches(io::Group& group, const QueryTarget& target) {
  group.dimensions["query_batch"] = std::ssize(target.batches);
  group.variables.push_back(labelled_variable(
      query_batches_name, {"query_batch"}, target.batches,
      {"1", "number of queries in all after each batch; the last is done, or being swept", "B"}));
}

}  // namespace

io::Group state_group(const CollapseResult& result, const CollapseResult* further) {
  io::Group group = state_group(result.options, result, time_axis);
  check(result);
  add_queries(group, result);
  add_spectra(group, result);
  if (!result.options.target_error) return group;
  add_batches(group, result.target);
  if (further && !further->replicas.empty()) {
    io::Group batch = state_group(further->options, *further, time_axis);
    check(*further);
    add_queries(batch, *further);
    batch.name = further_queries_name;
    group.groups.push_back(std::move(batch));
  }
  return group;
}

}  // namespace regimes::experiments
