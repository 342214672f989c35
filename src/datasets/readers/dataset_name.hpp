#pragma once
/// Names of what lies within a file: FILE:NAME, a dataset of an HDF5 file or an array of an NPZ archive.
#include <string>
#include <vector>

namespace regimes::datasets {

/// What is enough of a file to tell its format by.
inline constexpr std::size_t enough_to_tell = 512;

struct DatasetName {
  std::string file;
  std::string dataset;  ///< empty: not given
};

/// A name of a file that exists is that file, whatever colons it has. Otherwise it is cut at the last colon
/// behind the name of a regular file, and where there is none at the last ":/".
DatasetName split_dataset_name(const std::string& where);

/// "a, b, c and 7 more": names for a message.
std::string some_of(const std::vector<std::string>& names);

}  // namespace regimes::datasets
