// regimes._core: training sets and laws as Python sees them. Arrays come checked and in C order from the
// Python side, which documents all of it; what is wrong all the same is an exception.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cmath>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "base/build_information.hpp"
#include "base/error.hpp"
#include "base/process.hpp"
#include "datasets/population/laws.hpp"
#include "diffusion/precision.hpp"
#include "kernels/backend.hpp"
#include "kernels/instruction_set.hpp"
#include "observables/free_query.hpp"
#include "training_set.hpp"

namespace py = pybind11;

namespace {

using namespace regimes;
using namespace regimes::python;
using Doubles = py::array_t<double, py::array::c_style>;
using Positions = py::array_t<std::int32_t, py::array::c_style>;

/// Looks whether the user has pressed Ctrl-C; the pass runs without the interpreter's lock.
void look_for_signals() {
  const py::gil_scoped_acquire lock;
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
}

kernels::FreeQueries queries_of(const Doubles& x, int dimension) {
  if (x.ndim() != 2 || x.shape(1) != dimension)
    throw std::invalid_argument("queries are rows of " + std::to_string(dimension) + " coordinates");
  return {static_cast<int>(x.shape(0)), dimension, {x.data(), x.data() + x.size()}};
}

Doubles array(std::vector<py::ssize_t> shape) { return Doubles(std::move(shape)); }

template <class Work>
auto without_the_lock(const Work& work) {
  const py::gil_scoped_release released;
  return work();
}

/// {name: [query]} of what one product per pair gives.
py::dict posterior(const TrainingSet& set, const Doubles& x, double t, int threads) {
  const kernels::FreeQueries queries = queries_of(x, set.dimension());
  const kernels::PosteriorStates states = without_the_lock([&] {
    return set.states(queries, t, {threads, look_for_signals});
  });
  Doubles density = array({queries.count}), entropy = array({queries.count}),
          participation = array({queries.count});
  Doubles weights = array({queries.count, set.classes()});
  const std::vector<double> norms = norms_squared(queries);
  for (int q = 0; q < queries.count; ++q) {
    const kernels::Posterior& state = states.posterior[q];
    density.mutable_at(q) = observables::free_query::log_density(state, norms[q], set.points(),
                                                                 set.dimension(), noise_variance(t));
    entropy.mutable_at(q) = observables::free_query::posterior_entropy(state);
    participation.mutable_at(q) = observables::free_query::inverse_participation_ratio(state);
    if (set.classes() == 0) continue;
    const auto first = states.class_sums.begin() + static_cast<std::ptrdiff_t>(q) * set.classes();
    const std::vector<double> of_query =
        observables::free_query::class_weights({first, first + set.classes()});
    for (int c = 0; c < set.classes(); ++c) weights.mutable_at(q, c) = of_query[c];
  }
  py::dict result;
  result["log_density"] = density;
  result["entropy"] = entropy;
  result["participation"] = participation;
  result["class_weights"] = weights;
  return result;
}

/// {"mean": [query][coordinate]}
py::dict means(const TrainingSet& set, const Doubles& x, double t, int threads) {
  const kernels::FreeQueries queries = queries_of(x, set.dimension());
  const kernels::PosteriorMeans found = without_the_lock([&] {
    return set.means(queries, t, {threads, look_for_signals});
  });
  Doubles mean = array({queries.count, queries.dimension});
  double* out = mean.mutable_data();
  for (int q = 0; q < queries.count; ++q)
    for (int k = 0; k < queries.dimension; ++k) *out++ = found.mean(q, k);
  py::dict result;
  result["mean"] = mean;
  return result;
}

/// Indices and distances, [query][rank], nearest first.
py::tuple nearest(const TrainingSet& set, const Doubles& x, int neighbours, int threads) {
  const kernels::FreeQueries queries = queries_of(x, set.dimension());
  const kernels::Neighbours found = without_the_lock([&] {
    return set.nearest(queries, neighbours, {threads, look_for_signals});
  });
  py::array_t<std::int64_t> index({queries.count, neighbours});
  Doubles distance = array({queries.count, neighbours});
  for (int q = 0; q < queries.count; ++q)
    for (int rank = 0; rank < neighbours; ++rank) {
      const std::int64_t which = found.of(q)[rank].index;
      const std::vector<double> point = set.point(which);
      double squared = 0;  // by differences: the products have lost the digits of close neighbours
      for (int k = 0; k < queries.dimension; ++k) {
        const double apart = queries.x[static_cast<std::size_t>(q) * queries.dimension + k] - point[k];
        squared += apart * apart;
      }
      index.mutable_at(q, rank) = which;
      distance.mutable_at(q, rank) = std::sqrt(squared);
    }
  return py::make_tuple(index, distance);
}

template <class T>
std::unique_ptr<TrainingSet> stored(const py::array_t<T, py::array::c_style>& rows, const Positions& classes,
                                    int count) {
  if (rows.ndim() != 2 || rows.shape(0) < 1 || rows.shape(1) < 1 ||
      (count > 0 && classes.size() != rows.shape(0)))
    throw std::invalid_argument("points are rows of coordinates, with one class each or none");
  const auto dimension = static_cast<int>(rows.shape(1));
  const std::span<const T> values(rows.data(), static_cast<std::size_t>(rows.size()));
  const std::span<const std::int32_t> positions(classes.data(),
                                                count > 0 ? static_cast<std::size_t>(classes.size()) : 0);
  return without_the_lock([&] { return std::make_unique<TrainingSet>(values, dimension, positions, count); });
}

/// Population values of rows x at one time: density, score, posterior mean and class weights.
py::dict population(const datasets::PopulationLaw& law, const Doubles& x, double t) {
  const kernels::FreeQueries queries = queries_of(x, law.dimension());
  Doubles density = array({queries.count}), mean = array({queries.count, law.dimension()}),
          weights = array({queries.count, law.classes()});
  const auto d = static_cast<std::size_t>(law.dimension()), classes = static_cast<std::size_t>(law.classes());
  std::vector<double> log_weights(classes);
  for (int q = 0; q < queries.count; ++q) {
    const std::span<const double> row(queries.x.data() + q * d, d);
    density.mutable_at(q) = law.posterior_mean(row, t, {mean.mutable_data() + q * d, d}, log_weights);
    for (std::size_t c = 0; c < classes; ++c) weights.mutable_at(q, c) = std::exp(log_weights[c]);
  }
  py::dict result;
  result["log_density"] = density;
  result["mean"] = mean;
  result["class_weights"] = weights;
  return result;
}

py::array_t<float> sample(const datasets::PopulationLaw& law, std::int64_t points, std::uint64_t seed,
                          std::uint32_t realisation) {
  py::array_t<float> rows({static_cast<py::ssize_t>(points), static_cast<py::ssize_t>(law.dimension())});
  const kernels::Stream stream = kernels::make_stream(seed, realisation, kernels::Purpose::training_point);
  const auto d = static_cast<std::size_t>(law.dimension());
  for (std::int64_t i = 0; i < points; ++i) law.sample(stream, i, {rows.mutable_data() + i * d, d});
  return rows;
}

/// Errors of the suite as the exceptions that Python has for them.
void translate(std::exception_ptr raised) {
  try {
    if (raised) std::rethrow_exception(raised);
  } catch (const UsageError& error) {
    PyErr_SetString(PyExc_ValueError, error.what());
  } catch (const DataError& error) {
    PyErr_SetString(PyExc_ValueError, error.what());
  } catch (const InputOutputError& error) {
    PyErr_SetString(PyExc_OSError, error.what());
  } catch (const Error& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  }
}

}  // namespace

PYBIND11_MODULE(_core, module) {
  static std::shared_ptr<kernels::BackendScope> held =
      backend();  // until the interpreter ends, or its last training set
  py::module_::import("atexit").attr("register")(py::cpp_function([] { held.reset(); }));
  py::register_exception_translator(translate);
  module.attr("backend") = kernels::backend_name();
  module.attr("version") = std::string(build_information::version());
  module.def("coordinate_logit_error", [](double t, double query_norm_squared, double norm_squared) {
    return diffusion::free_coordinate_logit_error(t, query_norm_squared, norm_squared, 0,
                                                  diffusion::float_rounding(norm_squared));
  });
  module.attr("tolerable_logit_error") = diffusion::tolerable_logit_error;
  module.attr("instruction_set") = kernels::instruction_set();

  using datasets::PopulationLaw;
  py::class_<PopulationLaw>(module, "Law")
      .def_property_readonly("dimension", &PopulationLaw::dimension)
      .def_property_readonly("classes", &PopulationLaw::classes)
      .def_property_readonly("priors", &PopulationLaw::priors)
      .def("class_of_index", &PopulationLaw::class_of_index)
      .def("population", population)
      .def("sample", sample);
  module.def("gaussian_law", &datasets::gaussian_law);
  module.def("several_means_law", &datasets::several_means_law);
  module.def("two_means_law", &datasets::two_means_law);
  module.def("hierarchy_law", &datasets::hierarchy_law);
  module.def("covariances_law", &datasets::covariances_law);
  module.def("ising_law", &datasets::ising_law);

  py::class_<TrainingSet>(module, "TrainingSet")
      .def(py::init(&stored<float>), py::arg("rows").noconvert(), py::arg("classes"), py::arg("class_count"))
      .def(py::init(&stored<double>), py::arg("rows").noconvert(), py::arg("classes"), py::arg("class_count"))
      .def(py::init<const PopulationLaw&, std::int64_t, std::uint64_t, std::uint32_t>())
      .def_property_readonly("points", &TrainingSet::points)
      .def_property_readonly("dimension", &TrainingSet::dimension)
      .def_property_readonly("classes", &TrainingSet::classes)
      .def_property_readonly("is_double", &TrainingSet::is_double)
      .def_property_readonly("largest_norm_squared", &TrainingSet::largest_norm_squared)
      .def("point", &TrainingSet::point)
      .def("posterior", posterior)
      .def("means", means)
      .def("nearest", nearest);
}
