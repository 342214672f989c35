// The suite's own sweep as one of the peers. usage: sweep_peer KIND FOLDER TIME...
// KIND: curve, log-partition, score, nearest
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "base/error.hpp"
#include "base/process.hpp"
#include "kernels/backend.hpp"
#include "kernels/packs/simd.hpp"
#include "npy.hpp"
#include "pass.hpp"
#include "serving.hpp"

namespace {

using namespace regimes;
using namespace regimes::benchmarks;
using namespace regimes::kernels;

/// H = ln Z - SL/Z and Y2 = S2/Z^2 with the source, whose logit is 0, among the points (arXiv 2402.18491).
Answer curve_answer(const PosteriorStates& states, const NoisedQueries& queries) {
  Answer answer;
  for (int q = 0; q < states.queries; ++q)
    for (int time = 0; time < states.times; ++time) {
      Posterior state = states.posterior[states.at(q, time)];
      state.add(0, queries.source_index[q]);
      answer["entropy"].push_back(std::log(state.sum) - state.logit_sum / state.sum);
      answer["participation"].push_back(state.square_sum / (state.sum * state.sum));
    }
  return answer;
}

/// ln Z = r + ln Z_rel - |x|^2/(2 Delta_t).
double log_partition(const Posterior& state, double norm_squared, double time) {
  return state.reference + std::log(state.sum) - norm_squared / (2 * noise_variance(time));
}

Served serve_curve(const StoredPoints& points, std::int64_t count, const NoisedQueries& queries,
                   const std::vector<double>& times) {
  const std::shared_ptr<Sweep> sweep = make_sweep(points, queries, {times, Precision::fp32, count});
  return {queries.count, [=] {
            run_all(*sweep, count);
            return curve_answer(sweep->collect(), queries);
          }};
}

Served serve_log_partition(const StoredPoints& points, std::int64_t count, const FreeQueries& queries,
                           double time) {
  const std::shared_ptr<Sweep> sweep = make_sweep(points, queries, {{time}, Precision::fp32, count});
  const std::vector<double> norms = norms_squared(queries);
  return {queries.count, [=] {
            run_all(*sweep, count);
            const PosteriorStates states = sweep->collect();
            Answer answer;
            for (int q = 0; q < queries.count; ++q)
              answer["log_partition"].push_back(log_partition(states.posterior[q], norms[q], time));
            return answer;
          }};
}

Served serve_score(const StoredPoints& points, std::int64_t count, const FreeQueries& queries, double time) {
  const std::shared_ptr<MeanSweep> sweep = make_mean_sweep(points, queries, {{time}, Precision::fp32, count});
  const std::vector<double> norms = norms_squared(queries);
  return {queries.count, [=] {
            run_all(*sweep, count);
            const PosteriorMeans means = sweep->collect();
            Answer answer;
            for (int q = 0; q < queries.count; ++q) {
              answer["log_partition"].push_back(log_partition(means.posterior[q], norms[q], time));
              for (int k = 0; k < queries.dimension; ++k) answer["mean"].push_back(means.mean(q, k));
            }
            return answer;
          }};
}

Served serve_nearest(const StoredPoints& points, std::int64_t count, const FreeQueries& queries) {
  constexpr int neighbours = 1;
  const std::shared_ptr<NearestSweep> sweep =
      make_nearest_sweep(points, queries, std::vector<double>(queries.count, 0.), neighbours);
  const std::vector<double> norms = norms_squared(queries);
  return {queries.count, [=] {
            run_all(*sweep, count);
            const Neighbours found = sweep->collect();
            Answer answer;
            for (int q = 0; q < queries.count; ++q) {
              answer["index"].push_back(static_cast<double>(found.of(q)->index));
              answer["distance_squared"].push_back(norms[q] - 2 * found.of(q)->nearness);
            }
            return answer;
          }};
}

Served prepare(const std::string& kind, const std::string& folder, const std::vector<double>& times) {
  const FloatMatrix points = read_npy(folder + "/points.npy"), noise = read_npy(folder + "/noise.npy"),
                    x = read_npy(folder + "/x.npy");
  const StoredPoints stored = store(points.values, points.columns);
  const FreeQueries free{static_cast<int>(x.rows), x.columns, {x.values.begin(), x.values.end()}};
  if (kind == "log-partition") return serve_log_partition(stored, points.rows, free, times.front());
  if (kind == "score") return serve_score(stored, points.rows, free, times.front());
  if (kind == "nearest") return serve_nearest(stored, points.rows, free);
  if (kind != "curve") throw UsageError(kind + ": give curve, log-partition, score or nearest");
  NoisedQueries noised{static_cast<int>(noise.rows), noise.columns, {}, noise.values, {}};
  noised.source.assign(points.values.begin(), points.values.begin() + noise.rows * noise.columns);
  for (int q = 0; q < noised.count; ++q) noised.source_index.push_back(q);
  return serve_curve(stored, points.rows, noised, times);
}

}  // namespace

int main(int argc, char** argv) {
  const kernels::BackendScope backend;
  return serve_command(
      argc, argv, {fmt::format("this suite, {} floats per vector", simd::lanes<float>), "none"}, prepare);
}
