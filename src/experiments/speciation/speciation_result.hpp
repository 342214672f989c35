#pragma once
/// All that a speciation run has measured.
#include <optional>
#include <vector>

#include "datasets/population/pair_theory.hpp"
#include "datasets/population/population_law.hpp"
#include "datasets/spectra/leading_spectrum.hpp"
#include "experiments/options/precision_choice.hpp"
#include "experiments/speciation/speciation_analysis.hpp"
#include "experiments/speciation/speciation_options.hpp"
#include "experiments/training/equal_counts.hpp"
#include "theory/potential.hpp"

namespace regimes::experiments {

/// An eigenvalue of the covariance, and t_S = (1/2) ln Lambda of the largest.
struct SpectrumEstimate {
  std::vector<observables::Estimate> eigenvalues;
  observables::Estimate speciation_time;
};

/// What the parts of a run have given, from which everything else is made; on root. A run that is not
/// finished keeps it.
struct SpeciationMeasurements {
  std::vector<datasets::LeadingSpectrum> spectra;  ///< [replica]
  std::vector<ClassPosteriors> replicas;
  ClassPosteriors of_law;  ///< of the fresh points so far
};

struct SpeciationResult {
  SpeciationOptions options;
  std::vector<double> times;
  std::vector<datasets::ClassLevel> levels;
  std::vector<double> priors;
  std::vector<int> class_values;  ///< label of every class

  std::optional<SpeciationCurves> of_law, of_training_set;
  std::vector<double> law_eigenvalues;         ///< of the covariance of the law; empty for files
  std::optional<SpectrumEstimate> spectrum;    ///< of the training sets
  std::vector<datasets::PairTheory> theories;  ///< [pair]; empty for files
  std::optional<theory::TwoMeansPotential> potential;
  Precision precision;  ///< of sweeps
  EqualCounts equals;   ///< of the first training set
  SpeciationMeasurements measured;
};

/// From the spectra of all replicas: means, with the scatter of four replicas or more as errors; of fewer,
/// with the errors over points.
SpectrumEstimate spectrum_estimate(const std::vector<datasets::LeadingSpectrum>& replicas);

/// One speciation time beside what theory says of it; NaN: nothing.
struct SpeciationRow {
  std::string what;       ///< the classes that are told apart
  std::string source;     ///< "law" or "training set"
  std::string estimator;  ///< how
  observables::Estimate time;
  double theory;
};

/// (1/2) ln of the largest eigenvalue of the law's covariance; NaN for files, and where it is not above 1.
double law_speciation_time(const SpeciationResult& result);

/// All speciation times of a result.
std::vector<SpeciationRow> speciation_rows(const SpeciationResult& result);

/// "1|7" for a pair; of one level among several with its name before.
std::string pair_name(const SpeciationResult& result, const datasets::GroupPair& pair);

}  // namespace regimes::experiments
