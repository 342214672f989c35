#pragma once

namespace regimes::experiments {

/// What a prediction rests on.
struct RunSoFar {
  double done = 0;           ///< of the work of this and all earlier runs, by this one
  double to_do = 1;          ///< of it, by this one from its beginning to its end
  double sweep_seconds = 0;  ///< of what was done; the rest of the time since the start went into set-up
  double setup_seconds_left = 0;
};

/// Seconds of the whole run, of which `seconds` have passed: set-up as it was, and the sweep in proportion to
/// what is done of it. NaN before two seconds or a twentieth of the sweep.
double predicted_seconds(const RunSoFar& so_far, double seconds);

}  // namespace regimes::experiments
