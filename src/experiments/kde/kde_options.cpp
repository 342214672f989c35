#include "experiments/kde/kde_options.hpp"

#include <fmt/format.h>

#include <cmath>

namespace regimes::experiments {
namespace {

void check_queries(const KdeOptions& options) {
  if (options.fresh + options.leave_one_out + options.held_out > 1)
    throw OptionError(options.fresh ? "fresh" : "held-out",
                      "only one of --fresh, --leave-one-out and --held-out says where queries come from");
  const bool is_file = is_from_file(options);
  if (options.fresh && is_file)
    throw OptionError("fresh", "a file has no law to draw from; use --held-out or --leave-one-out");
  if (options.held_out && !is_file)
    throw OptionError("held-out", "is for points of a file; --fresh draws new points of a law");
  if (!options.fixed_query) return;
  if (query_points(options) != QueryPoints::fresh)
    throw OptionError("fixed-query", "needs fresh points of a law, which do not depend on the training set");
  constexpr int fewest = 2;
  if (options.replicas < fewest)
    throw OptionError("replicas", fmt::format("{} gives no spread over training sets at a fixed query; give "
                                              "{} or more with --fixed-query",
                                              options.replicas, fewest));
}

std::string bandwidths_text(const KdeOptions& o) {
  return o.bandwidths.empty() ? "auto" : list_text(o.bandwidths);
}

std::vector<OptionText<KdeOptions>> own_texts() {
  using Options = KdeOptions;
  const auto always = [](const Options&) { return true; };
  const auto flag = [always](const char* name, bool Options::*which) {
    return OptionText<Options>{name, [which](const Options& o) { return o.*which; },
                               [which](const Options& o) { return fmt::format("{}", o.*which); }};
  };
  return {{"bandwidths", always, bandwidths_text},
          {"kernel", always, [](const Options& o) { return std::string(name_of(o.kernel)); }},
          flag("fresh", &Options::fresh),
          flag("leave-one-out", &Options::leave_one_out),
          flag("held-out", &Options::held_out),
          flag("fixed-query", &Options::fixed_query)};
}

}  // namespace

void check_bandwidths(const std::vector<double>& bandwidths) {
  if (static_cast<std::int64_t>(bandwidths.size()) > most_bandwidths)
    throw OptionError("bandwidths",
                      fmt::format("{} are too many; give up to {}", bandwidths.size(), most_bandwidths));
  for (std::size_t i = 0; i < bandwidths.size(); ++i) {
    if (!(std::isfinite(bandwidths[i]) && bandwidths[i] > 0))
      throw OptionError("bandwidths",
                        fmt::format("{} is out of range; bandwidths are finite and above 0", bandwidths[i]));
    if (i > 0 && !(bandwidths[i] > bandwidths[i - 1]))
      throw OptionError("bandwidths", fmt::format("{} after {}; list them in ascending order, each once",
                                                  bandwidths[i], bandwidths[i - 1]));
  }
}

std::string_view name_of(QueryPoints points) {
  switch (points) {
    case QueryPoints::leave_one_out:
      return "leave-one-out";
    case QueryPoints::held_out:
      return "held-out";
    case QueryPoints::fresh:
      break;
  }
  return "fresh";
}

QueryPoints query_points(const KdeOptions& options) {
  if (options.leave_one_out) return QueryPoints::leave_one_out;
  return options.held_out || is_from_file(options) ? QueryPoints::held_out : QueryPoints::fresh;
}

std::int64_t points_kept_apart(const KdeOptions& options) {
  return query_points(options) == QueryPoints::held_out ? options.queries : 0;
}

KdeOptions resolve(KdeOptions options) {
  check_bandwidths(options.bandwidths);
  check_queries(options);
  check_snapshot_run(options);
  return options;
}

KdeOptions resolve_with_data(KdeOptions options, std::int64_t dimension, std::int64_t available) {
  options.dimension = dimension;
  const std::int64_t apart = points_kept_apart(options);
  if (apart > available - smallest_points)
    throw OptionError("queries",
                      fmt::format("{} held-out points cannot be kept apart of {} points; give fewer, or use "
                                  "--leave-one-out",
                                  apart, available));
  if (options.points && apart > 0 && *options.points > available - apart)
    throw OptionError(points_option(options),
                      fmt::format("{} points and {} held-out ones are more than the {} there are",
                                  *options.points, apart, available));
  fill_sizes(options, available - apart);
  return options;
}

void extend(KdeOptions& options, std::optional<std::int64_t> points,
            const std::vector<std::int64_t>& snapshots) {
  const std::int64_t last = options.snapshots.back();
  extend(static_cast<SnapshotOptions&>(options), points, snapshots);
  if (points_kept_apart(options) > 0 && options.snapshots.back() != last)
    throw OptionError("points", "a run with held-out points cannot be extended; begin anew");
}

const OptionTexts<KdeOptions>& kde_texts() {
  static const OptionTexts<KdeOptions> texts(snapshot_run_texts<KdeOptions>(own_texts()));
  return texts;
}

}  // namespace regimes::experiments
