#pragma once
/// The quantities that `regimes collapse` averages over queries, and how result files name them.
#include <array>
#include <cstddef>

namespace regimes::observables {

enum class Observable : std::size_t {
  excess_entropy_ratio,
  cloning_collapse,
  nearest_is_source,
  source_log_weight,
  max_weight,
  log_density_train,
  log_density_fresh,
  cloning_agreement
};

inline constexpr std::size_t observable_count = 8;

struct ObservableDescription {
  Observable observable;
  const char* name;   ///< of the variable in result files
  const char* units;  ///< "1", "nat"
  const char* long_name;
  const char* symbol;
  bool is_fraction = false;  ///< a mean of numbers that are 0 or 1
};

inline constexpr std::array<ObservableDescription, observable_count> observable_descriptions{{
    {Observable::excess_entropy_ratio, "excess_entropy_ratio", "1",
     "excess entropy over its value at large time, E[H] / ln n", "f^e/alpha"},
    {Observable::cloning_collapse, "cloning_collapse", "1",
     "probability that two clones end in the same training point, E[Y2]", "phi_C"},
    {Observable::nearest_is_source, "nearest_is_source", "1",
     "probability that the nearest training point is the one the query came from", "P(nearest = source)",
     true},
    {Observable::source_log_weight, "source_log_weight", "nat",
     "mean log posterior weight of the source point", "E[ln w^mu]"},
    {Observable::max_weight, "max_weight", "1", "mean largest posterior weight", "E[max w]"},
    {Observable::log_density_train, "log_density_train", "nat",
     "mean log density of the empirical law at its own noised points", "E[ln P_t^e] (train)"},
    {Observable::log_density_fresh, "log_density_fresh", "nat",
     "mean log density of the empirical law at noised fresh points (leave-one-out)", "E[ln P_t^e] (fresh)"},
    {Observable::cloning_agreement, "cloning_agreement", "1",
     "probability that two clones end in the same class", "phi"},
}};

/// One value per observable.
template <class T>
class PerObservable {
 public:
  T& operator[](Observable observable) { return values_[static_cast<std::size_t>(observable)]; }
  const T& operator[](Observable observable) const { return values_[static_cast<std::size_t>(observable)]; }

 private:
  std::array<T, observable_count> values_;
};

}  // namespace regimes::observables
