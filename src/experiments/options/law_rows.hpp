#pragma once
/// The rows of the catalogue of laws, each in a file of its own, and what they share.
#include <string>
#include <vector>

#include "experiments/options/laws.hpp"

namespace regimes::experiments {

Law gaussian_row();
Law mixture_row();
Law means_row();
Law hierarchy_row();
Law variances_row();
Law covariances_row();
Law ising_row();
Law curie_weiss_row();

inline constexpr std::size_t two_classes = 2;

/// Declarations of options that several laws read.
Option variance_option();
Option mean_amplitudes_option();

/// Throws OptionError for an amplitude below 0.
void check_not_negative(const std::string& option, double amplitude);
/// Throws OptionError for an amplitude below 0, or so many standard deviations of a class that float
/// coordinates would lose the differences within it.
void check_amplitude(const std::string& option, double amplitude, double variance);
/// Throws OptionError unless there is one value between `least` and `most` for each of two classes or more.
void check_list(const std::string& law, const std::string& option, const std::vector<double>& values,
                double least, double most);
/// Throws OptionError unless every one of `amplitudes` orthogonal means is sound and finds a dimension.
void check_amplitudes(const std::string& law, const TrainingOptions& options);
/// Throws OptionError where other than `classes` priors are given.
void check_prior_count(const TrainingOptions& options, std::size_t classes);
/// Given priors, with a sum of exactly 1, or equal ones.
std::vector<double> priors_of(const TrainingOptions& options, std::size_t classes);
/// The dimension, as laws take it.
int dimension_of(const TrainingOptions& options);

}  // namespace regimes::experiments
