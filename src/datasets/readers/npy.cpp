#include "datasets/readers/npy.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "datasets/readers/byte_file.hpp"
#include "datasets/readers/dataset_name.hpp"
#include "datasets/readers/foreign_file.hpp"
#include "datasets/readers/npy_header.hpp"
#include "datasets/readers/zip_archive.hpp"

namespace regimes::datasets {
namespace {

constexpr std::string_view extension = ".npy";

bool is_array(std::string_view member) { return member.ends_with(extension); }

std::string without_extension(const std::string& member) {
  return member.substr(0, member.size() - extension.size());
}

/// The array that is asked for, or the only one.
std::unique_ptr<ByteSource> open_member(const DatasetName& where, const std::string& option) {
  const ZipArchive archive(where.file, option);
  const std::string name = file_name(where.file, option);
  std::vector<std::string> arrays;
  std::size_t wanted = 0, found = 0;
  for (std::size_t i = 0; i < archive.members().size(); ++i) {
    const std::string& member = archive.members()[i];
    if (!is_array(member)) continue;
    arrays.push_back(without_extension(member));
    if (!where.dataset.empty() && where.dataset != member && where.dataset != arrays.back()) continue;
    wanted = i;
    ++found;
  }
  if (arrays.empty()) {
    refuse_foreign_file(where.file, name);
    throw DataError(fmt::format("{} is a ZIP archive without arrays of NumPy", name));
  }
  if (where.dataset.empty() && found > 1)
    throw UsageError(fmt::format("{} holds several arrays; write {}:NAME with one of {}", name, where.file,
                                 some_of(arrays)));
  if (found == 0)
    throw UsageError(
        fmt::format("{} holds no array '{}'; there are: {}", name, where.dataset, some_of(arrays)));
  return archive.open(
      wanted, fmt::format("{} '{}:{}'", option, where.file, without_extension(archive.members()[wanted])));
}

std::unique_ptr<ByteSource> open_content(const std::string& where, const std::string& option) {
  const DatasetName name = split_dataset_name(where);
  auto bytes = open_bytes(name.file, option);
  if (is_zip(bytes->beginning(enough_to_tell))) return open_member(name, option);
  if (!name.dataset.empty())
    throw DataError(fmt::format("{} is not an NPZ archive or HDF5 file, of which '{}' could be a part",
                                file_name(name.file, option), name.dataset));
  return bytes;
}

}  // namespace

std::unique_ptr<RowReader> open_npy(const std::string& where, const std::string& option) {
  auto bytes = open_content(where, option);
  const std::string beginning = bytes->beginning(largest_npy_header);
  if (!is_npy(beginning)) refuse_foreign_file(where, bytes->name());
  const ArrayHeader header = parse_npy_header(beginning, bytes->name());
  return open_array(std::move(bytes), header);
}

}  // namespace regimes::datasets
