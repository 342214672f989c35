// Products by oneDNN as one of the peers: tiles of points, in the library's own layout, against all queries,
// then a plain log-sum-exp. usage: onednn_peer KIND FOLDER TIME...      KIND: log-partition or nearest, and
// -bf16 behind it where points and queries are rounded to bfloat16 (8 bits of mantissa), whose products are
// summed in float
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <numeric>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

#include "base/error.hpp"
#include "base/process.hpp"
#include "kernels/packs/simd.hpp"
#include "kernels/posterior.hpp"
#include "npy.hpp"
#include "serving.hpp"

namespace {

using namespace regimes;
namespace simd = kernels::simd;
using namespace regimes::benchmarks;
using Memory = dnnl::memory;
using Format = Memory::format_tag;
using Type = Memory::data_type;

constexpr std::int64_t tile_points = 1024;

/// Scalar products of all queries with one tile of points after the other.
class Products {
 public:
  Products(const FloatMatrix& points, const FloatMatrix& queries, Type type)
      : queries_(static_cast<std::int64_t>(queries.rows)), dimension_(points.columns) {
    x_ = reordered(queries, 0, queries_, Memory::desc({queries_, dimension_}, type, Format::ab));
    for (std::int64_t first = 0; first < points.rows; first += tile_points) {
      const std::int64_t count = std::min(tile_points, points.rows - first);
      auto [tile, is_new] = multiply_.try_emplace(count);
      if (is_new) {
        const Memory::desc any({dimension_, count}, type, Format::any);
        const dnnl::matmul::desc task(x_.get_desc(), any,
                                      Memory::desc({queries_, count}, Type::f32, Format::ab));
        tile->second.plan = dnnl::matmul::primitive_desc(task, engine_);
        tile->second.run = dnnl::matmul(tile->second.plan);
      }
      tiles_.push_back(reordered(points, first, count, tile->second.plan.weights_desc()));
    }
    products_.resize(static_cast<std::size_t>(queries_ * tile_points));
  }

  std::int64_t queries() const { return queries_; }

  /// visit(first point, points here, products [query][point]) for every tile.
  template <class Visit>
  void visit(const Visit& visit) {
    std::int64_t first = 0;
    for (Memory& tile : tiles_) {
      const std::int64_t count = tile.get_desc().dims()[1];
      Memory out(Memory::desc({queries_, count}, Type::f32, Format::ab), engine_, products_.data());
      multiply_.at(count).run.execute(stream_,
                                      {{DNNL_ARG_SRC, x_}, {DNNL_ARG_WEIGHTS, tile}, {DNNL_ARG_DST, out}});
      stream_.wait();
      visit(first, count, products_.data());
      first += count;
    }
  }

 private:
  struct Multiply {
    dnnl::matmul::primitive_desc plan;
    dnnl::matmul run;
  };

  /// Rows of a matrix as a memory of that description: [row][column] for queries, [column][row] for points.
  Memory reordered(const FloatMatrix& matrix, std::int64_t first, std::int64_t count,
                   const Memory::desc& description) {
    float* rows = const_cast<float*>(matrix.values.data()) + first * matrix.columns;
    const bool across = description.dims()[0] == matrix.columns && description.dims()[1] == count;
    Memory from(across ? Memory::desc({matrix.columns, count}, Type::f32, Format::ba)
                       : Memory::desc({count, matrix.columns}, Type::f32, Format::ab),
                engine_, rows);
    Memory to(description, engine_);
    dnnl::reorder(from, to).execute(stream_, from, to);
    stream_.wait();
    return to;
  }

  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  std::int64_t queries_, dimension_;
  Memory x_;
  std::unordered_map<std::int64_t, Multiply> multiply_;
  std::vector<Memory> tiles_;
  std::vector<float> products_;
};

std::vector<float> half_norms(const FloatMatrix& rows) {
  std::vector<float> norms;
  for (std::int64_t i = 0; i < rows.rows; ++i) {
    double sum = 0;
    for (int k = 0; k < rows.columns; ++k) {
      const double a = rows.values[static_cast<std::size_t>(i) * rows.columns + k];
      sum += a * a;
    }
    norms.push_back(static_cast<float>(sum / 2));
  }
  return norms;
}

/// The largest of factor * product - snr |a|^2/2, and the sum of exponentials relative to it, with the
/// exponential of this suite: the C library's takes several times as long.
void add_tile(const float* products, const float* half_norms, std::int64_t count, float factor, float snr,
              std::vector<float>& logits, kernels::LogSum& sum) {
  constexpr int lanes = simd::lanes<float>;
  float largest = -std::numeric_limits<float>::infinity();
#pragma omp simd reduction(max : largest)
  for (std::int64_t p = 0; p < count; ++p) {
    logits[p] = factor * products[p] - snr * half_norms[p];
    largest = std::max(largest, logits[p]);
  }
  const std::int64_t padded = (count + lanes - 1) / lanes * lanes;
  std::fill(logits.begin() + count, logits.begin() + padded, largest + 2 * simd::exp_floor<float>);
  simd::Pack<float> total = simd::splat(0.f);
  for (std::int64_t p = 0; p < padded; p += lanes) {
    simd::Pack<float> logit;
    std::memcpy(&logit, &logits[p], sizeof logit);
    total += simd::exp(simd::max(logit - simd::splat(largest), simd::splat(simd::exp_floor<float>)));
  }
  float sums[lanes];
  std::memcpy(sums, &total, sizeof total);
  sum.merge({largest, std::accumulate(sums, sums + lanes, 0.f)});
}

Served serve_log_partition(const FloatMatrix& points, const FloatMatrix& x, double time, Type type) {
  const auto products = std::make_shared<Products>(points, x, type);
  const auto a = std::make_shared<std::vector<float>>(half_norms(points));
  const std::vector<float> energies = half_norms(x);
  const double variance = noise_variance(time), snr = signal_to_noise(time);
  return {static_cast<int>(x.rows), [=] {
            std::vector<kernels::LogSum> sums(energies.size());
            std::vector<float> logits(tile_points);
            products->visit([&](std::int64_t first, std::int64_t count, const float* tile) {
              for (std::size_t q = 0; q < sums.size(); ++q)
                add_tile(tile + q * count, a->data() + first, count,
                         static_cast<float>(std::exp(-time) / variance), static_cast<float>(snr), logits,
                         sums[q]);
            });
            Answer answer;
            for (std::size_t q = 0; q < sums.size(); ++q)
              answer["log_partition"].push_back(sums[q].reference + std::log(sums[q].sum) -
                                                energies[q] / variance);
            return answer;
          }};
}

Served serve_nearest(const FloatMatrix& points, const FloatMatrix& x, Type type) {
  const auto products = std::make_shared<Products>(points, x, type);
  const auto a = std::make_shared<std::vector<float>>(half_norms(points));
  const std::vector<float> energies = half_norms(x);
  return {static_cast<int>(x.rows), [=] {
            constexpr float nothing = -std::numeric_limits<float>::infinity();
            std::vector<float> best(energies.size(), nothing);
            std::vector<std::int64_t> index(energies.size(), 0);
            products->visit([&](std::int64_t first, std::int64_t count, const float* tile) {
              for (std::size_t q = 0; q < best.size(); ++q) {
                float largest = nothing;
                const float *row = tile + q * count, *norms = a->data() + first;
#pragma omp simd reduction(max : largest)
                for (std::int64_t p = 0; p < count; ++p) largest = std::max(largest, row[p] - norms[p]);
                if (largest <= best[q]) continue;
                best[q] = largest;
                index[q] =
                    first + (std::find_if(row, row + count,
                                          [&](const float& v) { return v - norms[&v - row] == largest; }) -
                             row);
              }
            });
            Answer answer;
            for (std::size_t q = 0; q < best.size(); ++q) {
              answer["index"].push_back(static_cast<double>(index[q]));
              answer["distance_squared"].push_back(2. * (energies[q] - best[q]));
            }
            return answer;
          }};
}

Served prepare(const std::string& kind, const std::string& folder, const std::vector<double>& times) {
  const FloatMatrix points = read_npy(folder + "/points.npy"), x = read_npy(folder + "/x.npy");
  constexpr std::string_view rounded = "-bf16";
  const bool is_rounded = kind.ends_with(rounded);
  const std::string work = is_rounded ? kind.substr(0, kind.size() - rounded.size()) : kind;
  const Type type = is_rounded ? Type::bf16 : Type::f32;
  if (work == "log-partition") return serve_log_partition(points, x, times.front(), type);
  if (work == "nearest") return serve_nearest(points, x, type);
  throw UsageError(kind + ": give log-partition or nearest, or one of them with -bf16");
}

}  // namespace

int main(int argc, char** argv) {
  const dnnl_version_t* version = dnnl_version();
  return serve_command(
      argc, argv, {fmt::format("oneDNN {}.{}.{}", version->major, version->minor, version->patch), "oneDNN"},
      prepare);
}
