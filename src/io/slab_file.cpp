#include "io/slab_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>
#include <system_error>

#include "base/contract.hpp"
#include "io/check_document.hpp"
#include "io/checksum_trailer.hpp"
#include "io/file_aside.hpp"
#include "io/hdf5/hdf5_handle.hpp"
#include "io/hdf5/hdf5_writer.hpp"
#include "io/result_file.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::io {
namespace {

using hdf5::Handle;

/// Access by one process: HDF5 does not write texts through MPI.
Handle own_access() { return hdf5::make_access_properties(); }

/// Access by all of them.
Handle shared_access([[maybe_unused]] const parallel::Communicator& communicator) {
  Handle access = own_access();
#ifdef H5_HAVE_PARALLEL
  hdf5::check(H5Pset_fapl_mpio(access.id(), communicator.handle(), MPI_INFO_NULL),
              "HDF5 cannot open files by MPI");
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

Handle open_file(const std::string& name, const Handle& access) {
  return Handle(H5Fopen(name.c_str(), H5F_ACC_RDWR, access.id()), H5Fclose, fmt::format("open '{}'", name));
}

Variable without_values(const SlabVariable& variable) {
  return {variable.name, variable.dimensions, {}, variable.attributes};
}

std::vector<Variable> without_values(const std::vector<SlabVariable>& variables) {
  std::vector<Variable> all;
  for (const SlabVariable& variable : variables) all.push_back(without_values(variable));
  return all;
}

/// What HDF5 writes at a time of its own tables, for the most part.
constexpr std::size_t bytes_of_tables = std::size_t{1} << 16;

/// Message of a failure. Neither HDF5 nor MPI tells why a write has failed; the disk tells of another one.
std::string message_of(const hdf5::Failure& failure, const std::string& path, std::size_t bytes) {
  std::string reason = why_not_written(path, bytes);
  return reason.empty() ? fmt::format("cannot write '{}': {}", path, failure.what()) : reason;
}

}  // namespace

/// What is open between the constructor and finish().
struct SlabFile::Open {
  std::optional<FileAside> aside;  // on root
  std::string name;                // of the file aside, on all ranks
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
  parallel::on_root(communicator_, [&] {
    attempt([&] {
      open_->aside.emplace(path_);
      open_->name = open_->aside->name();
      const Handle file = hdf5::create_file(open_->name, own_access());
      for (const SlabVariable& variable : variables_) {
        std::vector<hsize_t> shape;
        for (const std::string& dimension : variable.dimensions)
          shape.push_back(static_cast<hsize_t>(dimensions_.at(dimension)));
        const hid_t type = variable.type == SlabType::real ? H5T_IEEE_F64LE : H5T_STD_I64LE;
        hdf5::create_placed_variable(file, without_values(variable), type, shape);
      }
    });
  });
  open_->name = communicator_.broadcast(open_->name);
  resume();
}

void SlabFile::resume() {
  if (open_->file) return;
  keep_problem(bytes_of_tables, [&] {
    open_->file.emplace(open_file(open_->name, shared_access(communicator_)));
    for (const SlabVariable& variable : variables_)
      open_->datasets.emplace(
          variable.name, Handle(H5Dopen2(open_->file->id(), variable.name.c_str(), H5P_DEFAULT), H5Dclose,
                                fmt::format("open the variable '{}'", variable.name)));
  });
  settle();
}

SlabFile::~SlabFile() = default;

void SlabFile::attempt(const std::function<void()>& step) const {
  try {
    const hdf5::QuietErrors quiet;
    step();
  } catch (const hdf5::Failure& failure) {
    throw InputOutputError(message_of(failure, path_, bytes_of_tables));
  }
}

void SlabFile::keep_problem(std::size_t bytes, const std::function<void()>& step) {
  try {
    const hdf5::QuietErrors quiet;
    step();
  } catch (const hdf5::Failure& failure) {
    if (problem_.empty()) problem_ = message_of(failure, path_, bytes);
  }
}

void SlabFile::put(const std::string& name, const Slab& slab, std::size_t values, std::int64_t memory_type,
                   const void* data) {
  const auto variable = std::find_if(variables_.begin(), variables_.end(),
                                     [&](const SlabVariable& each) { return each.name == name; });
  require(variable != variables_.end(), "'{}' is a variable of the file", name);
  std::vector<hsize_t> first(slab.first.begin(), slab.first.end()),
      count(slab.count.begin(), slab.count.end());
  for (std::size_t axis = count.size(); axis < variable->dimensions.size(); ++axis) {
    first.push_back(0);
    count.push_back(static_cast<hsize_t>(dimensions_.at(variable->dimensions[axis])));
  }
  const auto expected = std::accumulate(count.begin(), count.end(), std::size_t{1}, std::multiplies<>());
  require(values == expected, "a slab of '{}' has {} values for {} places", name, values, expected);
  if (values == 0 || !problem_.empty()) return;
  keep_problem(values * sizeof(double), [&] {
    const Handle& dataset = open_->datasets.at(name);
    const Handle place(H5Dget_space(dataset.id()), H5Sclose, "reach the shape of a variable");
    hdf5::check(H5Sselect_hyperslab(place.id(), H5S_SELECT_SET, first.data(), nullptr, count.data(), nullptr),
                fmt::format("cannot select a slab of '{}'", name));
    hdf5::check(
        H5Dwrite(dataset.id(), memory_type, hdf5::make_space(count).id(), place.id(), H5P_DEFAULT, data),
        fmt::format("cannot write a slab of '{}'", name));
  });
}

void SlabFile::write(const std::string& name, const Slab& slab, const std::vector<double>& values) {
  put(name, slab, values.size(), H5T_NATIVE_DOUBLE, values.data());
}

void SlabFile::write(const std::string& name, const Slab& slab, const std::vector<std::int64_t>& values) {
  put(name, slab, values.size(), H5T_NATIVE_INT64, values.data());
}

void SlabFile::settle() {
  parallel::rethrow_on_all_ranks(communicator_, [&] {
    if (!problem_.empty()) throw InputOutputError(problem_);
  });
}

void SlabFile::pause() {
  if (open_->file) {
    keep_problem(bytes_of_tables, [&] {
      open_->datasets.clear();
      hdf5::check(H5Fflush(open_->file->id(), H5F_SCOPE_GLOBAL), "cannot complete the file");
    });
    open_->file.reset();
  }
  settle();
}

void SlabFile::write_partial(const Document& rest, Replaced replaced) const {
  ResultWriter(path_).write_partial(
      [&](FileAside& aside) {
        std::error_code problem;
        std::filesystem::copy_file(open_->name, aside.name(),
                                   std::filesystem::copy_options::overwrite_existing, problem);
        if (problem)
          throw InputOutputError(fmt::format("cannot write '{}': copying '{}' failed: {}", path_, open_->name,
                                             write_failure(problem.value())));
        complete(aside.name(), rest);
      },
      replaced);
}

void SlabFile::finish(const Document& rest) {
  complete(open_->name, rest);
  open_->aside->rename_over_target();
  ResultWriter(path_).remove_partial();
}

void SlabFile::complete(const std::string& file, const Document& rest) const {
  check_document(rest);
  attempt([&] { hdf5::write_into(open_file(file, own_access()), rest, without_values(variables_)); });
  append_checksum_trailer_to_file(file);
}

}  // namespace regimes::io
