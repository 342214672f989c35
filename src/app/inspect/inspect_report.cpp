#include "app/inspect/inspect_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/printable.hpp"
#include "base/text.hpp"
#include "base/text_table.hpp"
#include "base/wrapped_text.hpp"
#include "io/document_text.hpp"
#include "io/variable_description.hpp"

namespace regimes::app {
namespace {

using io::Difference;
using io::DifferenceKind;

constexpr std::string_view collapse_time_prefix = "collapse_time_", scale_suffix = "_scale";
constexpr std::string_view partial_suffix = ".partial";
constexpr std::size_t hash_digits = 10;
constexpr int indent = 2, hanging = 4;

std::string text_of(const io::Group& group, const std::string& attribute) {
  const auto found = group.attributes.find(attribute);
  return found == group.attributes.end() ? "" : io::attribute_text(found->second);
}

/// Who made the document, with what, when: two lines, or none.
std::string origin_lines(const io::Document& document, int width) {
  const io::Group* provenance = io::find_group(document, "provenance");
  if (provenance == nullptr) return "";
  const auto seconds = provenance->attributes.find("wall_clock_seconds");
  const double* duration =
      seconds == provenance->attributes.end() ? nullptr : std::get_if<double>(&seconds->second);
  const std::string runs = text_of(*provenance, "runs");
  const std::string versions = fmt::format(
      "regimes {}, commit {}{}, {} ranks, {}, started {}{}{}", text_of(*provenance, "regimes_version"),
      text_of(*provenance, "git_hash").substr(0, hash_digits),
      text_of(*provenance, "git_dirty") == "1" ? " with local changes" : "", text_of(*provenance, "ranks"),
      text_of(*provenance, "backend"), text_of(*provenance, "start_time"),
      duration == nullptr ? "" : fmt::format(", took {}", human_duration(*duration)),
      runs.empty() || runs == "1" ? "" : fmt::format(" in {} runs", runs));
  return wrapped(text_of(*provenance, "command_line"), width, {0, hanging}) +
         wrapped(versions, width, {0, hanging});
}

/// Names of the groups of a document, for a pointer to what is not shown.
std::string groups_line(const io::Document& document) {
  std::vector<std::string> names;
  for (const io::Group& group : document.groups) names.push_back(group.name);
  return names.empty() ? "" : fmt::format("\nNot shown without --all: {}\n", fmt::join(names, ", "));
}

const std::vector<double>* numbers_over_points(const io::Variable& variable) {
  if (variable.dimensions != std::vector<std::string>{"points"}) return nullptr;
  return std::get_if<std::vector<double>>(&variable.values);
}

std::size_t width_of(const TextRow& column) {
  std::size_t width = 0;
  for (const std::string& cell : column) width = std::max(width, count_characters(cell));
  return width;
}

/// The columns beside each other, each time behind `first`, in as many tables as lines of `width` need.
std::string tables_of_columns(const TextRow& first, const std::vector<TextRow>& columns, int width) {
  constexpr std::size_t gap = 2;
  std::string text;
  for (std::size_t next = 0; next < columns.size();) {
    std::vector<TextRow> rows;
    for (const std::string& cell : first) rows.push_back({cell});
    std::size_t taken = indent + width_of(first);
    do {
      taken += gap + width_of(columns[next]);
      for (std::size_t k = 0; k < rows.size(); ++k) rows[k].push_back(columns[next][k]);
      ++next;
    } while (next < columns.size() &&
             taken + gap + width_of(columns[next]) <= static_cast<std::size_t>(width));
    text += aligned(rows, std::vector<Align>(rows.front().size(), Align::right), indent);
  }
  return text;
}

/// "fit" of collapse_time_fit; empty for what is no collapse time.
std::string estimator_of(const io::Variable& variable) {
  const std::string_view name = variable.name;
  if (!name.starts_with(collapse_time_prefix) || name.ends_with(scale_suffix)) return "";
  return variable.name.substr(collapse_time_prefix.size());
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

std::string collapse_time_table(const io::Document& document, int width) {
  const io::Variable* points = io::find_variable(document, "points");
  const auto* sizes = points == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(&points->values);
  if (sizes == nullptr) return "";
  TextRow of_sizes = {"n"};
  for (const std::int64_t size : *sizes) of_sizes.push_back(fmt::format("{}", size));
  std::vector<TextRow> columns;
  for (const io::Variable& variable : document.variables) {
    const auto* times = numbers_over_points(variable);
    if (estimator_of(variable).empty() || times == nullptr || is_error(variable, document)) continue;
    const auto* errors = errors_of(variable, document);
    TextRow column = {fmt::format("t_C {}", estimator_of(variable))};
    for (std::size_t k = 0; k < times->size(); ++k)
      column.push_back(errors == nullptr ? short_number((*times)[k]) : with_error((*times)[k], (*errors)[k]));
    columns.push_back(std::move(column));
  }
  return tables_of_columns(of_sizes, columns, width);
}

std::string inspect_report(const std::string& path, const io::Document& document,
                           const InspectLayout& layout) {
  std::string text =
      wrapped(fmt::format("{}: {}", path, text_of(document, "title")), layout.width, {0, hanging}) +
      origin_lines(document, layout.width);
  if (path.ends_with(partial_suffix))
    text += "An unfinished run: what it had not reached when this was written is NaN.\n";
  const std::string times = collapse_time_table(document, layout.width);
  if (!times.empty()) text += fmt::format("\nCollapse times\n{}", times);
  text += "\n" + io::group_text(document, "", layout.width);
  text += layout.all_groups ? "\n" + io::subgroups_text(document, layout.width) : groups_line(document);
  return printable_lines(text);
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
