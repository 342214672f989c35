#include "experiments/geometry/empirical_geometry.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "base/process.hpp"
#include "kernels/backend.hpp"
#include "observables/free_query.hpp"
#include "parallel/gather_rows.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::experiments {
namespace {

using diffusion::BlockLanczos;
using diffusion::LiveSpectra;

constexpr int block = BlockLanczos::block_vectors;

double product(const double* a, const double* b, int dimension) {
  return std::inner_product(a, a + dimension, b, 0.);
}

/// Where residuals are small, as a part of the largest eigenvalue: in float products are no better.
double tolerance_of(kernels::Precision precision) {
  constexpr double in_float = 1e-5, in_double = 1e-10;
  return precision == kernels::Precision::fp32 ? in_float : in_double;
}

}  // namespace

EmpiricalGeometry::EmpiricalGeometry(const GeometryPass& pass, GeometryBatch batch)
    : pass_(pass), batch_(std::move(batch)) {
  const auto columns = static_cast<std::size_t>(columns_of(pass_.result.quantities));
  values_.assign(columns * queries(), 0.);
  const kernels::Partition first_rank{pass_.partition.ranks,
                                      0};  // it has the most tiles: all count its pieces
  tiles_ = first_rank.local_blocks(pass_.points) * kernels::tiles_per_block;
  begin_means();
}

double* EmpiricalGeometry::values_of(int query, const char* quantity) {
  const auto& all = pass_.result.quantities;
  return values_.data() + static_cast<std::size_t>(query) * columns_of(all) + column_of(all, quantity);
}

kernels::SweepSettings EmpiricalGeometry::settings() const {
  return {{batch_.time}, pass_.result.precision.used, pass_.points};
}

void EmpiricalGeometry::begin(Run run, std::function<void()> finish) {
  run_ = std::move(run);
  finish_ = std::move(finish);
  tile_ = 0;
}

std::int64_t EmpiricalGeometry::advance(std::int64_t tiles) {
  const std::int64_t next = std::min(tile_ + tiles, tiles_), swept = next - tile_;
  run_(tile_, next);
  tile_ = next;
  if (tile_ == tiles_) std::exchange(finish_, {})();
  return swept;
}

void EmpiricalGeometry::begin_means() {
  const std::shared_ptr<kernels::MeanSweep> sweep =
      kernels::make_mean_sweep(pass_.set.points(), batch_.queries, settings());
  begin([this, sweep](std::int64_t first,
                      std::int64_t last) { sweep->run(pass_.partition, first, last, 0, pass_.points); },
        [this, sweep] {
          const kernels::PosteriorMeans mine = sweep->collect();
          constexpr int products = 2;
          work_.merge(mine.work);
          flops_ +=
              products * kernels::flops_per_product * dimension() * static_cast<double>(mine.work.terms) +
              kernels::flops_per_term * static_cast<double>(mine.work.terms - mine.work.skipped);
          std::vector<kernels::Posterior> posterior = mine.posterior;
          parallel::reduce_to_all(posterior, pass_.ranks);
          const kernels::PosteriorMeans own = parallel::reduce_and_share(mine, pass_.ranks);
          std::vector<double> means;
          for (int q = 0; q < own.queries; ++q)
            for (int k = 0; k < dimension(); ++k) means.push_back(own.mean(q, k));
          known_ = {batch_.queries, {}, parallel::gather_rows(means, dimension(), pass_.ranks), 0, {}};
          for (const kernels::Posterior& state : posterior) known_.reference.push_back(state.nearest_logit);
          finish_means(posterior);
          begin_directions(0);
        });
}

// With l = (e^{-t} x.a - e^{-2t} |a|^2/2)/Delta_t (arXiv 2402.18491), its mean <l> = r + SL/Z and D of the
// state give
//     tr M = snr (sum w |a|^2 - |D|^2) = 2 (e^{-t} x.D/Delta_t - <l>) - snr |D|^2.
void EmpiricalGeometry::finish_means(const std::vector<kernels::Posterior>& posterior) {
  const int d = dimension();
  const double snr = signal_to_noise(batch_.time),
               factor = std::exp(-batch_.time) / noise_variance(batch_.time);
  for (int q = 0; q < queries(); ++q) {
    const kernels::Posterior& state = posterior[q];
    const double *x = batch_.queries.x.data() + static_cast<std::size_t>(q) * d,
                 *mean = known_.mean.data() + static_cast<std::size_t>(q) * d;
    const double mean_logit = state.reference + state.logit_sum / state.sum;
    const double trace = 2 * (factor * product(x, mean, d) - mean_logit) - snr * product(mean, mean, d);
    *values_of(q, geometry::effective_dimension) = std::max(0., trace);
    *values_of(q, geometry::posterior_entropy) = observables::free_query::posterior_entropy(state);
    if (batch_.sources.empty()) continue;
    const double* a = batch_.sources.data() + static_cast<std::size_t>(q) * d;
    const double logit = factor * product(x, a, d) - snr * product(a, a, d) / 2;
    *values_of(q, geometry::source_weight) = std::exp(logit - state.reference) / state.sum;
    if (!has(geometry::source_dimension)) continue;
    double distance = 0;
    for (int k = 0; k < d; ++k) distance += (a[k] - mean[k]) * (a[k] - mean[k]);
    *values_of(q, geometry::source_dimension) = snr * distance;
  }
}

/// Products with the vectors of `sweep`, of all ranks, on every rank.
kernels::CovarianceProducts EmpiricalGeometry::collect(kernels::CovarianceSweep& sweep, int vectors) {
  kernels::CovarianceProducts mine = sweep.collect();
  work_.merge(mine.work);
  constexpr int of_vector = 2;
  const auto live = static_cast<double>(mine.work.terms - mine.work.skipped);
  flops_ += kernels::flops_per_product * dimension() *
            (static_cast<double>(mine.work.terms) + of_vector * vectors * live);
  return mine;
}

// q.Mq = snr (sum w g^2/Z - (sum w g/Z)^2), g = (a - D).q
void EmpiricalGeometry::begin_directions(int first) {
  const int all = pass_.result.directions, d = dimension();
  if (first == all) return begin_spectrum();
  kernels::CovarianceQueries asked = known_;
  asked.vectors = std::min(block, all - first);
  for (int q = 0; q < queries(); ++q)
    asked.vector.insert(asked.vector.end(), pass_.directions.begin() + static_cast<std::ptrdiff_t>(first) * d,
                        pass_.directions.begin() + static_cast<std::ptrdiff_t>(first + asked.vectors) * d);
  const std::shared_ptr<kernels::CovarianceSweep> sweep =
      kernels::make_covariance_sweep(pass_.set.points(), asked, settings());
  begin([this, sweep](std::int64_t from,
                      std::int64_t to) { sweep->run(pass_.partition, from, to, 0, pass_.points); },
        [this, sweep, first, vectors = asked.vectors] {
          const kernels::CovarianceProducts mine = collect(*sweep, vectors);
          const std::vector<double> weight = pass_.ranks.sum(mine.weight),
                                    overlap = pass_.ranks.sum(mine.overlap),
                                    square = pass_.ranks.sum(mine.square);
          for (int q = 0; q < queries(); ++q)
            for (int v = 0; v < vectors; ++v) {
              const std::size_t i = mine.at(q, v);
              const double off = overlap[i] / weight[q],
                           along = signal_to_noise(batch_.time) * (square[i] / weight[q] - off * off);
              values_of(q, geometry::directional_trace)[first + v] = along;
              *values_of(q, geometry::subspace_trace) += along;
            }
          begin_directions(first + vectors);
        });
}

void EmpiricalGeometry::begin_spectrum() {
  const GeometryOptions& options = pass_.result.options;
  const auto count = static_cast<int>(eigenvalues_of(options));
  is_done_ = count == 0;
  if (is_done_) return;
  if (has_full_spectrum(options))
    return pass_.result.precision.used == kernels::Precision::fp32 ? begin_full<float>()
                                                                   : begin_full<double>();
  const parallel::Share own = parallel::share_of(queries(), pass_.ranks);
  for (int q = own.first; q < own.last; ++q)
    lanczos_.emplace_back(dimension(), count, tolerance_of(pass_.result.precision.used),
                          static_cast<std::uint64_t>(batch_.first_number + q));
  active_.resize(queries());
  std::iota(active_.begin(), active_.end(), 0);
  begin_block();
}

template <class Real>
void EmpiricalGeometry::begin_full() {
  const auto spectra = std::make_shared<LiveSpectra<Real>>(known_, batch_.time);
  const std::int64_t rows = pass_.partition.local_rows(pass_.points);
  begin(
      [this, spectra, rows](std::int64_t first, std::int64_t last) {
        pass_.set.visit_own_rows(std::min(first * kernels::tile_points, rows),
                                 std::min(last * kernels::tile_points, rows),
                                 [&](std::span<const double> points) { spectra->add(points); });
      },
      [this, spectra] { finish_full(*spectra); });
}

template <class Real>
void EmpiricalGeometry::finish_full(LiveSpectra<Real>& spectra) {
  const double d = dimension();
  flops_ += kernels::flops_per_product * d * static_cast<double>(queries()) *
                static_cast<double>(pass_.partition.local_rows(pass_.points)) +
            d * d * static_cast<double>(spectra.live_pairs());
  keep_spectrum(parallel::gather_rows(spectra.eigenvalues(pass_.ranks), dimension(), pass_.ranks),
                dimension());
}

void EmpiricalGeometry::begin_block() {
  const auto d = static_cast<std::size_t>(dimension());
  const parallel::Share own = parallel::share_of(queries(), pass_.ranks);
  kernels::CovarianceQueries asked;
  asked.queries = {static_cast<int>(active_.size()), dimension(), {}};
  asked.vectors = block;
  const auto append = [d](std::vector<double>& to, const std::vector<double>& from, int query) {
    to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(query * d),
              from.begin() + static_cast<std::ptrdiff_t>((query + 1) * d));
  };
  std::vector<double> vectors;
  for (const int q : active_) {
    append(asked.queries.x, batch_.queries.x, q);
    append(asked.mean, known_.mean, q);
    asked.reference.push_back(known_.reference[q]);
    if (q < own.first || q >= own.last) continue;
    const std::vector<double> mine = lanczos_[q - own.first].block();
    vectors.insert(vectors.end(), mine.begin(), mine.end());
  }
  asked.vector = parallel::gather_rows(vectors, block * dimension(), pass_.ranks);
  const std::shared_ptr<kernels::CovarianceSweep> sweep =
      kernels::make_covariance_sweep(pass_.set.points(), asked, settings());
  begin([this, sweep](std::int64_t first,
                      std::int64_t last) { sweep->run(pass_.partition, first, last, 0, pass_.points); },
        [this, sweep] { finish_block(*sweep); });
}

// M v = snr (sum w g a - (sum w g) D)/Z, g = (a - D).v
void EmpiricalGeometry::finish_block(kernels::CovarianceSweep& sweep) {
  const int d = dimension(), width = block * d + block + 1;
  const parallel::Share own = parallel::share_of(queries(), pass_.ranks);
  const kernels::CovarianceProducts mine = collect(sweep, block);
  std::vector<double> records;
  std::vector<int> counts(pass_.ranks.size(), 0);
  for (int i = 0; i < mine.queries; ++i) {
    const auto at = static_cast<std::ptrdiff_t>(mine.at(i, 0));
    records.insert(records.end(), mine.sum.begin() + at * d, mine.sum.begin() + (at + block) * d);
    records.insert(records.end(), mine.overlap.begin() + at, mine.overlap.begin() + at + block);
    records.push_back(mine.weight[i]);
    int rank = 0;
    while (active_[i] >= parallel::share_of(queries(), rank, pass_.ranks.size()).last) ++rank;
    ++counts[rank];
  }
  const std::vector<double> summed = parallel::sum_and_share_rows(records, width, counts, pass_.ranks);
  std::vector<std::int64_t> goes_on;
  const double* record = summed.data();
  std::vector<double> products(static_cast<std::size_t>(block) * d);
  for (const int q : active_) {
    if (q < own.first || q >= own.last) continue;
    const double *mean = known_.mean.data() + static_cast<std::size_t>(q) * d, *overlap = record + block * d,
                 factor = signal_to_noise(batch_.time) / overlap[block];
    for (int v = 0; v < block; ++v)
      for (int k = 0; k < d; ++k) products[v * d + k] = factor * (record[v * d + k] - overlap[v] * mean[k]);
    BlockLanczos& iterations = lanczos_[q - own.first];
    iterations.take(products);
    goes_on.push_back(iterations.is_done() ? 0 : 1);
    record += width;
  }
  goes_on = parallel::gather_rows(goes_on, 1, pass_.ranks);
  std::vector<int> still;
  for (std::size_t i = 0; i < active_.size(); ++i)
    if (goes_on[i] == 1) still.push_back(active_[i]);
  active_ = std::move(still);
  if (active_.empty())
    finish_few();
  else
    begin_block();
}

void EmpiricalGeometry::finish_few() {
  std::vector<double> values;
  double residual = 0;
  for (const BlockLanczos& iterations : lanczos_) {
    values.insert(values.end(), iterations.values().begin(), iterations.values().end());
    if (iterations.values().front() > 0)
      residual = std::max(residual, iterations.residual() / iterations.values().front());
  }
  residual_ = pass_.ranks.maximum(residual);
  const auto count = static_cast<int>(pass_.result.options.spectrum.count);
  lanczos_.clear();
  keep_spectrum(parallel::gather_rows(values, count, pass_.ranks), count);
}

void EmpiricalGeometry::keep_spectrum(const std::vector<double>& eigenvalues, int count) {
  const double snr = has_full_spectrum(pass_.result.options) ? signal_to_noise(batch_.time) : 1;
  for (int q = 0; q < queries(); ++q) {
    std::vector<double> spectrum(eigenvalues.begin() + static_cast<std::ptrdiff_t>(q) * count,
                                 eigenvalues.begin() + static_cast<std::ptrdiff_t>(q + 1) * count);
    for (double& value : spectrum) value *= snr;
    store_spectrum(pass_.result.quantities, spectrum,
                   values_.data() + static_cast<std::size_t>(q) * columns_of(pass_.result.quantities));
  }
  is_done_ = true;
}

double EmpiricalGeometry::bytes_of_query(const GeometryOptions& options, int ranks) {
  constexpr double common = 8,
                   of_thread = 2;  // doubles of every coordinate: query, mean, packed, merged; sums
  const auto d = static_cast<double>(options.dimension.value());
  const auto dimension = static_cast<int>(*options.dimension);
  const double threads = kernels::host_threads();
  double doubles = (common + of_thread * threads) * d;
  if (has_full_spectrum(options)) {
    const double own =
        std::ceil(static_cast<double>(options.snapshots.back()) / ranks) + kernels::block_points;
    return sizeof(double) * doubles + LiveSpectra<double>::bytes_of_query(dimension, own);
  }
  const auto count = static_cast<int>(options.spectrum.count);
  if (count > 0) {
    constexpr double copies = 4;
    doubles += block * d * (copies + of_thread * threads);
    doubles +=
        BlockLanczos::basis_of(dimension, count) * (d + BlockLanczos::basis_of(dimension, count)) / ranks;
  }
  return sizeof(double) * doubles;
}

double EmpiricalGeometry::bytes_of_one(const GeometryOptions& options) {
  if (!has_full_spectrum(options)) return 0;
  return LiveSpectra<double>::bytes_of_spectrum(static_cast<int>(*options.dimension));
}

double EmpiricalGeometry::products_of_pair(const GeometryResult& result) {
  constexpr double of_means = 2, of_vector = 2, passes_of_value = .5, of_rows = 1;
  const double before = of_means + of_vector * result.directions;
  if (has_full_spectrum(result.options)) return before + of_rows;
  return before +
         passes_of_value * static_cast<double>(result.options.spectrum.count) * (1 + of_vector * block);
}

std::int64_t EmpiricalGeometry::queries_of_batch(const GeometryOptions& options, int ranks, double bytes) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(bytes / bytes_of_query(options, ranks)));
}

}  // namespace regimes::experiments
