#pragma once
/// The score that options ask for, with what it rests on: a training set distributed to the ranks, or a known
/// law.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/training_set.hpp"
#include "diffusion/empirical_score.hpp"
#include "diffusion/guided_score.hpp"
#include "diffusion/population_score.hpp"
#include "diffusion/smoothed_score.hpp"
#include "experiments/evaluate/query_frame.hpp"
#include "experiments/run/rank_grid.hpp"
#include "experiments/sample/sampler_options.hpp"
#include "experiments/training/equal_counts.hpp"

namespace regimes::experiments {

class ScoreModel {
 public:
  /// `options` complete; no score is asked for at times in (0, smallest_time). Collective. Throws what the
  /// readers of training sets throw, and OptionError where --precision float would mean nothing.
  /// window_bytes: of the points, as FileReading has it.
  ScoreModel(const SamplerOptions& options, double smallest_time, const parallel::Communicator& ranks,
             std::int64_t window_bytes = datasets::usual_window_bytes);

  diffusion::Score& score() { return *score_; }
  const diffusion::Score& score() const { return *score_; }
  /// What paths follow: the score, or where they are guided or smoothed what guides or smooths them.
  diffusion::Score& path_score() {
    if (guided_) return *guided_;
    return smoothed_ ? *smoothed_ : *score_;
  }
  bool is_smoothed() const { return smoothed_ != nullptr; }
  /// Null where paths are not guided.
  diffusion::GuidedScore* guided() { return guided_.get(); }
  /// Null for a population score.
  diffusion::EmpiricalScore* empirical() { return empirical_; }
  datasets::TrainingSet* set() { return set_ ? &*set_ : nullptr; }
  /// The law of the points, where they are synthetic.
  const std::optional<datasets::PopulationLaw>& law() const { return law_; }

  int dimension() const { return score_->dimension(); }
  /// Label value of every class; empty: no classes.
  const std::vector<int>& class_values() const { return class_values_; }
  const Precision& precision() const { return precision_; }
  /// What is to be said of the training points and of rounding, and how many of them have equals.
  const std::vector<std::string>& notes() const { return notes_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  const EqualCounts& equals() const { return equals_; }
  const parallel::Communicator& ranks() const { return ranks_; }
  kernels::Partition partition() const { return grid_.partition(); }

  /// Half the difference of the two class means of a law, m; empty where there is none.
  const std::vector<double>& mean_direction() const { return mean_direction_; }

  /// The mean of the training points of a file, in the frame of trajectories: the origin of their norms.
  /// Empty where that is 0, as laws have it.
  const std::vector<double>& mean() const { return mean_; }

  /// Points of trajectories at time t in the units of the data file: raw = (x + c e^{-t})/s for points
  /// s raw - c (--scale, --center).
  std::vector<double> raw(std::vector<double> x, double t) const;

 private:
  void guide(const SamplerOptions& options);
  void settle_precision(const SamplerOptions& options, double smallest_time);
  /// Says where the probability flow starts too near to t_S. Collective.
  void note_start(const SamplerOptions& options);

  const parallel::Communicator& ranks_;
  RankGrid grid_;
  std::optional<datasets::TrainingSet> set_;
  std::optional<datasets::PopulationLaw> law_;
  std::unique_ptr<diffusion::Score> score_;
  std::unique_ptr<diffusion::SmoothedScore> smoothed_;
  diffusion::EmpiricalScore* empirical_ = nullptr;
  std::unique_ptr<diffusion::GuidedScore> guided_;
  std::vector<int> class_values_;
  std::vector<double> mean_direction_, center_, mean_;
  double scale_ = 1;
  Precision precision_{kernels::Precision::fp64, 0};
  std::vector<std::string> notes_, warnings_;
  EqualCounts equals_;
};

/// The label of the class to which every path is guided, [count]; empty: paths are not guided.
std::vector<std::int64_t> labels_of_paths(ScoreModel& model);

/// For the header of a run. `options` complete.
std::string description(const SamplerOptions& options);

}  // namespace regimes::experiments
