#pragma once
/// How a result file says which experiment made it: a root attribute, and its values.

namespace regimes::experiments {

inline constexpr const char* experiment_attribute = "experiment";
inline constexpr const char* collapse_name = "collapse";
inline constexpr const char* kde_name = "kde";
inline constexpr const char* evaluate_name = "evaluate";
inline constexpr const char* memorisation_name = "memorisation";
inline constexpr const char* sample_name = "sample";
inline constexpr const char* trajectories_name = "trajectories";
inline constexpr const char* speciation_name = "speciation";
inline constexpr const char* guidance_name = "guidance";
inline constexpr const char* schedule_name = "schedule";
inline constexpr const char* geometry_name = "geometry";

}  // namespace regimes::experiments
