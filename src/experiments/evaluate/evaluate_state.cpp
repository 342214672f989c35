#include "experiments/evaluate/evaluate_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "experiments/run/document_values.hpp"
#include "io/numeric_dataset.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {
namespace {

constexpr std::int64_t most_values_copied = std::int64_t{1} << 20;  ///< at a time: 8 MiB

/// Rows of one variable.
template <class Value>
void copy_rows(const io::NumericDataset& from, const std::string& name, const QuerySpan& rows,
               const std::function<void(const std::vector<Value>&)>& check, io::SlabFile& into) {
  std::int64_t width = 1;
  for (std::size_t axis = 1; axis < from.shape().size(); ++axis) width *= from.shape()[axis];
  const std::int64_t step = std::max<std::int64_t>(1, most_values_copied / width);
  for (std::int64_t first = rows.first; first < rows.last; first += step) {
    const std::int64_t count = std::min(step, rows.last - first);
    std::vector<Value> values(static_cast<std::size_t>(count * width));
    from.read(first, count, values);
    check(values);
    into.write(name, {{first}, {count}}, values);
  }
}

void require_shape(const io::NumericDataset& from, const io::SlabVariable& variable,
                   const std::map<std::string, std::int64_t>& dimensions, const std::string& name) {
  std::vector<std::int64_t> shape;
  for (const std::string& dimension : variable.dimensions) shape.push_back(dimensions.at(dimension));
  const bool is_integer = variable.type == io::SlabType::integer;
  require_data(from.shape() == shape && from.holds_integers() == is_integer,
               fmt::format("{} is not what this run writes", name));
}

}  // namespace

std::int64_t read_queries_done(const io::Document& document, const EvaluateSubject& subject) {
  const std::int64_t done = integer_attribute(document, "queries_done"),
                     all = integer_attribute(document, "queries");
  require_data(all == subject.queries,
               fmt::format("it is of {} queries, and the file of queries has {}", all, subject.queries));
  require_data(done >= 0 && done < all, fmt::format("it says that {} of {} queries are done", done, all));
  require_data(reals_of(document, "time") == subject.options.times, "its times are not those of its options");
  return done;
}

bool holds_distinct(const std::string& file) {
  const std::vector<io::ListedDataset> datasets = io::numeric_datasets(file, file);
  return std::ranges::any_of(datasets, [](const io::ListedDataset& dataset) {
    return std::ranges::any_of(observables_of_distinct,
                               [&](FreeObservable of) { return dataset.path == "/" + distinct_name(of); });
  });
}

void copy_queries(const std::string& from, const QuerySpan& queries, const EvaluateSubject& subject,
                  std::int64_t rows_of_points, io::SlabFile& into, const parallel::Communicator& ranks) {
  const QuerySpan own = share_of(queries, ranks);
  const auto dimensions = evaluate_dimensions(subject);
  parallel::rethrow_on_all_ranks(ranks, [&] {
    for (const io::SlabVariable& variable : evaluate_variables(subject)) {
      const std::string name = fmt::format("'{}' of '{}'", variable.name, from);
      const io::NumericDataset there(from, "/" + variable.name, name);
      require_shape(there, variable, dimensions, name);
      if (variable.type == io::SlabType::real)
        copy_rows<double>(
            there, variable.name, own,
            [&](const std::vector<double>& values) { require_in(not_nan, values, variable.name); }, into);
      else
        copy_rows<std::int64_t>(
            there, variable.name, own,
            [&](const std::vector<std::int64_t>& values) {
              require_within(values, -1, rows_of_points, variable.name);
            },
            into);
    }
  });
  into.settle();
}

}  // namespace regimes::experiments
