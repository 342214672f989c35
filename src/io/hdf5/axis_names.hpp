#pragma once
/// What a file of any program calls the axes of a dataset. Internal to io.
#include <string>
#include <vector>

#include "io/hdf5/hdf5_handle.hpp"

namespace regimes::io::hdf5 {

/// For each of `rank` axes the label that the dataset gives it (h5py: dims[0].label), else the name of its
/// first dimension scale (netCDF: the dimension), else an empty text. Attributes that are not what the
/// specification of dimension scales says are passed over: names are of help, and no reason to refuse
/// numbers.
std::vector<std::string> axis_names(const Handle& dataset, std::size_t rank);

/// The attribute `layout` of the dataset, which says in letters what its axes are, as in "nhwc"; empty where
/// there is none that is a text.
std::string axis_letters(const Handle& dataset);

}  // namespace regimes::io::hdf5
