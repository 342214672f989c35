#include "app/theory/guidance_tables.hpp"

#include "app/theory/table_rows.hpp"
#include "theory/guidance.hpp"

namespace regimes::app {
namespace {

/// Constants of linear guidance by the SDE, for large distances.
Table constants_table(const TheoryOptions& options) {
  TableRows rows("guidance_constants", "linear guidance by the SDE, large |m|/sigma");
  for (const double strength : options.strengths) {
    const theory::GuidanceConstants constants = theory::guidance_constants(strength, options.prior);
    rows.begin();
    rows.put("strength", "w", strength, true);
    rows.put("guidance_scale", "1 + w", 1 + strength);
    rows.put("overshoot_constant", "A", constants.overshoot);
    rows.put("variance_constant", "V", constants.variance);
    rows.put("class_probability", "P(class)", theory::guided_class_probability(strength, options.prior));
  }
  return rows.table();
}

void put_law(TableRows& rows, const char* const (&names)[4], const char* const (&headings)[4],
             const theory::GuidedLaw& law) {
  const double values[] = {law.overshoot, law.variance_ratio, law.class_probability, law.divergence};
  for (std::size_t i = 0; i < std::size(values); ++i) rows.put(names[i], headings[i], values[i]);
}

}  // namespace

std::vector<Table> guidance_tables(const TheoryOptions& options) {
  TableRows rows("guidance",
                 "guided points along the class mean: overshoot in sigma, variance in sigma^2, P(class), KL");
  const double amplitude = options.mean_amplitude.value_or(1);
  for (const std::int64_t dimension : options.dimensions)
    for (const double strength : options.strengths) {
      const theory::GuidedClass guided{amplitude * amplitude * static_cast<double>(dimension),
                                       options.variance, options.prior};
      const theory::Guidance guidance{strength, options.guidance_exponent};
      rows.begin();
      rows.put("dimension", "d", static_cast<double>(dimension), true);
      rows.put("strength", "w", strength, true);
      rows.put("separation", "rho = |m|/sigma", guided.separation());
      put_law(rows, {"overshoot_sde", "variance_ratio_sde", "class_probability_sde", "divergence_sde"},
              {"SDE: overshoot", "variance", "P(class)", "KL"}, guided_by_sde(guided, guidance));
      put_law(rows, {"overshoot_ode", "variance_ratio_ode", "class_probability_ode", "divergence_ode"},
              {"ODE: overshoot", "variance", "P(class)", "KL"}, guided_by_ode(guided, guidance));
    }
  if (options.guidance_exponent != 0) return {rows.table()};
  return {constants_table(options), rows.table()};
}

}  // namespace regimes::app
