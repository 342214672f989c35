#pragma once
namespace regimes::app {

/// Where the environment variable REGIMES_ISA names another level than that of the kernels which the loader
/// has chosen, begins the program anew with those. Before MPI starts. Throws UsageError where this build has
/// no such level, or this CPU cannot run it.
void choose_instruction_set(char** arguments);

}  // namespace regimes::app
