#include "app/theory/guidance_tables.hpp"

#include <variant>

#include "app/theory/table_rows.hpp"
#include "theory/equal_classes.hpp"
#include "theory/guidance.hpp"

namespace regimes::app {
namespace {

/// Two classes +-m, or more of orthogonal means.
using GuidedClasses = std::variant<theory::GuidedClass, theory::EqualClasses>;

GuidedClasses guided_classes(const TheoryOptions& options, std::int64_t dimension) {
  const double amplitude = options.mean_amplitude.value_or(1);
  const double squared = amplitude * amplitude * static_cast<double>(dimension);
  if (options.has_several_classes())
    return theory::EqualClasses{static_cast<int>(options.equal_classes), squared, options.variance};
  return theory::GuidedClass{squared, options.variance, options.prior};
}

/// Constants of linear guidance by the SDE, for large distances.
Table constants_table(const TheoryOptions& options) {
  TableRows rows("guidance_constants", "linear guidance by the SDE, large rho");
  const auto classes = static_cast<int>(options.equal_classes);
  const double prior = options.has_several_classes() ? 1. / classes : options.prior;
  for (const double strength : options.strengths) {
    const theory::GuidanceConstants constants = options.has_several_classes()
                                                    ? theory::guidance_constants(strength, classes)
                                                    : theory::guidance_constants(strength, prior);
    rows.begin();
    rows.put("strength", "w", strength, true);
    rows.put("guidance_scale", "1 + w", 1 + strength);
    rows.put("overshoot_constant", "A", constants.overshoot);
    rows.put("variance_constant", "V", constants.variance);
    // Of x.m_c e^{-t}/Gamma beyond that of the class: its share of the move, which also leaves the others.
    if (options.has_several_classes())
      rows.put("overlap_constant", "of x.m_c", constants.overshoot * 2 * (classes - 1) / classes);
    rows.put("class_probability", "P(class)", theory::guided_class_probability(strength, prior));
  }
  return rows.table();
}

void put_law(TableRows& rows, const char* const (&names)[4], const char* const (&headings)[4],
             const theory::GuidedLaw& law) {
  const double values[] = {law.overshoot, law.variance_ratio, law.class_probability, law.divergence};
  for (std::size_t i = 0; i < std::size(values); ++i) rows.put(names[i], headings[i], values[i]);
}

template <class Classes>
void put_laws(TableRows& rows, const TheoryOptions& options, std::int64_t dimension, const Classes& classes) {
  for (const double strength : options.strengths) {
    const theory::Guidance guidance{strength, options.guidance_exponent};
    rows.begin();
    rows.put("dimension", "d", static_cast<double>(dimension), true);
    rows.put("strength", "w", strength, true);
    rows.put("separation", "rho", classes.separation());
    put_law(rows, {"overshoot_sde", "variance_ratio_sde", "class_probability_sde", "divergence_sde"},
            {"SDE: overshoot", "variance", "P(class)", "KL"}, guided_by_sde(classes, guidance));
    put_law(rows, {"overshoot_ode", "variance_ratio_ode", "class_probability_ode", "divergence_ode"},
            {"ODE: overshoot", "variance", "P(class)", "KL"}, guided_by_ode(classes, guidance));
  }
}

}  // namespace

std::vector<Table> guidance_tables(const TheoryOptions& options) {
  TableRows rows("guidance",
                 "guided points along the class mean: overshoot in sigma, variance in sigma^2, P(class), KL");
  for (const std::int64_t dimension : options.dimensions)
    std::visit([&](const auto& classes) { put_laws(rows, options, dimension, classes); },
               guided_classes(options, dimension));
  if (options.guidance_exponent != 0) return {rows.table()};
  return {constants_table(options), rows.table()};
}

}  // namespace regimes::app
