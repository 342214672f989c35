#pragma once
/// The formats of files with points.
#include <string_view>

namespace regimes::datasets {

enum class FileFormat { idx, npy, hdf5, cifar10 };

std::string_view name_of(FileFormat format);

/// Whether the file of points has their labels too, so that a file of labels has nothing to add.
inline bool has_own_labels(FileFormat format) { return format == FileFormat::cifar10; }

}  // namespace regimes::datasets
