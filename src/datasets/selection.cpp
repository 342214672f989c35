#include "datasets/selection.hpp"

#include <Random123/philox.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/contract.hpp"
#include "kernels/random.hpp"

namespace regimes::datasets {
namespace {

using Rows = std::vector<std::int64_t>;
using RowsOfClass = std::map<int, Rows>;  ///< label value -> rows in file order

constexpr int only_class = 0;

/// An integer uniform on [0, bound), without bias: numbers above the last whole multiple of the bound are
/// drawn again.
std::uint64_t uniform_below(std::uint64_t bound, kernels::Stream stream, std::uint32_t step,
                            std::uint32_t label) {
  const std::uint64_t remainder_of_2_64 = (0 - bound) % bound;
  for (std::uint32_t attempt = 0;; ++attempt) {
    const auto words = r123::Philox4x32()({{step, label, attempt, 0u}}, {{stream.key0, stream.key1}});
    const std::uint64_t number = std::uint64_t{words.v[1]} << 32 | words.v[0];
    if (number >= remainder_of_2_64) return number % bound;
  }
}

/// Fisher-Yates: entry i changes places with an entry uniform on [0, i]. Every order is equally likely.
void permute(Rows& rows, kernels::Stream stream, int label) {
  for (std::size_t i = rows.size(); i-- > 1;) {
    const auto j =
        uniform_below(i + 1, stream, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(label));
    std::swap(rows[i], rows[j]);
  }
}

void check_labels(const LabelledRows& rows) {
  if (rows.labels_name.empty() || static_cast<std::int64_t>(rows.labels.size()) == rows.rows) return;
  throw DataError(fmt::format("{} has {} labels, but {} has {} points", rows.labels_name, rows.labels.size(),
                              rows.points_name, rows.rows));
}

/// What needs no file to be seen is refused where the options are read.
void require_meaning(const LabelledRows& rows, const FileSelection& asked) {
  require(asked.classes.empty() || !rows.labels_name.empty(), "classes of {} are chosen by its labels",
          rows.points_name);
  if (asked.per_class) require(*asked.per_class >= 1, "{} points per class are 1 or more", *asked.per_class);
  if (asked.points) require(*asked.points >= 1, "{} points are 1 or more", *asked.points);
}

/// The rows of every class asked for, in file order, at most per_class of each.
RowsOfClass rows_of_classes(const LabelledRows& rows, const FileSelection& asked) {
  RowsOfClass rows_of;
  for (const int value : asked.classes) rows_of[value];
  const bool labelled = !rows.labels_name.empty();
  for (std::int64_t row = 0; row < rows.rows; ++row) {
    const int value = labelled ? rows.labels[row] : only_class;
    if (asked.classes.empty() || rows_of.count(value) != 0) rows_of[value].push_back(row);
  }
  for (auto& [value, members] : rows_of) {
    const auto available = static_cast<std::int64_t>(members.size());
    const std::string source =
        labelled ? fmt::format("class {} of {}", value, rows.labels_name) : rows.points_name;
    if (available == 0) throw DataError(fmt::format("{} has no points; leave it out of --classes", source));
    if (asked.per_class && available < *asked.per_class) {
      throw UsageError(
          fmt::format("--per-class asks for {} points, but {} has {}", *asked.per_class, source, available));
    }
    if (asked.per_class) members.resize(static_cast<std::size_t>(*asked.per_class));
  }
  return rows_of;
}

std::vector<std::int64_t> sizes_of(const RowsOfClass& rows_of) {
  std::vector<std::int64_t> sizes;
  for (const auto& [value, members] : rows_of) sizes.push_back(static_cast<std::int64_t>(members.size()));
  return sizes;
}

/// Class indices in the order in which their rows stand in the file.
std::vector<std::int32_t> file_order(const RowsOfClass& rows_of) {
  std::vector<std::pair<std::int64_t, std::int32_t>> class_at;
  std::int32_t position = 0;
  for (const auto& [value, members] : rows_of) {
    for (const std::int64_t row : members) class_at.emplace_back(row, position);
    ++position;
  }
  std::sort(class_at.begin(), class_at.end());
  std::vector<std::int32_t> order;
  order.reserve(class_at.size());
  for (const auto& [row, c] : class_at) order.push_back(c);
  return order;
}

void require_enough(std::int64_t available, const LabelledRows& rows, const FileSelection& asked) {
  if (!asked.points || *asked.points <= available) return;
  throw UsageError(fmt::format("--points asks for {} points, but the selection from {} has {}", *asked.points,
                               rows.points_name, available));
}

/// Class values and classes of rows in their order, with no more memory than a number per point: sets may be
/// larger than memory.
void keep_labels(const std::vector<std::int32_t>& labels, Selection& selection) {
  const std::set<std::int32_t> values(labels.begin(), labels.end());
  selection.class_values.assign(values.begin(), values.end());
  selection.class_of.reserve(static_cast<std::size_t>(selection.points));
  for (std::int64_t row = 0; row < selection.points; ++row) {
    const auto at =
        std::lower_bound(selection.class_values.begin(), selection.class_values.end(), labels[row]);
    selection.class_of.push_back(static_cast<std::int32_t>(at - selection.class_values.begin()));
  }
}

}  // namespace

std::vector<std::int32_t> balanced_order(const std::vector<std::int64_t>& sizes) {
  // Class c of size s has its j-th turn (j = 1, 2, ...) among the places m = 1 ... n with m s > (j-1) n, else
  // it would be ahead by one or more, and not after place ceil(j n / s), else it would lag by one or more.
  // Giving every place to the open turn that must end first meets all these windows (G. Steiner and S.
  // Yeomans, Management Science 39, 728, 1993).
  std::uint64_t n = 0;
  for (const std::int64_t size : sizes) {
    require(size >= 1, "a class of {} points takes part", size);
    n += static_cast<std::uint64_t>(size);
  }
  require(n < std::uint64_t{1} << 32, "{} points are fewer than 2^32, so that their squares fit 64 bits", n);
  std::vector<std::uint64_t> taken(sizes.size(), 0);
  std::vector<std::int32_t> order(n);
  for (std::uint64_t place = 1; place <= n; ++place) {
    std::size_t next = sizes.size();
    std::uint64_t next_deadline = 0;
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      const auto size = static_cast<std::uint64_t>(sizes[c]);
      if (place * size <= taken[c] * n) continue;
      const std::uint64_t product = (taken[c] + 1) * n, deadline = product / size + (product % size != 0);
      if (next == sizes.size() || deadline < next_deadline) {
        next = c;
        next_deadline = deadline;
      }
    }
    require(next < sizes.size(), "some class is open at place {} of {}", place, n);
    ++taken[next];
    order[place - 1] = static_cast<std::int32_t>(next);
  }
  return order;
}

Selection select_points(const LabelledRows& rows, const FileSelection& asked, std::uint64_t seed,
                        std::uint32_t replica) {
  require_meaning(rows, asked);
  check_labels(rows);
  const bool labelled = !rows.labels_name.empty();
  Selection selection;
  if (asked.order == RowOrder::file && asked.classes.empty() && !asked.per_class) {
    require_enough(rows.rows, rows, asked);
    selection.points = asked.points.value_or(rows.rows);
    if (labelled) keep_labels(rows.labels, selection);
    return selection;
  }
  RowsOfClass rows_of = rows_of_classes(rows, asked);
  if (labelled)
    for (const auto& [value, members] : rows_of) selection.class_values.push_back(value);
  if (asked.order == RowOrder::permuted) {
    const kernels::Stream stream = kernels::make_stream(seed, replica, kernels::Purpose::permutation);
    for (auto& [value, members] : rows_of) permute(members, stream, value);
  }
  const std::vector<std::int32_t> turns =
      asked.order == RowOrder::permuted ? balanced_order(sizes_of(rows_of)) : file_order(rows_of);
  const auto available = static_cast<std::int64_t>(turns.size());
  require_enough(available, rows, asked);
  selection.points = asked.points.value_or(available);
  std::vector<Rows::const_iterator> next;
  for (const auto& [value, members] : rows_of) next.push_back(members.begin());
  selection.file_row.reserve(static_cast<std::size_t>(selection.points));
  for (std::int64_t mu = 0; mu < selection.points; ++mu) selection.file_row.push_back(*next[turns[mu]]++);
  if (labelled) selection.class_of.assign(turns.begin(), turns.begin() + selection.points);
  return selection;
}

}  // namespace regimes::datasets
