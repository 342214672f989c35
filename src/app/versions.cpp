#include "app/versions.hpp"

#include <fmt/format.h>

#include "base/build_information.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

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
      build::kokkos_backends(), parallel::library_version(), build::hdf5_version());
}

}  // namespace regimes::app
