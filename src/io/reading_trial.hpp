#pragma once
/// Files are read by a child process first, because HDF5 1.10 itself crashes, or loops for ever, on some
/// damaged tables, also on those with a right checksum. All of it before MPI_Init: a process that has
/// started MPI or threads cannot be copied. Throws DataError where the child dies or does not come to an end;
/// what reading refuses in words is left to whoever reads the file in earnest.
#include <functional>
#include <string>

namespace regimes::io {

/// Calls read() in a child process, which may compute for some seconds and longer for a large file. Messages
/// call the file at `path` `name`.
void try_reading(const std::string& path, const std::string& name, const std::function<void()>& read);

/// Tries read_document().
void try_document(const std::string& path);
/// Tries read_without_slabs(), and what leads to the variables that it leaves on disk.
void try_document_without_slabs(const std::string& path);

/// Tries NumericDataset on `dataset` in the HDF5 file `path`, or numeric_datasets() where `dataset` is empty:
/// every chunk is read, and of data in one piece the ends. Does nothing with files of other formats.
void try_dataset(const std::string& path, const std::string& dataset, const std::string& name);

}  // namespace regimes::io
