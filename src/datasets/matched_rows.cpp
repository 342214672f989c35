#include "datasets/matched_rows.hpp"

#include <numeric>
#include <utility>

namespace regimes::datasets {
namespace {

std::int64_t points_in_row(const RowReader& file, const Match& match) {
  return file.dimension() / match.dimension;
}

}  // namespace

MatchedRows::MatchedRows(std::unique_ptr<RowReader> file, Match match)
    : RowReader(match.turns_paths ? points_in_row(*file, match) : file->rows(),
                match.turns_paths ? static_cast<int>(file->rows() * match.dimension) : file->dimension(),
                match.turns_paths ? RowAccess{0, false} : file->access()),
      file_(std::move(file)),
      match_(std::move(match)) {}

FilePlace MatchedRows::place_in_file(std::int64_t row, std::int64_t column) const {
  const std::int64_t d = match_.dimension;
  std::int64_t point = column / d, number = column % d;
  if (!match_.order.empty()) number = match_.order[static_cast<std::size_t>(number)];
  if (match_.turns_paths) std::swap(row, point);
  return {row, point * d + number};
}

void MatchedRows::convert(std::span<const double> numbers, double* out) const {
  const auto d = static_cast<std::size_t>(match_.dimension);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::size_t k = i % d, from = match_.order.empty() ? k : static_cast<std::size_t>(match_.order[k]);
    out[i] = match_.scale * numbers[i - k + from] + match_.offset;
  }
}

void MatchedRows::read(std::int64_t first, std::int64_t count, std::span<double> values) const {
  const auto d = static_cast<std::size_t>(match_.dimension);
  std::vector<std::int64_t> rows(static_cast<std::size_t>(match_.turns_paths ? file_->rows() : count));
  std::iota(rows.begin(), rows.end(), match_.turns_paths ? 0 : first);
  file_->visit(rows, [&](std::size_t i, std::span<const double> numbers) {
    if (!match_.turns_paths) return convert(numbers, values.data() + i * numbers.size());
    for (std::size_t row = 0; row < static_cast<std::size_t>(count); ++row)
      convert(numbers.subspan((static_cast<std::size_t>(first) + row) * d, d),
              values.data() + (row * rows.size() + i) * d);
  });
}

}  // namespace regimes::datasets
