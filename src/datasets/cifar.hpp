#pragma once
/// The binary version of CIFAR-10: records of 3073 bytes, a label and the 3072 bytes of an image of 32 x 32
/// pixels in three colours.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/row_reader.hpp"

namespace regimes::datasets {

/// The files that `where` names, in order: one, several with commas between, or all data_batch_*.bin of a
/// folder. InputOutputError if the folder cannot be read; DataError if it has none; UsageError for an empty
/// name.
std::vector<std::string> cifar_files(const std::string& where, const std::string& option = "--train-file");

/// The images, d = 3072. Errors: those of ByteFile and cifar_files(); DataError for a file that is empty or
/// has another length than whole records.
std::unique_ptr<RowReader> open_cifar(const std::string& where, const std::string& option = "--train-file");

/// The labels of the same files. Errors as for open_cifar(); DataError for labels above 9.
std::vector<std::int32_t> read_cifar_labels(const std::string& where,
                                            const std::string& option = "--train-file");

}  // namespace regimes::datasets
