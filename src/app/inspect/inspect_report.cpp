#include "app/inspect/inspect_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "app/terminal/printable.hpp"
#include "base/text.hpp"
#include "base/text_table.hpp"
#include "io/document_text.hpp"

namespace regimes::app {
namespace {

using io::Difference;
using io::DifferenceKind;

constexpr std::string_view collapse_time_prefix = "collapse_time_", error_suffix = "_stderr";
constexpr std::string_view partial_suffix = ".partial";
constexpr std::size_t hash_digits = 10;
constexpr int indent = 2;

std::string text_of(const io::Group& group, const std::string& attribute) {
  const auto found = group.attributes.find(attribute);
  return found == group.attributes.end() ? "" : io::attribute_text(found->second);
}

/// Who made the document, with what, when: two lines, or none.
std::string origin_lines(const io::Document& document) {
  const io::Group* provenance = io::find_group(document, "provenance");
  if (provenance == nullptr) return "";
  const auto seconds = provenance->attributes.find("wall_clock_seconds");
  const double* duration =
      seconds == provenance->attributes.end() ? nullptr : std::get_if<double>(&seconds->second);
  return fmt::format(
      "{}\nregimes {}, commit {}{}, {} ranks, {}, started {}{}\n", text_of(*provenance, "command_line"),
      text_of(*provenance, "regimes_version"), text_of(*provenance, "git_hash").substr(0, hash_digits),
      text_of(*provenance, "git_dirty") == "1" ? " with local changes" : "", text_of(*provenance, "ranks"),
      text_of(*provenance, "backend"), text_of(*provenance, "start_time"),
      duration == nullptr ? "" : fmt::format(", took {}", human_duration(*duration)));
}

const std::vector<double>* numbers_over_points(const io::Variable* variable) {
  if (variable == nullptr || variable->dimensions != std::vector<std::string>{"points"}) return nullptr;
  return std::get_if<std::vector<double>>(&variable->values);
}

/// "fit" of collapse_time_fit; empty for what is no collapse time.
std::string estimator_of(const io::Variable& variable) {
  const std::string_view name = variable.name;
  if (!name.starts_with(collapse_time_prefix) || name.ends_with(error_suffix) || name.ends_with("_scale"))
    return "";
  return variable.name.substr(collapse_time_prefix.size());
}

/// Lines of every text may hold what a file says: no control character reaches the terminal.
std::string printable_lines(const std::string& text) {
  std::string lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines += printable(text.substr(begin, end - begin));
    lines += "\n";
    begin = end + 1;
  }
  return lines;
}

std::string title_of(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::option:
      return "Options";
    case DifferenceKind::provenance:
      return "Versions, machine, times";
    case DifferenceKind::attribute:
      return "Attributes";
    case DifferenceKind::structure:
      return "Structure";
    case DifferenceKind::value:
      break;
  }
  return "Values";
}

bool decides(const Difference& difference) {
  return difference.kind == DifferenceKind::structure || difference.kind == DifferenceKind::value;
}

}  // namespace

std::string collapse_time_table(const io::Document& document) {
  const io::Variable* points = io::find_variable(document, "points");
  const auto* sizes = points == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(&points->values);
  if (sizes == nullptr) return "";
  std::vector<TextRow> rows(sizes->size() + 1);
  rows.front().push_back("n");
  for (std::size_t k = 0; k < sizes->size(); ++k) rows[k + 1].push_back(fmt::format("{}", (*sizes)[k]));
  for (const io::Variable& variable : document.variables) {
    const auto* times = numbers_over_points(&variable);
    if (estimator_of(variable).empty() || times == nullptr) continue;
    const auto* errors =
        numbers_over_points(io::find_variable(document, variable.name + std::string(error_suffix)));
    rows.front().push_back(fmt::format("t_C {}", estimator_of(variable)));
    for (std::size_t k = 0; k < times->size(); ++k)
      rows[k + 1].push_back(errors == nullptr ? short_number((*times)[k])
                                              : with_error((*times)[k], (*errors)[k]));
  }
  if (rows.front().size() == 1) return "";
  return aligned(rows, std::vector<Align>(rows.front().size(), Align::right), indent);
}

std::string inspect_report(const std::string& path, const io::Document& document) {
  std::string text = fmt::format("{}: {}\n{}", path, text_of(document, "title"), origin_lines(document));
  if (path.ends_with(partial_suffix))
    text += "An unfinished run: what it had not reached when this was written is NaN.\n";
  const std::string times = collapse_time_table(document);
  if (!times.empty()) text += fmt::format("\nCollapse times\n{}", times);
  return printable_lines(fmt::format("{}\n{}", text, io::document_text(document)));
}

bool results_differ(const std::vector<Difference>& differences) {
  return std::any_of(differences.begin(), differences.end(), decides);
}

std::string difference_report(const std::vector<Difference>& differences, const io::Tolerance& tolerance) {
  std::string text;
  for (const auto kind : {DifferenceKind::option, DifferenceKind::provenance, DifferenceKind::attribute,
                          DifferenceKind::structure, DifferenceKind::value}) {
    std::vector<TextRow> rows;
    for (const Difference& difference : differences)
      if (difference.kind == kind)
        rows.push_back({difference.where, difference.first, difference.second, difference.note});
    if (!rows.empty()) text += fmt::format("{}\n{}", title_of(kind), aligned(rows, {}, indent));
  }
  const auto count = std::count_if(differences.begin(), differences.end(), decides);
  const std::string beyond =
      tolerance.exact ? ""
                      : fmt::format(" beyond {:g} standard errors and rounding", tolerance.standard_errors);
  if (count == 0)
    text += fmt::format("The results do not differ{}.\n", beyond);
  else
    text += fmt::format("The results differ{}, in {} {}.\n", beyond, count, count == 1 ? "place" : "places");
  return printable_lines(text);
}

}  // namespace regimes::app
