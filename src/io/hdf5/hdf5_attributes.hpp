#pragma once
/// Attributes of groups and datasets, to and from HDF5. Internal to io.
#include "io/document.hpp"
#include "io/hdf5/hdf5_handle.hpp"

namespace regimes::io::hdf5 {

/// Writes all attributes to an open group or dataset. Throws Failure.
void write_attributes(hid_t object, const Attributes& attributes);

/// Reads all attributes but the reserved ones. Throws Failure where one has a type or size that
/// write_attributes() does not write; allocates at most about `most_bytes` for one attribute.
Attributes read_attributes(hid_t object, hsize_t most_bytes);

}  // namespace regimes::io::hdf5
