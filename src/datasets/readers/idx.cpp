#include "datasets/readers/idx.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "base/error.hpp"
#include "datasets/readers/dataset_name.hpp"
#include "datasets/readers/foreign_file.hpp"
#include "datasets/readers/stored_array.hpp"

namespace regimes::datasets {
namespace {

constexpr std::size_t magic_bytes = 4, size_bytes = 4, most_sizes = 255;
constexpr std::size_t most_header_bytes = magic_bytes + most_sizes * size_bytes;

/// Types by their byte in the header.
const std::map<std::uint8_t, NumberType>& types() {
  static const std::map<std::uint8_t, NumberType> all = {{0x08, {'u', 1, true}}, {0x09, {'i', 1, true}},
                                                         {0x0B, {'i', 2, true}}, {0x0C, {'i', 4, true}},
                                                         {0x0D, {'f', 4, true}}, {0x0E, {'f', 8, true}}};
  return all;
}

std::uint8_t byte(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

/// `name` is the file in messages.
ArrayHeader parse_idx_header(std::string_view beginning, const std::string& name) {
  if (beginning.empty()) throw DataError(fmt::format("{} is empty", name));
  if (beginning.size() < magic_bytes || beginning[0] != 0 || beginning[1] != 0 || beginning[3] == 0) {
    std::string found;
    for (std::size_t i = 0; i < std::min(beginning.size(), magic_bytes); ++i)
      found += fmt::format(" {:02x}", byte(beginning, i));
    throw DataError(fmt::format(
        "{} is not an IDX file: it begins with the bytes{}, not with 00 00, a type and a rank", name, found));
  }
  const auto type = types().find(byte(beginning, 2));
  if (type == types().end())
    throw DataError(fmt::format("{} holds numbers of the IDX type 0x{:02x}, which is none of 0x08 to 0x0e",
                                name, byte(beginning, 2)));
  ArrayHeader header{type->second, false, std::vector<std::int64_t>(byte(beginning, 3)), 0};
  std::size_t at = magic_bytes;
  for (std::int64_t& size : header.shape) {
    if (beginning.size() < at + size_bytes)
      throw DataError(fmt::format("{} ends within its header of {} sizes", name, header.shape.size()));
    for (const std::size_t end = at + size_bytes; at < end; ++at) size = size << 8 | byte(beginning, at);
  }
  header.first_value = static_cast<std::int64_t>(at);
  return header;
}

struct OpenedIdx {
  std::unique_ptr<ByteSource> bytes;
  ArrayHeader header;
};

OpenedIdx open_header(const std::string& path, const std::string& option) {
  auto bytes = open_bytes(path, option);
  const std::string beginning = bytes->beginning(most_header_bytes);
  if (!is_idx(beginning)) refuse_foreign_file(path, bytes->name());
  const ArrayHeader header = parse_idx_header(beginning, bytes->name());
  return {std::move(bytes), header};
}

}  // namespace

bool is_idx(std::string_view beginning) {
  return beginning.size() >= magic_bytes && beginning[0] == 0 && beginning[1] == 0 &&
         types().count(byte(beginning, 2)) != 0 && beginning[3] != 0;
}

std::unique_ptr<RowReader> open_idx(const std::string& path, const std::string& option) {
  OpenedIdx opened = open_header(path, option);
  return open_array(std::move(opened.bytes), opened.header);
}

std::unique_ptr<RowReader> open_idx_points(const std::string& path, const std::string& option) {
  OpenedIdx opened = open_header(path, option);
  if (opened.header.shape.size() == 1 && opened.header.type.kind == 'u')
    throw DataError(fmt::format("{} has one dimension ({} values): a file of labels, not of points?",
                                opened.bytes->name(), opened.header.shape[0]));
  return open_array(std::move(opened.bytes), opened.header);
}

}  // namespace regimes::datasets
