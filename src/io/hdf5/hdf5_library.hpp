#pragma once

namespace regimes::io {

/// Before anything else of HDF5, and before MPI_Init: the library begins now, and does not end itself when
/// the process or MPI ends. It would close once more what could not be closed on a full disk, and dies of
/// that (HDF5 1.10). All files are closed where they were opened.
void begin_hdf5();

}  // namespace regimes::io
