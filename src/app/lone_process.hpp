#pragma once
#include <cstdlib>

#include "app/collective_exit.hpp"

namespace regimes::app {

/// A process that no launcher started is the only rank. Open MPI need not start a daemon beside it then, nor
/// look for networks, which takes a third of a second; what the environment says already stands, and other
/// MPIs ignore it. To be called before MPI_Init.
inline void need_no_network_alone() {
  if (launched_rank()) return;
  constexpr int keep = 0;
  setenv("OMPI_MCA_ess_singleton_isolated", "1", keep);
  setenv("OMPI_MCA_orte_create_session_dirs", "0", keep);  // their names would be the same for all such
  setenv("OMPI_MCA_sharedfp", "^sm", keep);                // which would look for its files there
  setenv("OMPI_MCA_pml", "ob1", keep);
  setenv("OMPI_MCA_btl", "self", keep);
}

}  // namespace regimes::app
