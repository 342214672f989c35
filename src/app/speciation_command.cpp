#include "app/speciation_command.hpp"

#include "app/resumable_command.hpp"
#include "app/speciation_resumable.hpp"

namespace regimes::app {
namespace {

Task prepare_speciation(const std::vector<std::string>& arguments) {
  return prepare_run(speciation_command(), arguments, speciation_option_table,
                     run_or_check<experiments::SpeciationOptions>);
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
