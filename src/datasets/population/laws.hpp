#pragma once
/// The population laws of the suite. Options are checked where they are read; a wrong argument here is a
/// ContractError. Priors have one number per class.
#include <vector>

#include "datasets/population/population_law.hpp"

namespace regimes::datasets {

/// Priors of so many equal classes.
std::vector<double> equal_priors(std::size_t classes);

/// N(0, variance I).
PopulationLaw gaussian_law(int dimension, double variance);

/// +m and -m, m = mean_amplitude (1, ..., 1), plus N(0, variance I).
PopulationLaw two_means_law(int dimension, double mean_amplitude, double variance,
                            std::vector<double> priors = equal_priors(2));

/// Direction c of an orthogonal set, [d], each of squared norm d: the cosines of the discrete cosine
/// transform, sqrt(2) cos(pi c (k + 1/2)/d), and ones for c = 0. 0 <= c < d.
std::vector<double> orthogonal_direction(int dimension, int c);

/// Class c has the mean mean_amplitudes[c] times direction c, plus N(0, variance I). At most d classes.
PopulationLaw several_means_law(int dimension, const std::vector<double>& mean_amplitudes, double variance,
                                std::vector<double> priors);

/// a = s1 m1 + s2 m2 + N(0, variance I), s = +-1, m_i = amplitude i times direction i - 1. Classes (s1, s2) =
/// ++, +-, -+, --; levels "s1" and "s2". d >= 2.
PopulationLaw hierarchy_law(int dimension, double first_amplitude, double second_amplitude, double variance,
                            std::vector<double> priors = equal_priors(4));

/// Zero-mean Gaussians of variances [class][d], or [class][1] for isotropic classes.
PopulationLaw covariances_law(int dimension, const std::vector<std::vector<double>>& variances,
                              std::vector<double> priors);

/// Variances that fall as (k + 1)^{-exponent} along the coordinates, with the given mean: [d].
std::vector<double> power_law_variances(int dimension, double exponent, double mean_variance);

/// Open Ising chains, one inverse temperature per class.
PopulationLaw ising_law(int dimension, const std::vector<double>& inverse_temperatures,
                        std::vector<double> priors);

/// Spins of Curie and Weiss, P(a) ~ exp(beta S^2/(2d) + h S/d), S = sum_k a_k, for beta > 0. Two classes by
/// the sign of the magnetisation S/d; S = 0 is in each with half its probability. Their shares follow from h.
PopulationLaw curie_weiss_law(int dimension, double inverse_temperature, double field);

}  // namespace regimes::datasets
