#include "experiments/collapse/collapse_data.hpp"

#include <fmt/format.h>

#include <utility>

#include "datasets/spectra/bounding_spectrum.hpp"
#include "datasets/spectra/covariance.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {

namespace {

using Tell = std::function<void(const std::string&)>;

theory::Spectrum of_directions(std::vector<double> eigenvalues) {
  std::vector<double> multiplicity(eigenvalues.size(), 1.);
  return {std::move(eigenvalues), std::move(multiplicity)};
}

/// The sizes whose spectra are found, where they are not bounded.
std::vector<std::int64_t> spectra_sizes(const CollapseOptions& options) {
  return options.spectra == SpectraChoice::largest ? std::vector{options.snapshots.back()}
                                                   : options.snapshots;
}

/// Eigenvalues for every snapshot: of its own points, or of those of the largest, whose moments are kept
/// where they are summed.
std::vector<theory::Spectrum> spectra_of(const datasets::TrainingSet& set, const CollapseOptions& options,
                                         const kernels::Partition& partition,
                                         const parallel::Communicator& communicator, const Tell& tell,
                                         datasets::PointMoments& moments) {
  const std::vector<std::int64_t>& snapshots = options.snapshots;
  if (bounds_spectrum(options)) {
    tell("bound of the spectrum");
    return {snapshots.size(),
            of_directions(datasets::bounding_spectrum(set, snapshots.back(), partition, communicator))};
  }
  if (options.spectra == SpectraChoice::largest) {
    tell("spectrum of the largest size");
    auto spectra = datasets::prefix_covariance_spectra(set, spectra_sizes(options), partition, communicator,
                                                       {}, &moments);
    return {snapshots.size(), of_directions(std::move(spectra.front()))};
  }
  std::vector<theory::Spectrum> spectra;
  for (auto& eigenvalues : datasets::prefix_covariance_spectra(
           set, snapshots, partition, communicator,
           [&](std::size_t k) { tell(fmt::format("spectrum of size {} of {}", k + 1, snapshots.size())); },
           &moments))
    spectra.push_back(of_directions(std::move(eigenvalues)));
  return spectra;
}

}  // namespace

CollapseOptions resolve_files(const CollapseOptions& options) {
  CollapseOptions complete = options;
  if (is_from_file(options)) {
    const datasets::FileShape shape = file_shape(options);
    complete = resolve_with_data(options, shape.dimension, shape.points);
    complete.any_order = shape.any_order;
    complete.holds_bytes = shape.holds_bytes;
  }
  if (!data_law(complete)) choose_spectra(complete);
  return complete;
}

std::vector<MemoryUse> spectra_memory(const CollapseOptions& options) {
  const auto dimension = static_cast<int>(options.dimension.value());
  if (data_law(options)) return {};
  return {{"spectra", "a file of fewer coordinates",
           bounds_spectrum(options) ? datasets::bounding_spectrum_bytes(dimension)
                                    : datasets::spectra_bytes(spectra_sizes(options), dimension)}};
}

ReplicaData make_replica(const CollapseOptions& options, std::uint32_t replica,
                         const kernels::Partition& partition, const parallel::Communicator& communicator,
                         kernels::Coordinates coordinates, const Tell& tell, std::int64_t window_bytes) {
  const Tell say = tell ? tell : [](const std::string&) {};
  say("reading points");
  datasets::TrainingSet set = make_training_set(options, replica, partition, communicator,
                                                {datasets::RowOrder::permuted, window_bytes, coordinates});
  std::vector<theory::Spectrum> spectra;
  datasets::PointMoments moments;
  if (!data_law(options) && window_bytes != datasets::one_block_window)
    spectra = spectra_of(set, options, partition, communicator, say, moments);
  return {std::move(set), std::move(spectra), std::move(moments)};
}

}  // namespace regimes::experiments
