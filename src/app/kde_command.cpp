#include "app/kde_command.hpp"

#include <fmt/format.h>

#include <iostream>

#include "app/ending.hpp"
#include "app/kde_resumable.hpp"
#include "app/resumable_command.hpp"
#include "base/text.hpp"
#include "experiments/kde/kde_data.hpp"
#include "experiments/snapshots/memory_estimate.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {
namespace {

using experiments::KdeOptions;

/// What the run would be, once its options and files are checked.
std::string dry_run_text(const KdeOptions& given, int ranks) {
  const KdeOptions options = experiments::resolve_files(given);
  const std::size_t bandwidths =
      options.bandwidths.empty() ? experiments::automatic_bandwidth_count : options.bandwidths.size();
  const experiments::RunCost cost{experiments::memory_uses(options, bandwidths, 0, ranks)};
  experiments::require_memory(cost);
  const double pairs =
      static_cast<double>(options.points.value()) * static_cast<double>(options.queries) * options.replicas;
  return fmt::format("{}, d = {}, n up to {}, {}, {} {} queries, {}, {} kernel\n{} pairs, {} per rank\n",
                     name_of(options.train), options.dimension.value(), options.points.value(),
                     counted(options.replicas, "replica"), options.queries,
                     name_of(experiments::query_points(options)),
                     counted(static_cast<std::int64_t>(bandwidths), "bandwidth"), name_of(options.kernel),
                     human_count(pairs), human_bytes(cost.memory_bytes()));
}

ExitCode run(const RunCall<KdeOptions>& call, const parallel::Communicator& communicator) {
  const KdeOptions& options = call.request.options;
  return run_resumable(call, communicator, [&] {
    parallel::on_root(communicator, [&] {
      std::cout << call.with_places([&] { return dry_run_text(options, communicator.size()); })
                << would_write(options.output);
    });
    return ExitCode::done;
  });
}

Task prepare(const std::vector<std::string>& arguments) {
  return prepare_run(kde_command(), arguments, kde_option_table, run);
}

}  // namespace

Command kde_command() {
  return {
      "kde",
      "kernel density estimates at all bandwidths, their regimes and the best bandwidth",
      prepare,
      [] { return help_manual(kde_command()); },
      table_to_read<KdeOptions, kde_option_table>,
      {},
      "Kernel density estimates rho_h(x) at all bandwidths h and all sizes of the training set in one pass "
      "over the points: their spread and tails, how many points make them, the divergence from the law or "
      "the likelihood of held-out points, and the best bandwidth.",
      {"regimes kde --dimension 20 --log-points-per-dimension .2 --replicas 100",
       "mpirun -n 2 regimes kde --dimension 60 --points 163k --fixed-query --replicas 8",
       "regimes kde --train idx --train-file images.gz --held-out --queries 1000 --bandwidths "
       "logspace(1,10,40)"}};
}

}  // namespace regimes::app
