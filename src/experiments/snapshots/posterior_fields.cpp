#include "experiments/snapshots/posterior_fields.hpp"

namespace regimes::experiments {

const std::vector<StateField<kernels::Posterior>>& posterior_fields() {
  using kernels::Posterior;
  static const std::vector<StateField<Posterior>> fields = {
      {"reference",
       &Posterior::reference,
       {"nat", "reference logit of the sums, relative to the source's", "r"},
       logit_values},
      {"sum", &Posterior::sum, {"1", "sum over the other points of e^(l - r)", "Z"}, not_negative_values},
      {"logit_sum",
       &Posterior::logit_sum,
       {"nat", "sum over the other points of (l - r) e^(l - r)", "SL"},
       finite_values},
      {"square_sum",
       &Posterior::square_sum,
       {"1", "sum over the other points of e^(2 (l - r))", "S2"},
       not_negative_values},
      {"nearest_logit",
       &Posterior::nearest_logit,
       {"nat", "largest logit of the other points, relative to the source's", "l*"},
       logit_values}};
  return fields;
}

const std::vector<StateField<kernels::LogSum>>& class_sum_fields() {
  using kernels::LogSum;
  static const std::vector<StateField<LogSum>> fields = {
      {"class_reference",
       &LogSum::reference,
       {"nat", "reference logit of the class sum", "r_c"},
       logit_values},
      {"class_sum",
       &LogSum::sum,
       {"1", "sum over the other points of the class of e^(l - r_c)", "Z_c"},
       not_negative_values}};
  return fields;
}

}  // namespace regimes::experiments
