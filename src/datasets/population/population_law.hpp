#pragma once
/// A law of points with classes, known exactly: the classes' laws and their priors.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datasets/population/class_law.hpp"

namespace regimes::datasets {

/// One way to tell classes apart: what is decided at one speciation time.
struct ClassLevel {
  std::string name;
  std::vector<int> group_of;  ///< [class], 0 ... groups - 1
};

/// Two groups of a level, as positions.
struct GroupPair {
  std::size_t level;
  int first, second;
};

/// Pairs of groups are told apart one by one up to so many groups.
inline constexpr int most_groups_in_pairs = 20;

int groups_of(const ClassLevel& level);
/// All pairs of all levels.
std::vector<GroupPair> pairs_of(const std::vector<ClassLevel>& levels);

class PopulationLaw {
 public:
  /// Priors are positive and sum to 1 to 1e-9 (ContractError). Without levels there is one, "class", where
  /// every class is a group of its own.
  PopulationLaw(std::vector<std::shared_ptr<const ClassLaw>> classes, std::vector<double> priors,
                std::vector<ClassLevel> levels = {});

  int dimension() const { return classes_.front()->dimension(); }
  int classes() const { return static_cast<int>(classes_.size()); }
  const ClassLaw& class_law(int c) const { return *classes_[c]; }
  const std::vector<double>& priors() const { return priors_; }
  const std::vector<ClassLevel>& levels() const { return levels_; }

  /// ln P_t(x), nats. t >= 0.
  double log_density(std::span<const double> x, double t) const;
  /// Writes ln P_t(x) of x = a e^{-t} + sqrt(Delta_t) z and of its mirror image, with -z, [query][z,
  /// -z][time], for a and z [query][coordinate].
  void noised_log_densities(std::span<const double> a, std::span<const double> z,
                            std::span<const double> times, std::span<double> out) const;
  /// Writes ln pi_c(x, t), the log posterior weight of every class [classes], and returns ln P_t(x).
  double class_log_weights(std::span<const double> x, double t, std::span<double> log_weights) const;
  /// Writes D(x, t) = E[a | x] and the ln pi_c; returns ln P_t(x).
  double posterior_mean(std::span<const double> x, double t, std::span<double> mean,
                        std::span<double> log_weights) const;
  /// Writes F = grad ln P_t = (e^{-t} D - x)/Delta_t. t > 0.
  void exact_score(std::span<const double> x, double t, std::span<double> score) const;

  /// The class of point `index` of any sample: a function of the index alone, and balanced in every prefix
  /// (population/README.md). Two equal classes alternate.
  int class_of_index(std::int64_t index) const;
  /// Writes point `index`, of class class_of_index(index), as a function of (stream, index, coordinate).
  void sample(kernels::Stream stream, std::int64_t index, std::span<float> point) const;

  /// The points that sample() writes, for sweeps; nothing where one of the classes has none, or they are not
  /// of one kind.
  std::optional<kernels::ProceduralPoints> procedural_points(kernels::Stream stream) const;

  /// E[a], [d].
  std::vector<double> mean() const;
  /// Writes C v, with C the covariance of all points:
  /// C = sum_c prior_c (C_c + (m_c - m)(m_c - m)^T).
  void covariance_product(std::span<const double> v, std::span<double> out) const;

 private:
  std::vector<std::shared_ptr<const ClassLaw>> classes_;
  std::vector<double> priors_, log_priors_;
  std::vector<ClassLevel> levels_;
  std::vector<double> mean_offsets_;  // [class][d], m_c - m
  std::vector<double> mean_;
};

}  // namespace regimes::datasets
