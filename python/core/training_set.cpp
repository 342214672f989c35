#include "training_set.hpp"

#include <cmath>
#include <utility>

#include "datasets/procedural_set.hpp"
#include "diffusion/precision.hpp"
#include "kernels/stored_points.hpp"
#include "kernels/sweep.hpp"

namespace regimes::python {

using namespace kernels;

std::mutex& one_at_a_time() {
  static std::mutex lock;
  return lock;
}

std::shared_ptr<BackendScope> backend() {
  static std::weak_ptr<BackendScope> shared;
  const std::lock_guard lock(one_at_a_time());
  std::shared_ptr<BackendScope> here = shared.lock();
  if (!here) shared = here = std::make_shared<BackendScope>();
  return here;
}

namespace {

template <class T>
PointSource stored(std::span<const T> rows, int dimension, std::span<const std::int32_t> classes,
                   int class_count) {
  const std::lock_guard lock(one_at_a_time());
  StoredPoints points(static_cast<std::int64_t>(rows.size()) / dimension, dimension, class_count,
                      sizeof(T) == sizeof(double) ? Coordinates::fp64 : Coordinates::fp32);
  points.write(0, rows, classes);
  return points;
}

/// Points of a law whose classes are of no kind that kernels make by themselves.
PointSource drawn(const datasets::PopulationLaw& law, std::int64_t points, Stream stream) {
  const auto d = static_cast<std::size_t>(law.dimension());
  std::vector<float> rows(static_cast<std::size_t>(points) * d);
  std::vector<std::int32_t> classes(static_cast<std::size_t>(points));
  for (std::int64_t i = 0; i < points; ++i) {
    law.sample(stream, i, std::span(rows).subspan(static_cast<std::size_t>(i) * d, d));
    classes[i] = law.class_of_index(i);
  }
  return stored<float>(rows, law.dimension(), classes, law.classes() > 1 ? law.classes() : 0);
}

double largest_norm_squared_of(const FreeQueries& queries) {
  const std::vector<double> norms = norms_squared(queries);
  return norms.empty() ? 0 : *std::max_element(norms.begin(), norms.end());
}

}  // namespace

template <class T>
TrainingSet::TrainingSet(std::span<const T> rows, int dimension, std::span<const std::int32_t> classes,
                         int class_count)
    : source_(stored(rows, dimension, classes, class_count)),
      points_(static_cast<std::int64_t>(rows.size()) / dimension),
      dimension_(dimension),
      classes_(class_count),
      largest_norm_squared_(std::get<StoredPoints>(*source_).largest_norm_squared()) {}
template TrainingSet::TrainingSet(std::span<const float>, int, std::span<const std::int32_t>, int);
template TrainingSet::TrainingSet(std::span<const double>, int, std::span<const std::int32_t>, int);

TrainingSet::TrainingSet(const datasets::PopulationLaw& law, std::int64_t points, std::uint64_t seed,
                         std::uint32_t realisation)
    : points_(points), dimension_(law.dimension()), classes_(law.classes() > 1 ? law.classes() : 0) {
  const Stream stream = make_stream(seed, realisation, Purpose::training_point);
  if (auto procedural = law.procedural_points(stream)) {
    procedural->classes = classes_;
    largest_norm_squared_ = datasets::typical_largest_norm_squared(*procedural, points);
    source_ = std::move(*procedural);
  } else {
    source_ = drawn(law, points, stream);
    largest_norm_squared_ = std::get<StoredPoints>(*source_).largest_norm_squared();
  }
}

TrainingSet::~TrainingSet() {
  const std::lock_guard lock(one_at_a_time());
  source_.reset();
}

bool TrainingSet::is_double() const {
  const auto* stored = std::get_if<StoredPoints>(&*source_);
  return stored != nullptr && stored->coordinates() == Coordinates::fp64;
}

Precision TrainingSet::precision(const FreeQueries& queries, double t) const {
  if (is_double()) return Precision::fp64;
  return diffusion::sufficient_precision(
      diffusion::free_float_logit_error(t, largest_norm_squared_of(queries), largest_norm_squared_));
}

double TrainingSet::point_cost(const FreeQueries& queries, int products) const {
  return queries.count * (flops_per_product * products * queries.dimension + flops_per_term);
}

PosteriorStates TrainingSet::states(const FreeQueries& queries, double t, const Pass& pass) const {
  const SweepSettings settings{{t}, precision(queries, t), points_};
  return shared_sweep<Sweep>([&] { return make_sweep(*source_, queries, settings); }, points_, pass.threads,
                             point_cost(queries, 1), pass.interrupt);
}

PosteriorMeans TrainingSet::means(const FreeQueries& queries, double t, const Pass& pass) const {
  const SweepSettings settings{{t}, precision(queries, t), points_};
  return shared_sweep<MeanSweep>([&] { return make_mean_sweep(*source_, queries, settings); }, points_,
                                 pass.threads, point_cost(queries, 2), pass.interrupt);
}

Neighbours TrainingSet::nearest(const FreeQueries& queries, int neighbours, const Pass& pass) const {
  const std::vector<double> times(static_cast<std::size_t>(queries.count), 0.);
  return shared_sweep<NearestSweep>(
      [&] { return make_nearest_sweep(*source_, queries, times, neighbours, Precision::fp64); }, points_,
      pass.threads, point_cost(queries, 1), pass.interrupt);
}

std::vector<double> TrainingSet::point(std::int64_t index) const {
  std::vector<double> coordinates(static_cast<std::size_t>(dimension_));
  if (const auto* stored = std::get_if<StoredPoints>(&*source_)) {
    const std::lock_guard lock(one_at_a_time());
    stored->read(index, coordinates);
  } else {
    const auto& law = std::get<ProceduralPoints>(*source_);
    const Partition whole{};
    datasets::visit_rows(law, whole, index, index + 1, [&](std::span<const float> rows) {
      std::copy_n(rows.begin(), coordinates.size(), coordinates.begin());
    });
  }
  return coordinates;
}

}  // namespace regimes::python
