#include "app/speciation_command.hpp"

#include <fmt/format.h>

#include <cmath>

#include "app/run_command.hpp"
#include "app/speciation_option_table.hpp"
#include "app/work_text.hpp"
#include "base/text_table.hpp"
#include "experiments/speciation.hpp"

namespace regimes::app {
namespace {

using experiments::SpeciationRow;
using experiments::SpeciationSummary;

std::string table(const SpeciationSummary& summary) {
  std::vector<TextRow> rows = {{"classes", "of", "estimator", "t_S", "theory"}};
  for (const SpeciationRow& row : summary.rows)
    rows.push_back({row.what, row.source, row.estimator, with_error(row.time.value, row.time.standard_error),
                    short_number(row.theory)});
  std::string text = aligned(rows, {Align::left, Align::left, Align::left, Align::right, Align::right});
  for (const SpeciationRow& row : summary.rows)
    if (std::isnan(row.time.value))
      text +=
          fmt::format("no t_S of {} by {}, {}: {}\n", row.what, row.estimator, row.source, row.time.reason);
  return text;
}

std::string ending(const SpeciationSummary& summary) {
  if (!summary.finished) return "stopped on request, nothing is written\n";
  const std::string work = summary.work.pairs > 0
                               ? work_text(summary.work, summary.seconds, summary.predicted_seconds)
                               : duration_text(summary.seconds, summary.predicted_seconds);
  return fmt::format("{}; wrote {}\n", work, summary.output);
}

std::string report(const SpeciationSummary& summary) {
  return (summary.finished ? table(summary) : "") + ending(summary);
}

ExitCode run(const RunCall<experiments::SpeciationOptions>& call,
             const parallel::Communicator& communicator) {
  return run_once(call, experiments::speciation_texts(), communicator, experiments::run_speciation, report);
}

Task prepare_speciation(const std::vector<std::string>& arguments) {
  return prepare_run(speciation_command(), arguments, speciation_option_table, run);
}

std::string manual() { return help_manual(speciation_command()); }

}  // namespace

Command speciation_command() {
  return {
      "speciation",
      "when the class of a point is decided: t_S of laws and of labelled data",
      prepare_speciation,
      manual,
      table_to_read<experiments::SpeciationOptions, speciation_option_table>,
      {},
      "When the class of a point is decided on the way from noise to data: the speciation time t_S from the "
      "largest eigenvalue of the covariance, from the free-entropy difference of the classes, and from the "
      "agreement of clones, each with its error and beside theory. For laws of points known exactly, for "
      "training sets drawn from them (--points) and for labelled files.",
      {"regimes speciation --train mixture --dimension 1024",
       "regimes speciation --train hierarchy --mean-amplitudes 1,.25 --dimension 256 --points 20k",
       "mpirun -n 2 regimes speciation --train idx --train-file images.gz --labels-file labels.gz --classes "
       "1,7 --per-class 1000 --scale .00392156862745098 --replicas 8"}};
}

}  // namespace regimes::app
