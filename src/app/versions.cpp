#include "app/versions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/build_information.hpp"
#include "kernels/backend.hpp"
#include "kernels/instruction_set.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

std::string versions() {
  namespace build = build_information;
  return fmt::format(
      "regimes {}\n"
      "commit    {}{}\n"
      "build     {}, {}{}\n"
      "kernels   {} (of {})\n"
      "Kokkos    {} ({})\n"
      "MPI       {}\n"
      "HDF5      {}\n",
      build::version(), build::git_hash(), build::git_is_dirty() ? ", with local changes" : "",
      build::build_type(), build::compiler(),
      build::flags().empty() ? "" : fmt::format(" {}", build::flags()), kernels::instruction_set(),
      fmt::join(kernels::instruction_sets(), ", "), kernels::kokkos_version(), kernels::backend_name(),
      parallel::library_version(), build::hdf5_version());
}

}  // namespace regimes::app
