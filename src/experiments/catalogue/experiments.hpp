#pragma once
/// The experiments, each once: their commands, plans, runs, what goes on from them, and what is told of them
/// to scripts are made from this list.
#include <string>
#include <vector>

#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

/// Every experiment, in the order of the help.
const std::vector<Experiment>& experiments();

/// One more, for a program that has an experiment of its own; before anything asks for the list.
/// ContractError where the name is taken.
void add_experiment(Experiment experiment);

/// The experiment called `name`; null where there is none.
const Experiment* find_experiment(const std::string& name);

}  // namespace regimes::experiments
