// Options of the collapse experiment back as text, for provenance and help.
#include <fmt/format.h>

#include "experiments/collapse_options.hpp"

namespace regimes::experiments {
namespace {

bool always(const CollapseOptions&) { return true; }

std::vector<OptionText<CollapseOptions>> table() {
  using Options = CollapseOptions;
  std::vector<OptionText<Options>> texts;
  append(texts, training_texts());
  append(
      texts,
      std::vector<OptionText<Options>>{
          {"snapshots", always, [](const Options& o) { return list_text(o.snapshots); }},
          {"queries", always, [](const Options& o) { return fmt::format("{}", o.queries); }},
          {"query-groups", always, [](const Options& o) { return fmt::format("{}", o.query_groups); }},
          {"times", always, [](const Options& o) { return o.times.empty() ? "auto" : list_text(o.times); }},
          {"replicas", always, [](const Options& o) { return fmt::format("{}", o.replicas); }},
      });
  append(texts, run_texts());
  return texts;
}

}  // namespace

const OptionTexts<CollapseOptions>& collapse_texts() {
  static const OptionTexts<CollapseOptions> texts(table());
  return texts;
}

}  // namespace regimes::experiments
