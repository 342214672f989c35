// Prints the closed forms of src/theory as CSV (quantity, arguments, value), for comparison with an
// independent implementation.
#include <fmt/core.h>

#include <cmath>
#include <initializer_list>
#include <string>

#include "theory/density_moments.hpp"
#include "theory/density_regimes.hpp"
#include "theory/finite_size.hpp"
#include "theory/gaussian.hpp"
#include "theory/law.hpp"
#include "theory/mixture.hpp"
#include "theory/potential.hpp"
#include "theory/speciation.hpp"

namespace {

void print(const char* quantity, double first, double second, double third, double fourth, double fifth,
           double value) {
  fmt::print("{},{:.17g},{:.17g},{:.17g},{:.17g},{:.17g},{:.17g}\n", quantity, first, second, third, fourth,
             fifth, value);
}

/// `log_points` holds alpha; of moments, `mean_norm_squared` holds the squared distance.
void print_densities() {
  using namespace regimes::theory;
  for (double alpha : {0.01, 0.2, 0.5, 2.0}) {
    const DensityRegimes at(alpha);
    print("condensation_bandwidth", 0, 0, 0, alpha, 0, at.thresholds().condensation);
    print("central_limit_bandwidth", 0, 0, 0, alpha, 0, at.thresholds().central_limit);
    print("kullback_leibler_bandwidth", 0, 0, 0, alpha, 0, at.thresholds().kullback_leibler);
    for (double h : {0.05, 0.5, 1.0, 3.0}) {
      print("stable_index", 0, 0, 0, alpha, h, at.stable_index(h));
      print("participation_ratio", 0, 0, 0, alpha, h, at.inverse_participation_ratio(h));
      print("log_density", 0, 0, 0, alpha, h, at.log_density_per_dimension(h));
      print("divergence", 0, 0, 0, alpha, h, at.divergence_per_dimension(h));
    }
  }
  using regimes::DensityKernel;
  for (const auto kernel : {DensityKernel::gaussian, DensityKernel::ball, DensityKernel::epanechnikov})
    for (double variance : {0.5, 2.0})
      for (double dimension : {1.0, 6.0, 40.0})
        for (double h : {0.8, 2.5}) {
          const DensityMoments moments{kernel, dimension, variance, h};
          const double distance = 1.5 * dimension * variance;
          const std::string name(name_of(kernel));
          print((name + "_mean").c_str(), variance, dimension, distance, 0, h, moments.log_mean(distance));
          print((name + "_square").c_str(), variance, dimension, distance, 0, h,
                moments.log_mean_square(distance));
        }
}

/// Columns of the speciation lines: variance (or the first of two numbers), dimension, |m|^2 (or the second),
/// -, t.
void print_speciation() {
  using namespace regimes::theory;
  for (double variance : {0.5, 1.0, 2.5})
    for (double dimension : {64.0, 1024.0}) {
      const double norm = 0.49 * dimension;
      print("speciation_time_two_means", variance, dimension, norm, 0, 0,
            speciation_time_two_means(norm, variance));
      for (double t : {0.1, 1.0, 3.0}) {
        print("kappa_two_means", variance, dimension, norm, 0, t, kappa_two_means(norm, variance, t));
        const TwoMeansPotential potential{0.7, variance, dimension};
        print("potential_curvature", variance, dimension, norm, 0, t, potential.curvature(t));
        for (double q : {-0.4, 12.0})
          print("potential", variance, dimension, norm, q, t, potential.value(q, t));
      }
    }
  for (double trace : {20.0, 4000.0})
    print("speciation_time_covariances", 0, 0, trace, 0, 0, speciation_time_of_covariances(trace));
  print("speciation_time_variances", 1.5, 1024, 0.5, 0, 0, TwoVariances{1.5, 0.5, 1024}.speciation_time());
  for (double cold : {0.3, 1.2})
    print("ising_constant", cold, 100, -0.2, 0, 0, TwoIsingChains{cold, -0.2, 100}.constant());
}

}  // namespace

int main() {
  using namespace regimes::theory;
  fmt::print("quantity,variance,dimension,mean_norm_squared,log_points,argument,value\n");
  for (double u : {-20.0, -3.0, -0.5, 0.0, 0.7, 6.0}) print("psi", 0, 0, 0, 0, u, psi(u));
  for (double kappa : {0.0, 1e-3, 0.5, 1.815, 6.0, 30.0}) {
    print("two_class_agreement", 0, 0, 0, 0, kappa, two_class_agreement(kappa));
    print("two_point_entropy", 0, 0, 0, 0, kappa, two_point_entropy(kappa));
    print("class_information", 0, 0, 0, 0, kappa, class_information(kappa));
  }
  print_densities();
  for (double variance : {0.25, 1.0, 4.0})
    for (double dimension : {8.0, 32.0, 1024.0})
      for (double amplitude : {0.0, 0.3, 1.0})
        for (double points : {2.0, 500.0, 1e6, 1e30}) {
          const double norm = amplitude * amplitude * dimension, log_points = std::log(points);
          const DataLaw law{isotropic(variance, dimension), norm};
          const double at_collapse = law.collapse_time(log_points);
          print("collapse_time", variance, dimension, norm, log_points, 0, at_collapse);
          for (double factor : {0.3, 0.9, 1.0, 1.2, 3.0}) {
            const double t = factor * at_collapse;
            print("information", variance, dimension, norm, log_points, t, law.information(t));
            print("information_variance", variance, dimension, norm, log_points, t,
                  law.information_variance(t));
            print("excess_entropy_ratio", variance, dimension, norm, log_points, t,
                  law.excess_entropy_ratio(t, log_points));
            print("excess_entropy_ratio_asymptotic", variance, dimension, norm, log_points, t,
                  law.excess_entropy_ratio_asymptotic(t, log_points));
            print("cloning_collapse", variance, dimension, norm, log_points, t,
                  law.cloning_collapse(t, log_points));
          }
        }
  print_speciation();
}
