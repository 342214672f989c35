#include "app/speciation_command.hpp"

#include "app/run_command.hpp"
#include "app/speciation_option_table.hpp"
#include "app/speciation_work.hpp"

namespace regimes::app {
namespace {

ExitCode run(const RunCall<experiments::SpeciationOptions>& call,
             const parallel::Communicator& communicator) {
  const auto& texts = experiments::speciation_texts();
  const auto run_it = [&] {
    return run_and_report(call.request.options, call.origins(texts), call.request.quiet, communicator);
  };
  const auto experiment = [](auto&&... what) { return experiments::run_speciation(what...); };
  return run_claimed(call, communicator, run_it,
                     [&] { return only_check(call, texts, communicator, experiment); });
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
