#pragma once
// NPY, CIFAR-10 and HDF5 files made by hand for the tests.
#include <hdf5.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "idx_files.hpp"

namespace regimes::datasets {

template <class Value>
Bytes bytes_of_values(const std::vector<Value>& values) {
  Bytes bytes(values.size() * sizeof(Value));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// An NPY file of version 1 with this dictionary, padded as NumPy pads it.
inline Bytes npy_with(std::string dictionary, const Bytes& values) {
  constexpr std::size_t start = 10, alignment = 64;
  while ((start + dictionary.size() + 1) % alignment != 0) dictionary += ' ';
  dictionary += '\n';
  const std::array<std::uint8_t, start> head = {0x93,
                                                'N',
                                                'U',
                                                'M',
                                                'P',
                                                'Y',
                                                1,
                                                0,
                                                static_cast<std::uint8_t>(dictionary.size() & 0xFF),
                                                static_cast<std::uint8_t>(dictionary.size() >> 8)};
  Bytes bytes(start + dictionary.size() + values.size());
  auto at = std::copy(head.begin(), head.end(), bytes.begin());
  at = std::copy(dictionary.begin(), dictionary.end(), at);
  std::copy(values.begin(), values.end(), at);
  return bytes;
}

inline std::string npy_dictionary(const std::string& descr, const std::string& shape, bool fortran = false) {
  return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") +
         ", 'shape': " + shape + ", }";
}

inline Bytes npy(const std::string& descr, const std::string& shape, const Bytes& values,
                 bool fortran = false) {
  return npy_with(npy_dictionary(descr, shape, fortran), values);
}

// The same matrix with its columns one after another.
template <class Value>
std::vector<Value> transposed(const std::vector<Value>& values, std::size_t columns) {
  std::vector<Value> result;
  for (std::size_t k = 0; k < columns; ++k)
    for (std::size_t i = k; i < values.size(); i += columns) result.push_back(values[i]);
  return result;
}

// A dataset to write: its type in memory and file, shape, chunks (empty: contiguous), deflate level.
struct DatasetToWrite {
  std::string path;
  hid_t memory_type, file_type;
  std::vector<hsize_t> shape;
  std::vector<hsize_t> chunk = {};
  unsigned deflate = 0;
};

// Writes (or adds to) an HDF5 file; groups on the way are made.
inline void write_dataset(const std::string& file, const DatasetToWrite& what, const void* values,
                          bool new_file = true) {
  const hid_t id = new_file ? H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)
                            : H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t links = H5Pcreate(H5P_LINK_CREATE), properties = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  if (!what.chunk.empty()) H5Pset_chunk(properties, static_cast<int>(what.chunk.size()), what.chunk.data());
  if (what.deflate > 0) H5Pset_deflate(properties, what.deflate);
  const hid_t space = H5Screate_simple(static_cast<int>(what.shape.size()), what.shape.data(), nullptr);
  const hid_t dataset =
      H5Dcreate2(id, what.path.c_str(), what.file_type, space, links, properties, H5P_DEFAULT);
  const bool failed = dataset < 0 || (values != nullptr && H5Dwrite(dataset, what.memory_type, H5S_ALL,
                                                                    H5S_ALL, H5P_DEFAULT, values) < 0);
  H5Dclose(dataset);
  H5Sclose(space);
  H5Pclose(properties);
  H5Pclose(links);
  H5Fclose(id);
  if (failed) throw std::runtime_error("cannot write " + file);
}

}  // namespace regimes::datasets
