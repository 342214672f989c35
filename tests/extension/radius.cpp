#include "radius.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "experiments/run/document_values.hpp"
#include "experiments/run/labelled_variable.hpp"
#include "experiments/run/run_document.hpp"
#include "experiments/run/work_text.hpp"
#include "experiments/training/training_data.hpp"
#include "experiments/training/training_memory.hpp"
#include "observables/statistics.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::extension {
namespace {

using namespace experiments;

constexpr const char* set_radius_name = "set_radius";

/// A part is a training set; a piece of it is some of its rows.
class RadiusMeasurement final : public Measurement {
 public:
  RadiusMeasurement(const RadiusOptions& options, const parallel::Communicator& communicator)
      : communicator_(communicator), partition_{communicator.size(), communicator.rank()}, options_(options) {
    parallel::rethrow_on_all_ranks(communicator, [&] { fill_from_files(options_); });
  }

  const RunOptions& options() const override { return options_; }

  RunCost cost(int ranks) const override {
    RunCost cost;
    cost.memory = {points_memory(options_, ranks)};
    cost.work.flops = 2. * static_cast<double>(*options_.points) * static_cast<double>(*options_.dimension) *
                      static_cast<double>(options_.realisations);
    cost.result_bytes = cost.checkpoint_bytes = sizeof(double) * static_cast<double>(options_.realisations);
    return cost;
  }

  void restore(const DocumentStart& start) override {
    radii_ = reals_of(start.document, set_radius_name);
    require_finite(radii_, set_radius_name);
    require_data(radii_.size() <= static_cast<std::size_t>(options_.realisations), "it has too many sets");
    done_ = static_cast<std::int64_t>(radii_.size());
  }
  void share() override { done_ = communicator_.broadcast(done_); }

  int parts() const override { return static_cast<int>(options_.realisations); }
  bool is_done(int part) const override { return part < done_; }

  void load(int part) override {
    set_.emplace(make_training_set(options_, static_cast<std::uint32_t>(part), partition_, communicator_));
    row_ = 0;
    sum_ = 0;
  }

  RunIntroduction introduction() const override {
    return {fmt::format("radius: {}, d = {}, n = {}, {} training sets, seed {}", name_of(options_.train),
                        *options_.dimension, *options_.points, options_.realisations, options_.seed),
            kernels::Precision::fp32,
            {},
            {}};
  }

  Piece advance(std::int64_t size) override {
    // The first rank has the most rows, and all count its pieces.
    const std::int64_t all = kernels::Partition{partition_.ranks, 0}.local_rows(set_->count());
    const std::int64_t end = std::min(all, row_ + size * rows_per_unit);
    const std::int64_t mine = partition_.local_rows(set_->count());
    set_->visit_own_rows(std::min(row_, mine), std::min(end, mine), [this](std::span<const double> rows) {
      for (const double x : rows) sum_ += x * x;
    });
    row_ = end;
    if (row_ < all) return {size, Piece::News::nothing, false};
    const double total = communicator_.sum(std::vector<double>{sum_}).front();
    if (communicator_.is_root())
      radii_.push_back(total / static_cast<double>(set_->count()) / static_cast<double>(set_->dimension()));
    ++done_;
    return {size, Piece::News::milestone, true};
  }

  Standing standing() const override {
    return {static_cast<double>(done_) / static_cast<double>(options_.realisations), 0,
            fmt::format("training set {} of {}", done_ + 1, options_.realisations)};
  }

  RunWork work() const override { return {}; }

  io::Document document(io::Group provenance) override {
    io::Document document = run_document("radius", "Mean squared radius of training sets", options_);
    document.attributes["points"] = *options_.points;
    document.dimensions["set"] = static_cast<std::int64_t>(radii_.size());
    document.variables.push_back(
        labelled_variable(set_radius_name, {"set"}, radii_,
                          {"1", "mean squared radius of a training set, per dimension", "r"}));
    std::vector<observables::MeanError> sets;
    for (const double radius : radii_) sets.push_back({radius, std::nan("")});
    const observables::MeanError mean = observables::mean_over_replicas(sets);
    add_with_error(document, "radius", {}, {mean.mean}, {mean.standard_error},
                   {"1", "mean squared radius per dimension", "E|a|^2/d"});
    document.groups.push_back(std::move(provenance));
    return document;
  }

  std::string report(const RunEnd& end) override {
    return fmt::format("{} training sets; {} {}\n", done_, end.finished ? "wrote" : "stopped, see",
                       end.output);
  }

 private:
  static constexpr std::int64_t rows_per_unit = 64;

  const parallel::Communicator& communicator_;
  kernels::Partition partition_;
  RadiusOptions options_;
  std::optional<datasets::TrainingSet> set_;
  std::vector<double> radii_;  // on root, of the training sets done
  std::int64_t done_ = 0, row_ = 0;
  double sum_ = 0;
};

}  // namespace

std::unique_ptr<Measurement> prepare(const RadiusOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<RadiusMeasurement>(options, communicator);
}

}  // namespace regimes::extension
