#include "io/result_format.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "io/document_text.hpp"

namespace regimes::io {
namespace {

constexpr std::string_view family = "regimes-result-";

std::string text_of(const Group& group, const char* attribute) {
  const auto found = group.attributes.find(attribute);
  const auto* text = found == group.attributes.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text ? *text : "";
}

/// 2 of "regimes-result-2"; nothing where a result's format has no number, as one of a far future may.
std::optional<int> number_of(std::string_view format) {
  format.remove_prefix(family.size());
  int number = 0;
  const char* const end = format.data() + format.size();
  const auto [stop, problem] = std::from_chars(format.data(), end, number);
  if (problem != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// "; use regimes 0.3.0, which wrote it", from the provenance; empty where that tells no version.
std::string version_to_use(const Document& document) {
  const Group* provenance = find_group(document, "provenance");
  const std::string version = provenance ? text_of(*provenance, "regimes_version") : "";
  return version.empty() ? "" : fmt::format("; use regimes {}, which wrote it", version);
}

}  // namespace

void require_readable_format(const std::string& path, const Document& document) {
  const std::string format = text_of(document, format_attribute);
  if (!format.starts_with(family)) return;
  const std::optional<int> number = number_of(format);
  if (number && *number <= number_of(result_format)) return;
  throw DataError(fmt::format("'{}' was made by a newer regimes: format {}; this version reads {}{}", path,
                              format, result_format, version_to_use(document)));
}

void require_format_of_state(const Document& document) {
  const std::string format = text_of(document, format_attribute);
  if (format.empty() || format == result_format) return;
  throw DataError(fmt::format("its state has the format {}, and this version goes on from {}{}", format,
                              result_format, version_to_use(document)));
}

}  // namespace regimes::io
