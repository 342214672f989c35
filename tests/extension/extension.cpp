// The program with one more experiment and one more law, added through the catalogues before main() begins.
#include "experiments/catalogue/experiments.hpp"
#include "pancake_law.hpp"
#include "radius_entry.hpp"

namespace regimes::extension {
namespace {

const bool is_added = [] {
  experiments::add_law(pancake_row());
  experiments::add_experiment(radius_entry());
  return true;
}();

}  // namespace
}  // namespace regimes::extension
