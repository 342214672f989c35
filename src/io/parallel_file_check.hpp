#pragma once
/// Whether HDF5 can write one file from all ranks, tried in earnest.
#include <cstdint>
#include <string>

#include "parallel/communicator.hpp"

namespace regimes::io {

/// Version of the HDF5 library at run time: "1.10.8".
std::string hdf5_version();

/// Whether it was built with MPI.
bool hdf5_is_parallel();

struct ParallelFileCheck {
  std::int64_t bytes = 0;    ///< of the file
  double write_seconds = 0;  ///< until it is closed
  double read_seconds = 0;   ///< into all ranks
};

/// Makes a file in `folder`, writes a part of a data set from every rank, opens it again, reads on every rank
/// what the next rank wrote, compares, and removes it. Needs hdf5_is_parallel(). Collective; the same result
/// on every rank. Throws InputOutputError on all ranks, with the message of the first that failed.
ParallelFileCheck check_parallel_file(const std::string& folder, const parallel::Communicator& communicator);

}  // namespace regimes::io
