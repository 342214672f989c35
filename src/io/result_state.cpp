#include "io/result_state.hpp"

#include <string>

#include "base/error.hpp"
#include "io/document_text.hpp"

namespace regimes::io {
namespace {

constexpr const char* mark = "state";  ///< an attribute of the root of a result without its state
constexpr const char* left_out = "left out: no run can go on from this result";

}  // namespace

bool has_state(const Document& document) { return find_group(document, state_group_name) != nullptr; }

Document without_state(Document document) {
  const auto is_state = [](const Group& group) { return group.name == state_group_name; };
  if (std::erase_if(document.groups, is_state) > 0) document.attributes[mark] = std::string(left_out);
  return document;
}

void require_state_was_kept(const Document& document) {
  if (document.attributes.count(mark) != 0)
    throw DataError(
        "its state was left out, by --no-state or regimes strip, and a run goes on from that; begin anew "
        "with "
        "the options that regimes inspect --all shows");
}

}  // namespace regimes::io
