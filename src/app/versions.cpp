#include "app/versions.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include "base/build_information.hpp"

namespace regimes::app {
namespace {

std::string mpi_library() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(text, &length);  // allowed before MPI_Init
  const std::string whole(text, static_cast<std::size_t>(length));
  return whole.substr(0, whole.find_first_of(",\n"));
}

}  // namespace

std::string versions() {
  namespace build = build_information;
  return fmt::format(
      "regimes {}\n"
      "commit    {}{}\n"
      "build     {}, {}{}\n"
      "Kokkos    {} ({})\n"
      "MPI       {}\n"
      "HDF5      {}\n",
      build::version(), build::git_hash(), build::git_is_dirty() ? ", with local changes" : "",
      build::build_type(), build::compiler(),
      build::flags().empty() ? "" : fmt::format(" {}", build::flags()), build::kokkos_version(),
      build::kokkos_backends(), mpi_library(), build::hdf5_version());
}

}  // namespace regimes::app
