#pragma once
/// The experiments that `regimes resume` can go on with, each told by the type of its options.
#include <variant>

#include "app/collapse_option_table.hpp"
#include "app/collapse_work.hpp"
#include "app/kde_option_table.hpp"
#include "app/kde_work.hpp"
#include "app/sample_option_table.hpp"
#include "app/sample_work.hpp"
#include "app/speciation_option_table.hpp"
#include "app/speciation_work.hpp"
#include "app/trajectories_option_table.hpp"
#include "app/trajectories_work.hpp"
#include "experiments/run/experiment_name.hpp"

namespace regimes::app {

/// `name`: in its files. `grows`: whether a run can go on to more points than it was begun with.
template <class Options>
struct Resumable;

template <>
struct Resumable<experiments::CollapseOptions> {
  using Start = experiments::CollapseStart;
  static constexpr const char* name = experiments::collapse_name;
  static constexpr bool grows = true;
  static OptionTable table(CollapseRequest& request) { return collapse_option_table(request); }
  static const auto& texts() { return experiments::collapse_texts(); }
  static Start read(const io::Document& document, const experiments::CollapseOptions& options,
                    const std::string& file) {
    return experiments::read_collapse_start(document, options, file);
  }
};

template <>
struct Resumable<experiments::KdeOptions> {
  using Start = experiments::KdeStart;
  static constexpr const char* name = experiments::kde_name;
  static constexpr bool grows = true;
  static OptionTable table(KdeRequest& request) { return kde_option_table(request); }
  static const auto& texts() { return experiments::kde_texts(); }
  static Start read(const io::Document& document, const experiments::KdeOptions& options,
                    const std::string& file) {
    return experiments::read_kde_start(document, options, file);
  }
};

template <>
struct Resumable<experiments::SampleOptions> {
  using Start = experiments::DocumentStart;
  static constexpr const char* name = experiments::sample_name;
  static constexpr bool grows = false;
  static OptionTable table(SampleRequest& request) { return sample_option_table(request); }
  static const auto& texts() { return experiments::sample_texts(); }
  static Start read(const io::Document& document, const experiments::SampleOptions& options,
                    const std::string& file) {
    return experiments::read_document_start(document, options, file);
  }
};

template <>
struct Resumable<experiments::TrajectoriesOptions> {
  using Start = experiments::DocumentStart;
  static constexpr const char* name = experiments::trajectories_name;
  static constexpr bool grows = false;
  static OptionTable table(TrajectoriesRequest& request) { return trajectories_option_table(request); }
  static const auto& texts() { return experiments::trajectories_texts(); }
  static Start read(const io::Document& document, const experiments::TrajectoriesOptions& options,
                    const std::string& file) {
    return experiments::read_document_start(document, options, file);
  }
};

template <>
struct Resumable<experiments::SpeciationOptions> {
  using Start = experiments::DocumentStart;
  static constexpr const char* name = experiments::speciation_name;
  static constexpr bool grows = false;
  static OptionTable table(SpeciationRequest& request) { return speciation_option_table(request); }
  static const auto& texts() { return experiments::speciation_texts(); }
  static Start read(const io::Document& document, const experiments::SpeciationOptions& options,
                    const std::string& file) {
    return experiments::read_document_start(document, options, file);
  }
};

/// Calls visit(Options()) for every one of them.
template <class Visit>
void for_every_resumable(const Visit& visit) {
  visit(experiments::CollapseOptions());
  visit(experiments::KdeOptions());
  visit(experiments::SampleOptions());
  visit(experiments::TrajectoriesOptions());
  visit(experiments::SpeciationOptions());
}

using AnyStart = std::variant<experiments::CollapseStart, experiments::KdeStart, experiments::DocumentStart>;

}  // namespace regimes::app
