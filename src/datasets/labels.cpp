#include "datasets/labels.hpp"

#include "datasets/byte_file.hpp"
#include "datasets/hdf5_rows.hpp"
#include "datasets/idx.hpp"
#include "datasets/npy.hpp"
#include "datasets/npy_header.hpp"
#include "io/numeric_dataset.hpp"

namespace regimes::datasets {

std::vector<std::int32_t> read_labels(const std::string& where, const std::string& option) {
  if (!split_dataset_name(where).dataset.empty()) return read_hdf5_labels(where, option);
  constexpr std::size_t enough = 8;
  if (is_npy(ByteFile(where, option).beginning(enough))) return read_npy_labels(where, option);
  if (io::is_hdf5(where)) return read_hdf5_labels(where, option);  // which asks for the name of a dataset
  return read_idx_labels(where, option);
}

}  // namespace regimes::datasets
