#pragma once
/// The few coordinates on which the densities of isotropic classes depend, and draws in them.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "datasets/population/population_law.hpp"
#include "kernels/random.hpp"

namespace regimes::datasets {

/// With a point a = m_c + sigma_c xi and its noise z, the densities of normal classes with one variance each
/// depend on lengths and angles alone. With r directions that span the means, these are known from
///     a' = (a along these; sigma_c |xi_p|; 0),   z' = (z along these; z along xi_p; the length of the rest)
/// where xi_p is what xi has across them: r + 2 coordinates, whose squares sum to |a|^2 and |z|^2. All are
/// independent; those along directions are normal, |xi_p|^2 and the rest of |z|^2 chi-squared with d - r and
/// d - r - 1 degrees of freedom. So a draw costs O(r), whatever d.
class IsotropicFrame {
 public:
  /// Nothing where a class is of another kind, or nothing would be saved.
  static std::optional<IsotropicFrame> of(const PopulationLaw& law);

  /// In dimension() coordinates, with the densities of the whole law.
  const PopulationLaw& law() const { return law_; }
  int dimension() const { return law_.dimension(); }
  /// r
  int directions() const { return dimension() - 2; }

  /// Points with low discrepancy, shifted at random: each has the exact law, and means over many of one shift
  /// come far nearer than those of independent draws. Shifts of other numbers are independent.
  class Draws {
   public:
    Draws(const IsotropicFrame& frame, kernels::Stream stream, std::uint64_t shift);
    /// Appends a' and z' of the next draw.
    void next(std::vector<double>& sources, std::vector<double>& noises);

   private:
    /// The next of its uniform coordinates in (0, 1), and the normal number with this probability below it.
    double uniform();
    double normal();

    const IsotropicFrame& frame_;
    std::vector<double> steps_, at_;  // of the sequence, [uniform coordinate]
    std::size_t coordinate_ = 0;
  };

 private:
  /// The length of a normal vector, as a function of the normal number of the same probability.
  using Length = std::function<double(double)>;
  IsotropicFrame(PopulationLaw law, std::vector<std::vector<double>> means, std::vector<double> deviations,
                 int across);

  PopulationLaw law_;
  std::vector<std::vector<double>> means_;  // [class][r]
  std::vector<double> deviations_;          // [class]
  Length across_, rest_;                    // of d - r and d - r - 1 coordinates
};

}  // namespace regimes::datasets
