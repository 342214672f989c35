#pragma once
/// `regimes speciation`.
#include "app/command.hpp"

namespace regimes::app {

Command speciation_command();

}  // namespace regimes::app
