#pragma once
/// What `regimes theory` is asked for: the options as values, checked before anything is computed.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/theory/table.hpp"
#include "base/density_kernel.hpp"
#include "experiments/options/option.hpp"
#include "experiments/sample/sampler_options.hpp"
#include "experiments/schedule/schedule_grids.hpp"
#include "theory/spectrum.hpp"

namespace regimes::app {

enum class TheorySubject { collapse, speciation, kde, geometry, guidance, schedule };
inline constexpr TheorySubject theory_subjects[] = {TheorySubject::collapse, TheorySubject::speciation,
                                                    TheorySubject::kde,      TheorySubject::geometry,
                                                    TheorySubject::guidance, TheorySubject::schedule};
const char* name_of(TheorySubject subject);

/// Options as given; an empty optional, list or text was not given.
struct TheoryOptions : experiments::OptionValues {
  TheorySubject subject = TheorySubject::collapse;
  std::vector<std::int64_t> dimensions = {32};
  double variance = 1;
  std::optional<double> mean_amplitude;
  std::string spectrum_file;
  std::vector<double> points;                    ///< n, rounded
  std::vector<double> log_points_per_dimension;  ///< alpha
  std::vector<double> collapse_times;            ///< t_C for which n is wanted
  bool exact = false;
  std::int64_t queries = 4000;
  std::uint64_t seed = 1;
  std::vector<double> orthogonal_means;      ///< sizes of the means of so many classes
  std::vector<double> mean_amplitudes;       ///< of a hierarchy of two levels
  std::vector<double> variances;             ///< of two classes
  std::vector<double> inverse_temperatures;  ///< of two Ising chains
  std::vector<double> times;
  std::vector<double> bandwidths;  ///< of density estimates, in units of the data
  DensityKernel kernel = DensityKernel::gaussian;
  std::vector<std::int64_t> plane_directions;  ///< m_1 and m_2 of a random plane of points
  std::vector<double> plane_variances = {1};   ///< s_1^2 and s_2^2 of these
  std::vector<double> smoothings;              ///< h of two points +-1
  double prior = 0.5;                          ///< share of the first of two classes, +m
  std::int64_t equal_classes = 2;              ///< of guidance: +m and -m, or more of orthogonal means
  std::vector<double> strengths = {1, 3};      ///< w of guidance
  double guidance_exponent = 0;
  std::vector<diffusion::TimeSpacing> grids = experiments::schedule_grids();
  std::vector<std::int64_t> steps = {100};
  double dilation = experiments::default_dilation;
  std::optional<double> tolerance;  ///< for which the fewest steps are wanted
  TableFormat format = TableFormat::text;
  std::string output;
  bool force = false;
  std::string command_line;   ///< the whole command
  theory::Spectrum spectrum;  ///< what --spectrum-file holds; otherwise empty

  /// One Gaussian or two means: all that closed forms of collapse are for.
  bool has_closed_form() const {
    return orthogonal_means.empty() && mean_amplitudes.empty() && variances.empty();
  }
  bool has_several_classes() const { return equal_classes > 2; }
  bool has_sizes() const { return !points.empty() || !log_points_per_dimension.empty(); }
};

inline constexpr double largest_theory_points = 1e30;

/// Checks every option and all together, and reads the spectrum. Throws OptionError, and what read_spectrum()
/// does.
TheoryOptions resolve_theory(TheoryOptions options);

}  // namespace regimes::app
