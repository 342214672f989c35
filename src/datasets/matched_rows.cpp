#include "datasets/matched_rows.hpp"

#include <algorithm>
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
  if (!match_.turns_paths) {
    std::vector<std::int64_t> wanted(static_cast<std::size_t>(count));
    std::iota(wanted.begin(), wanted.end(), first);
    file_->visit(wanted, [&](std::size_t i, std::span<const double> numbers) {
      convert(numbers, values.data() + i * numbers.size());
    });
    return;
  }
  const std::int64_t width = dimension(), kept = static_cast<std::int64_t>(turned_.size()) / width;
  if (first < turned_first_ || first + count > turned_first_ + kept) {
    const std::int64_t together = std::max(count, most_turned_numbers / width);
    const std::int64_t from = together >= rows() ? 0 : first;
    turn(from, std::min(together, rows() - from));
  }
  std::copy_n(turned_.begin() + (first - turned_first_) * width, count * width, values.begin());
}

void MatchedRows::turn(std::int64_t first, std::int64_t count) const {
  const auto d = static_cast<std::size_t>(match_.dimension), width = static_cast<std::size_t>(dimension());
  std::vector<std::int64_t> paths(static_cast<std::size_t>(file_->rows()));
  std::iota(paths.begin(), paths.end(), 0);
  turned_.clear();  // where reading fails, nothing is kept
  std::vector<double> turned(static_cast<std::size_t>(count) * width);
  file_->visit(paths, [&](std::size_t path, std::span<const double> numbers) {
    for (std::size_t row = 0; row < static_cast<std::size_t>(count); ++row)
      convert(numbers.subspan((static_cast<std::size_t>(first) + row) * d, d),
              turned.data() + row * width + path * d);
  });
  turned_ = std::move(turned);
  turned_first_ = first;
}

}  // namespace regimes::datasets
