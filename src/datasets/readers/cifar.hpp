#pragma once
/// The binary versions of CIFAR-10 and CIFAR-100: records of one or two labels and the 3072 bytes of an image
/// of 32 x 32 pixels in three colours.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/readers/row_reader.hpp"

namespace regimes::datasets {

/// How the records of one of the two begin.
struct CifarSet {
  const char* name;
  int labels;  ///< bytes before the image, of which the last is the class
  std::uint8_t last_class;
};
inline constexpr CifarSet cifar10 = {"CIFAR-10", 1, 9};
inline constexpr CifarSet cifar100 = {"CIFAR-100", 2, 99};  ///< a label of 20 coarse classes, then one of 100

/// The files that `where` names, in order: one, several with commas between, or those of a folder: all
/// data_batch_*.bin, or else train.bin. InputOutputError if the folder cannot be read; DataError if it has
/// none; UsageError for an empty name.
std::vector<std::string> cifar_files(const std::string& where, const std::string& option = "--train-file");

/// Whether the first file is whole records with labels of this set.
bool is_cifar(const std::string& where, const std::string& option, const CifarSet& set);

/// The images, d = 3072. Errors: those of ByteFile and cifar_files(); DataError for a file that is empty or
/// has another length than whole records.
std::unique_ptr<RowReader> open_cifar(const std::string& where, const std::string& option = "--train-file",
                                      const CifarSet& set = cifar10);

/// The classes of the same files. Errors as for open_cifar(); DataError for labels above the last.
std::vector<std::int32_t> read_cifar_labels(const std::string& where,
                                            const std::string& option = "--train-file",
                                            const CifarSet& set = cifar10);

}  // namespace regimes::datasets
