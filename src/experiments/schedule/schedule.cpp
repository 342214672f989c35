#include "experiments/schedule/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "diffusion/population_score.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/schedule/schedule_document.hpp"
#include "experiments/schedule/schedule_report.hpp"
#include "parallel/gather_rows.hpp"

namespace regimes::experiments {
namespace {

/// A part is a grid with a number of steps; a piece of it, some of its paths from noise to data.
class ScheduleMeasurement final : public Measurement {
 public:
  ScheduleMeasurement(const ScheduleOptions& options, const parallel::Communicator& communicator)
      : communicator_(communicator), parts_(parts_of(options)) {
    result_.options = options;
  }

  const ScheduleOptions& options() const override { return result_.options; }

  RunCost cost(int ranks) const override {
    constexpr int sets_of_paths = 4;  // those that stand, means, noise, and a class of these
    const double batch = static_cast<double>(batch_of_paths()) * dimension() * sizeof(double);
    const double ends = values_of_a_path * sizeof(double) * static_cast<double>(options().trajectories) *
                        static_cast<double>(parts_.size());
    RunCost cost;
    cost.memory = {{"paths", "more ranks", sets_of_paths * batch / ranks},
                   {"results", "--trajectories, --steps, --time-grids",
                    (1 + copies_while_writing) * ends}};  // and what is formed from them
    cost.result_bytes = cost.checkpoint_bytes = ends;
    return cost;
  }

  void set_up() override {
    const datasets::PopulationLaw law = population_law(options());
    direction_.resize(static_cast<std::size_t>(dimension()));
    law.class_law(0).mean(direction_);
    score_.emplace(law);
  }

  void restore(const DocumentStart& start) override { read_schedule_state(start.document, result_); }
  void share() override { done_ = communicator_.broadcast(paths_done(result_)); }

  int parts() const override { return static_cast<int>(parts_.size()); }
  bool is_done(int part) const override { return done_ >= (part + 1) * options().trajectories; }
  void load(int part) override {
    part_ = static_cast<std::size_t>(part);
    times_ = schedule_times(parts_[part_].grid, parts_[part_].steps, options().dilation, dimension());
    result_.parts.resize(std::max(result_.parts.size(), part_ + 1));
    integrator_.emplace(*score_, options().step, options().seed);
  }

  RunIntroduction introduction() const override { return {title(), kernels::Precision::fp64, {}, {}}; }
  std::string title() const override {
    return fmt::format("schedule: {}, d = {}, {} steps, {} and {}, {}", name_of(options().train), dimension(),
                       diffusion::name_of(options().step), counted(std::ssize(options().grids), "grid"),
                       counted(std::ssize(options().counts), "number of steps", "numbers of steps"),
                       counted(options().trajectories, "trajectory", "trajectories"));
  }

  Piece advance(std::int64_t /*size*/) override {
    const std::int64_t first = done_ - static_cast<std::int64_t>(part_) * options().trajectories;
    const auto count = static_cast<int>(std::min(batch_of_paths(), options().trajectories - first));
    diffusion::Trajectories paths =
        diffusion::start_from_noise(count, dimension(), options().seed, communicator_, first);
    for (std::size_t k = 0; k + 1 < times_.size(); ++k)
      integrator_->advance(paths, times_[k], times_[k + 1], static_cast<std::uint32_t>(k));
    keep_ends(paths);
    done_ += count;
    return {0, Piece::News::something, first + count == options().trajectories};
  }

  Standing standing() const override {
    const double all = static_cast<double>(parts_.size()) * static_cast<double>(options().trajectories);
    return {static_cast<double>(done_) / all, 0,
            fmt::format("{}, {} steps", diffusion::name_of(parts_[part_].grid), parts_[part_].steps)};
  }

  RunWork work() const override { return {}; }
  io::Document document(io::Group provenance) override {
    return schedule_document(result_, std::move(provenance));
  }
  std::string report(const RunEnd& end) override { return schedule_report(result_, end); }

 private:
  static constexpr double values_of_a_path = 2;

  int dimension() const { return static_cast<int>(*options().dimension); }

  /// The number of paths that go together: the same on any number of ranks.
  std::int64_t batch_of_paths() const {
    constexpr std::int64_t most_values = std::int64_t{1} << 21;
    return std::clamp<std::int64_t>(most_values / dimension(), 1, options().trajectories);
  }

  void keep_ends(const diffusion::Trajectories& paths) {
    const std::vector<double>& m = direction_;
    double norm_squared = 0;
    for (const double coordinate : m) norm_squared += coordinate * coordinate;
    std::vector<double> along, across;
    for (int i = 0; i < paths.own_count(); ++i) {
      const double* x = paths.x.data() + static_cast<std::ptrdiff_t>(i) * dimension();
      double overlap = 0, square = 0;
      for (std::size_t k = 0; k < m.size(); ++k) overlap += x[k] * m[k];
      overlap /= norm_squared;
      for (std::size_t k = 0; k < m.size(); ++k) square += std::pow(x[k] - overlap * m[k], 2);
      along.push_back(overlap * std::sqrt(norm_squared));
      across.push_back(square / (dimension() - 1));
    }
    along = parallel::gather_rows_on_root(along, 1, communicator_);
    across = parallel::gather_rows_on_root(across, 1, communicator_);
    PathEnds& ends = result_.parts[part_];
    ends.along.insert(ends.along.end(), along.begin(), along.end());
    ends.across_squared.insert(ends.across_squared.end(), across.begin(), across.end());
  }

  const parallel::Communicator& communicator_;
  std::vector<SchedulePart> parts_;
  ScheduleResult result_;
  std::vector<double> direction_;  // m
  std::optional<diffusion::PopulationScore> score_;
  std::optional<diffusion::Integrator> integrator_;
  std::size_t part_ = 0;
  std::vector<double> times_;
  std::int64_t done_ = 0;  // paths of all parts
};

}  // namespace

std::unique_ptr<Measurement> prepare(const ScheduleOptions& options,
                                     const parallel::Communicator& communicator) {
  return std::make_unique<ScheduleMeasurement>(options, communicator);
}

}  // namespace regimes::experiments
