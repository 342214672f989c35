#pragma once
/// What the attributes of a dataset say of its numbers. Internal to io.
#include "io/hdf5/hdf5_handle.hpp"
#include "io/hdf5/packed_values.hpp"

namespace regimes::io::hdf5 {

/// The class of a type of numbers: that of the integers for truth values and other names of integers.
H5T_class_t number_class(const Handle& type);

/// From scale_factor, add_offset, _FillValue, missing_value and _Unsigned of a dataset of this type; in a
/// file of netCDF also from the number with which it fills what was never written. Throws Failure where one
/// is not a finite number.
PackedValues packing_of(const Handle& dataset, const Handle& type);

}  // namespace regimes::io::hdf5
