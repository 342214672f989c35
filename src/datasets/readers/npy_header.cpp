#include "datasets/readers/npy_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/error.hpp"

namespace regimes::datasets {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t version_end = 8;  ///< of magic and version

/// What a dictionary says, in its own words.
struct Entries {
  std::optional<std::string> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::int64_t>> shape;
};

/// Reads {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }: the part of Python that NumPy writes.
class DictionaryReader {
 public:
  DictionaryReader(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

  Entries read() {
    Entries entries;
    expect('{');
    while (!take('}')) {
      const std::string key = text();
      expect(':');
      if (key == "descr" && !entries.descr)
        entries.descr = description();
      else if (key == "fortran_order" && !entries.fortran_order)
        entries.fortran_order = truth();
      else if (key == "shape" && !entries.shape)
        entries.shape = sizes();
      else
        fail(fmt::format("'{}' is unknown or repeated", key));
      if (!take(',')) {
        expect('}');
        break;
      }
    }
    skip_blanks();
    if (!rest_.empty()) fail("it goes on after its dictionary");
    return entries;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw DataError(fmt::format("{} has an NPY header that cannot be read: {}", name_, why));
  }
  void skip_blanks() {
    const std::size_t next = rest_.find_first_not_of(" \n");
    rest_.remove_prefix(next == std::string_view::npos ? rest_.size() : next);
  }
  bool take(char wanted) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) {
    if (!take(wanted)) fail(fmt::format("a '{}' is missing", wanted));
  }
  std::string text() {
    skip_blanks();
    const char quote = rest_.empty() ? '\0' : rest_.front();
    if (quote != '\'' && quote != '"') fail("a quoted word is missing");
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos) fail("a quote is not closed");
    const std::string word(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return word;
  }
  /// A word; a list of fields is what structured arrays have.
  std::string description() {
    skip_blanks();
    if (!rest_.empty() && (rest_.front() == '[' || rest_.front() == '('))
      throw DataError(
          fmt::format("{} holds records of several fields; save one plain array of numbers per file", name_));
    return text();
  }
  bool truth() {
    skip_blanks();
    for (const auto& [word, value] : {std::pair{std::string_view("True"), true}, {"False", false}}) {
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(word.size());
      return value;
    }
    fail("fortran_order is neither True nor False");
  }
  std::vector<std::int64_t> sizes() {
    std::vector<std::int64_t> sizes;
    expect('(');
    while (!take(')')) {
      skip_blanks();
      std::int64_t size = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
      if (error == std::errc::result_out_of_range) fail("a size overflows 64 bits");
      if (rest_.starts_with("np.") || rest_.starts_with("numpy."))
        fail(
            "its shape is written as a NumPy integer, which NumPy itself cannot read; write the file anew "
            "with a shape "
            "of Python integers, tuple(int(size) for size in shape)");
      if (error != std::errc() || size < 0) fail("a size is not a number");
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      if (rest_.starts_with('L')) rest_.remove_prefix(1);  // 40L, as Python 2 wrote long integers
      sizes.push_back(size);
      if (!take(',')) {
        expect(')');
        break;
      }
    }
    return sizes;
  }

  std::string_view rest_;
  const std::string& name_;
};

/// Why an array of this type is not read.
std::string refusal(char kind, const std::string& descr) {
  if (kind == 'O') return "Python objects; save an array of numbers";
  if (kind == 'c') return "complex numbers; save their real and imaginary parts as columns";
  if (kind == 'V') return "records; save one plain array of numbers per file";
  if (kind == 'U' || kind == 'S' || kind == 'a') return "text; save an array of numbers";
  return fmt::format("values of the type '{}'; save array.astype('float32')", descr);
}

/// '<f4', '>i2', '|u1': byte order, kind, bytes.
NumberType type_of(const std::string& descr, const std::string& name) {
  const char order = descr.empty() ? ' ' : descr[0], kind = descr.size() < 2 ? ' ' : descr[1];
  NumberType type{kind, 0, order == '>'};
  const char* const end = descr.data() + descr.size();
  const bool has_size = descr.size() > 2 && std::from_chars(descr.data() + 2, end, type.bytes).ptr == end;
  const bool is_ordered = order == '<' || order == '>' || (order == '|' && type.bytes == 1);
  const auto has_bytes = [&](std::initializer_list<int> known) {
    return std::find(known.begin(), known.end(), type.bytes) != known.end();
  };
  const bool is_known = kind == 'f'                  ? has_bytes({2, 4, 8})
                        : kind == 'b'                ? has_bytes({1})
                        : kind == 'u' || kind == 'i' ? has_bytes({1, 2, 4, 8})
                                                     : false;
  if (!has_size || !is_ordered || !is_known)
    throw DataError(fmt::format("{} holds {}", name, refusal(kind, descr)));
  return type;
}

}  // namespace

bool is_npy(std::string_view beginning) { return beginning.starts_with(magic); }

ArrayHeader parse_npy_header(std::string_view beginning, const std::string& name) {
  if (beginning.empty()) throw DataError(fmt::format("{} is empty", name));
  if (!is_npy(beginning))
    throw DataError(fmt::format("{} is not an NPY file: it does not begin with \\x93NUMPY", name));
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(beginning[i]); };
  constexpr std::size_t longest_start = version_end + 4;
  if (beginning.size() < longest_start) throw DataError(fmt::format("{} ends within its header", name));
  const int version = byte(version_end - 2);
  if (version < 1 || version > 3)
    throw DataError(fmt::format("{} is of version {} of NPY; versions 1 to 3 can be read", name, version));
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  std::size_t length = 0;
  for (std::size_t i = length_bytes; i-- > 0;) length = length << 8 | byte(version_end + i);
  const std::size_t begin = version_end + length_bytes;
  if (length > largest_npy_header - longest_start)
    throw DataError(
        fmt::format("{} announces a header of {} bytes, more than any plain array needs", name, length));
  if (beginning.size() < begin + length) throw DataError(fmt::format("{} ends within its header", name));
  const Entries entries = DictionaryReader(beginning.substr(begin, length), name).read();
  if (!entries.descr || !entries.fortran_order || !entries.shape)
    throw DataError(fmt::format("{} has an NPY header without one of descr, fortran_order and shape", name));
  return {type_of(*entries.descr, name), *entries.fortran_order, *entries.shape,
          static_cast<std::int64_t>(begin + length)};
}

}  // namespace regimes::datasets
