#include "experiments/kde/kde_entry.hpp"

#include "experiments/kde/kde.hpp"
#include "experiments/kde/kde_data.hpp"
#include "experiments/kde/kde_state.hpp"

namespace regimes::experiments {
namespace {

/// Throws DataError where the state in a result file is not one of a run with these options.
KdeResult read_state(const io::Document& document, const RunOptions& options) {
  return read_kde_state(document, resolve_files(static_cast<const KdeOptions&>(options)));
}

}  // namespace

Experiment kde_entry() {
  Experiment experiment = experiment_with<KdeOptions>();
  experiment.name = kde_name;
  experiment.summary = "kernel density estimates at all bandwidths, their regimes and the best bandwidth";
  experiment.description =
      "Kernel density estimates rho_h(x) at all bandwidths h and all sizes of the training set in one pass "
      "over the points: their spread and tails, how many points make them, the divergence from the law or "
      "the likelihood of held-out points, and the best bandwidth.";
  experiment.examples = {
      "regimes kde --dimension 20 --log-points-per-dimension .2 --realisations 100",
      "mpirun -n 2 regimes kde --dimension 60 --points 163k --fixed-query --realisations 8",
      "regimes kde --train idx --train-file images.gz --held-out --queries 1000 --bandwidths "
      "'logspace(1,10,40)'"};
  experiment.options = kde_option_table();
  experiment.grows = true;
  experiment.extend = [](RunOptions& options, const RunOptions& asked) {
    auto& own = static_cast<KdeOptions&>(options);
    const auto& more = static_cast<const KdeOptions&>(asked);
    const std::size_t before = own.snapshots.size();
    extend(own, more.points, more.snapshots);
    return own.snapshots.size() > before;
  };
  experiment.check_state = [](const io::Document& document, const RunOptions& options) {
    read_state(document, options);
  };
  return experiment;
}

}  // namespace regimes::experiments
