#include "io/slab_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/contract.hpp"
#include "io/check_document.hpp"
#include "io/file_aside.hpp"
#include "io/hdf5_handle.hpp"
#include "io/hdf5_writer.hpp"
#include "io/seal.hpp"

namespace regimes::io {
namespace {

using hdf5::Handle;

/// Access by the ranks of `ranks`; without MPI in HDF5, by one process.
Handle access_of([[maybe_unused]] MPI_Comm ranks) {
  Handle access = hdf5::make_properties(H5P_FILE_ACCESS);
#ifdef H5_HAVE_PARALLEL
  hdf5::check(H5Pset_fapl_mpio(access.id(), ranks, MPI_INFO_NULL), "HDF5 cannot open files by MPI");
#endif
  return access;
}

void require_parallel_hdf5([[maybe_unused]] int ranks) {
#ifndef H5_HAVE_PARALLEL
  if (ranks > 1)
    throw InputOutputError(
        "this HDF5 was built without MPI, so that only one rank can write large results; run on one rank, or "
        "build with a parallel HDF5");
#endif
}

Handle open_file(const std::string& name, MPI_Comm ranks) {
  return Handle(H5Fopen(name.c_str(), H5F_ACC_RDWR, access_of(ranks).id()), H5Fclose,
                fmt::format("open '{}'", name));
}

Variable without_values(const SlabVariable& variable) {
  return {variable.name, variable.dimensions, {}, variable.attributes};
}

std::vector<Variable> without_values(const std::vector<SlabVariable>& variables) {
  std::vector<Variable> all;
  for (const SlabVariable& variable : variables) all.push_back(without_values(variable));
  return all;
}

std::vector<hsize_t> sizes(const std::vector<std::int64_t>& counts) { return {counts.begin(), counts.end()}; }

}  // namespace

/// What is open between the constructor and finish().
struct SlabFile::Open {
  std::optional<FileAside> aside;  // on root
  std::optional<Handle> file;
  std::map<std::string, Handle> datasets;
};

SlabFile::SlabFile(std::string path, std::map<std::string, std::int64_t> dimensions,
                   std::vector<SlabVariable> variables, const parallel::Communicator& communicator)
    : path_(std::move(path)),
      dimensions_(std::move(dimensions)),
      variables_(std::move(variables)),
      communicator_(communicator),
      open_(std::make_unique<Open>()) {
  require_parallel_hdf5(communicator.size());
  std::string name;
  on_root([&] {
    open_->aside.emplace(path_);
    name = open_->aside->name();
    const Handle file = hdf5::create_file(name, access_of(MPI_COMM_SELF));
    for (const SlabVariable& variable : variables_) {
      std::vector<hsize_t> shape;
      for (const std::string& dimension : variable.dimensions)
        shape.push_back(static_cast<hsize_t>(dimensions_.at(dimension)));
      const hid_t type = variable.type == SlabType::real ? H5T_IEEE_F64LE : H5T_STD_I64LE;
      hdf5::create_placed_variable(file, without_values(variable), type, shape);
    }
  });
  name = communicator_.broadcast(name);
  try {
    const hdf5::QuietErrors quiet;
    open_->file.emplace(open_file(name, communicator_.handle()));
    for (const SlabVariable& variable : variables_)
      open_->datasets.emplace(
          variable.name, Handle(H5Dopen2(open_->file->id(), variable.name.c_str(), H5P_DEFAULT), H5Dclose,
                                fmt::format("open the variable '{}'", variable.name)));
  } catch (const hdf5::Failure& failure) {
    problem_ = failure.what();
  }
  settle();
}

SlabFile::~SlabFile() = default;

void SlabFile::on_root(const std::function<void()>& step) const {
  std::string problem;
  try {
    const hdf5::QuietErrors quiet;
    if (communicator_.is_root()) step();
  } catch (const hdf5::Failure& failure) {
    problem = fmt::format("cannot write '{}': {}", path_, failure.what());
  } catch (const InputOutputError& error) {
    problem = error.what();
  }
  problem = communicator_.broadcast(problem);
  if (!problem.empty()) throw InputOutputError(problem);
}

bool SlabFile::has(const std::string& name) const {
  return std::any_of(variables_.begin(), variables_.end(),
                     [&](const SlabVariable& variable) { return variable.name == name; });
}

void SlabFile::put(const std::string& name, const Slab& slab, std::size_t values, std::int64_t memory_type,
                   const void* data) {
  std::size_t expected = 1;
  for (const std::int64_t count : slab.count) expected *= static_cast<std::size_t>(count);
  require(values == expected, "a slab of '{}' has {} values for {} places", name, values, expected);
  if (values == 0 || !problem_.empty()) return;
  try {
    const hdf5::QuietErrors quiet;
    const Handle& dataset = open_->datasets.at(name);
    const Handle place(H5Dget_space(dataset.id()), H5Sclose, "reach the shape of a variable");
    const std::vector<hsize_t> first = sizes(slab.first), count = sizes(slab.count);
    hdf5::check(H5Sselect_hyperslab(place.id(), H5S_SELECT_SET, first.data(), nullptr, count.data(), nullptr),
                fmt::format("cannot select a slab of '{}'", name));
    hdf5::check(
        H5Dwrite(dataset.id(), memory_type, hdf5::make_space(count).id(), place.id(), H5P_DEFAULT, data),
        fmt::format("cannot write a slab of '{}'", name));
  } catch (const hdf5::Failure& failure) {
    problem_ = failure.what();
  }
}

void SlabFile::write(const std::string& name, const Slab& slab, const std::vector<double>& values) {
  put(name, slab, values.size(), H5T_NATIVE_DOUBLE, values.data());
}

void SlabFile::write(const std::string& name, const Slab& slab, const std::vector<std::int64_t>& values) {
  put(name, slab, values.size(), H5T_NATIVE_INT64, values.data());
}

void SlabFile::settle() {
  if (!communicator_.any(!problem_.empty())) return;
  std::string first;
  for (const std::string& problem : communicator_.gather(problem_))
    if (first.empty()) first = problem;
  throw InputOutputError(fmt::format("cannot write '{}': {}", path_, communicator_.broadcast(first)));
}

void SlabFile::finish(Document rest) {
  try {
    const hdf5::QuietErrors quiet;
    open_->datasets.clear();
    hdf5::check(H5Fflush(open_->file->id(), H5F_SCOPE_GLOBAL), "cannot complete the file");
  } catch (const hdf5::Failure& failure) {
    problem_ = failure.what();
  }
  open_->file.reset();
  settle();
  on_root([&] {
    rest.dimensions.insert(dimensions_.begin(), dimensions_.end());
    check_document(rest);
    {
      const Handle file = open_file(open_->aside->name(), MPI_COMM_SELF);
      hdf5::write_into(file, rest, without_values(variables_));
    }
    append_seal_to_file(open_->aside->name());
    open_->aside->rename_over_target();
  });
}

}  // namespace regimes::io
