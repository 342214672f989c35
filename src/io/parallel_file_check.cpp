#include "io/parallel_file_check.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <system_error>
#include <vector>

#include "base/contract.hpp"
#include "base/error.hpp"
#include "io/hdf5/hdf5_handle.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::io {
namespace {

using hdf5::Handle;

constexpr const char* dataset_name = "rows";
constexpr hsize_t values_per_rank = hsize_t{1} << 17;  ///< 1 MiB of doubles

std::string reason(int error_number) { return std::generic_category().message(error_number); }

/// Runs `step` on every rank; where it fails on one, all throw the same.
void together(const parallel::Communicator& communicator, const std::function<void()>& step) {
  parallel::rethrow_on_all_ranks(communicator, [&] {
    try {
      step();
    } catch (const std::exception& failure) {
      throw InputOutputError(
          fmt::format("rank {} on {}: {}", communicator.rank(), parallel::host_name(), failure.what()));
    }
  });
}

/// An empty file that root makes, and removes at the end.
class CheckFile {
 public:
  CheckFile(const std::string& folder, const parallel::Communicator& communicator)
      : communicator_(communicator) {
    together(communicator, [&] {
      if (!communicator.is_root()) return;
      std::string name = folder + "/.regimes-check-XXXXXX";
      const int descriptor = mkstemp(name.data());
      if (descriptor < 0)
        throw InputOutputError(fmt::format("cannot make a file in '{}': {}", folder, reason(errno)));
      close(descriptor);
      name_ = name;
    });
    name_ = communicator.broadcast(name_);
  }
  ~CheckFile() {
    if (communicator_.is_root()) unlink(name_.c_str());
  }
  CheckFile(const CheckFile&) = delete;
  CheckFile& operator=(const CheckFile&) = delete;

  const std::string& name() const { return name_; }

 private:
  const parallel::Communicator& communicator_;
  std::string name_;
};

double value_of(int rank, hsize_t i) { return rank + static_cast<double>(i) / values_per_rank; }

/// Access to a file by all ranks.
Handle parallel_access(const parallel::Communicator& communicator) {
  Handle access = hdf5::make_access_properties();
#ifdef H5_HAVE_PARALLEL
  hdf5::check(H5Pset_fapl_mpio(access.id(), communicator.handle(), MPI_INFO_NULL),
              "HDF5 cannot open files by MPI");
#else
  require(communicator.size() == 0, "a parallel file is asked of an HDF5 without MPI");
#endif
  return access;
}

/// The part of the data set that `rank` wrote.
Handle part_of(const Handle& space, int rank) {
  Handle part(H5Scopy(space.id()), H5Sclose, "copy a data space");
  const hsize_t start = static_cast<hsize_t>(rank) * values_per_rank, count = values_per_rank;
  hdf5::check(H5Sselect_hyperslab(part.id(), H5S_SELECT_SET, &start, nullptr, &count, nullptr),
              "cannot select a part of a data set");
  return part;
}

void write_part(const std::string& name, const parallel::Communicator& communicator) {
  const hdf5::QuietErrors quiet;
  const Handle file(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, parallel_access(communicator).id()),
                    H5Fclose, "create a file from all ranks");
  const Handle space = hdf5::make_space({static_cast<hsize_t>(communicator.size()) * values_per_rank});
  const Handle dataset(
      H5Dcreate2(file.id(), dataset_name, H5T_IEEE_F64LE, space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
      H5Dclose, "create a data set from all ranks");
  std::vector<double> values(values_per_rank);
  for (hsize_t i = 0; i < values_per_rank; ++i) values[i] = value_of(communicator.rank(), i);
  hdf5::check(H5Dwrite(dataset.id(), H5T_NATIVE_DOUBLE, hdf5::make_space({values_per_rank}).id(),
                       part_of(space, communicator.rank()).id(), H5P_DEFAULT, values.data()),
              "cannot write a part of a data set");
}

void read_part(const std::string& name, const parallel::Communicator& communicator) {
  const hdf5::QuietErrors quiet;
  const int neighbour = (communicator.rank() + 1) % communicator.size();
  const Handle file(H5Fopen(name.c_str(), H5F_ACC_RDONLY, parallel_access(communicator).id()), H5Fclose,
                    "open a file from all ranks");
  const Handle dataset(H5Dopen2(file.id(), dataset_name, H5P_DEFAULT), H5Dclose, "open a data set");
  const Handle space(H5Dget_space(dataset.id()), H5Sclose, "read the shape of a data set");
  std::vector<double> values(values_per_rank);
  hdf5::check(H5Dread(dataset.id(), H5T_NATIVE_DOUBLE, hdf5::make_space({values_per_rank}).id(),
                      part_of(space, neighbour).id(), H5P_DEFAULT, values.data()),
              "cannot read a part of a data set");
  for (hsize_t i = 0; i < values_per_rank; ++i)
    if (values[i] != value_of(neighbour, i))
      throw InputOutputError(fmt::format("value {} that rank {} wrote is read as {} instead of {}", i,
                                         neighbour, values[i], value_of(neighbour, i)));
}

/// The longest time that a rank takes for `step`, which may fail.
double timed(const parallel::Communicator& communicator, const std::function<void()>& step) {
  const auto start = std::chrono::steady_clock::now();
  together(communicator, step);
  return communicator.maximum(
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

}  // namespace

std::string hdf5_version() { return hdf5::library_version(); }

bool hdf5_is_parallel() {
#ifdef H5_HAVE_PARALLEL
  return true;
#else
  return false;
#endif
}

ParallelFileCheck check_parallel_file(const std::string& folder, const parallel::Communicator& communicator) {
  const CheckFile file(folder, communicator);
  together(communicator, [&] {  // before the collective calls, in which the others would wait for ever
    if (access(file.name().c_str(), R_OK | W_OK) != 0)
      throw InputOutputError(
          fmt::format("cannot use the file that rank 0 made in '{}': {}", folder, reason(errno)));
  });
  ParallelFileCheck found;
  found.bytes = static_cast<std::int64_t>(communicator.size() * values_per_rank * sizeof(double));
  found.write_seconds = timed(communicator, [&] { write_part(file.name(), communicator); });
  found.read_seconds = timed(communicator, [&] { read_part(file.name(), communicator); });
  return found;
}

}  // namespace regimes::io
