#pragma once
/// What noised points say of their classes: by an exact law, or by a training set.
#include <cstdint>
#include <vector>

#include "datasets/population/population_law.hpp"
#include "kernels/posterior_states.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// For every query and time. Queries have their own noise, common to all times.
struct ClassPosteriors {
  int queries = 0, times = 0, classes = 0;
  std::vector<int> source_class;      ///< [query], the class that its point came from
  std::vector<double> log_weights;    ///< [query][time][class], ln pi_c
  std::vector<double> log_densities;  ///< the same shape: ln P_t^c up to what classes share; +-infinity where
                                      ///< it is not known how far apart they are
  std::size_t at(int query, int time) const {
    return (static_cast<std::size_t>(query) * times + time) * classes;
  }
};

/// Adds the queries of `more`, of as many times and classes, behind those there.
void append(ClassPosteriors& posteriors, const ClassPosteriors& more);

/// ln P_t^c from ln pi_c under these priors, as fresh points of a law have them.
void fill_log_densities(ClassPosteriors& posteriors, const std::vector<double>& priors);

/// Posteriors of the fresh points [first, last) of a law, shared out to the ranks; the same on every rank and
/// for any number of them. Collective.
ClassPosteriors population_posteriors(const datasets::PopulationLaw& law, int first, int last,
                                      const std::vector<double>& times, std::uint64_t seed,
                                      const parallel::Communicator& ranks);

/// Posteriors of noised training points, from their states. Densities leave the source out, as for a fresh
/// point: P^c is the mean over class_sizes[c] points, one fewer for the class of the source. Where one class
/// is far below the others the sweep has skipped what it would need, and its density is -infinity.
ClassPosteriors training_posteriors(const kernels::PosteriorStates& states,
                                    const std::vector<int>& source_class,
                                    const std::vector<std::int64_t>& class_sizes);

}  // namespace regimes::experiments
