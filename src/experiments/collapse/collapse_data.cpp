#include "experiments/collapse/collapse_data.hpp"

#include <utility>

#include "datasets/covariance.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {

namespace {

std::vector<theory::Spectrum> prefix_spectra(const datasets::TrainingSet& set, const SnapshotOptions& options,
                                             const kernels::Partition& partition,
                                             const parallel::Communicator& communicator) {
  std::vector<theory::Spectrum> spectra;
  if (set.dimension() > datasets::largest_spectrum_dimension) return spectra;
  for (auto& eigenvalues :
       datasets::prefix_covariance_spectra(set, options.snapshots, partition, communicator)) {
    std::vector<double> multiplicity(eigenvalues.size(), 1.);
    spectra.push_back({std::move(eigenvalues), std::move(multiplicity)});
  }
  return spectra;
}

}  // namespace

CollapseOptions resolve_files(const CollapseOptions& options) {
  if (!is_from_file(options)) return options;
  const datasets::FileShape shape = file_shape(options);
  CollapseOptions known = resolve_with_data(options, shape.dimension, shape.points);
  known.any_order = shape.any_order;
  return known;
}

std::vector<MemoryUse> spectra_memory(const SnapshotOptions& options) {
  const auto dimension = static_cast<int>(options.dimension.value());
  if (data_law(options) || dimension > datasets::largest_spectrum_dimension) return {};
  return {{"spectra", "a file of fewer coordinates", datasets::spectra_bytes(dimension)}};
}

ReplicaData make_replica(const SnapshotOptions& options, std::uint32_t replica,
                         const kernels::Partition& partition, const parallel::Communicator& communicator,
                         kernels::Precision coordinates, std::int64_t window_bytes) {
  datasets::TrainingSet set = make_training_set(options, replica, partition, communicator,
                                                {datasets::RowOrder::permuted, window_bytes, coordinates});
  std::vector<theory::Spectrum> spectra;
  if (!data_law(options) && window_bytes != datasets::one_block_window)
    spectra = prefix_spectra(set, options, partition, communicator);
  return {std::move(set), std::move(spectra)};
}

}  // namespace regimes::experiments
