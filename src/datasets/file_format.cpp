#include "datasets/file_format.hpp"

namespace regimes::datasets {

std::string_view name_of(FileFormat format) {
  switch (format) {
    case FileFormat::idx:
      return "idx";
    case FileFormat::npy:
      return "npy";
    case FileFormat::hdf5:
      return "hdf5";
    case FileFormat::cifar10:
      return "cifar10";
  }
  return "";
}

}  // namespace regimes::datasets
