#pragma once
/// The state of one query at one time: what it has seen of the training points OTHER than its source.
/// A monoid under merge(): tiles, ranges, shards and ranks combine in any order, and the default object is
/// the identity.
///
/// Logits are relative to the query's origin. For a query x = a^mu e^{-t} + sqrt(Delta_t) z the origin is the
/// source's own logit, so l^nu = ln(w^nu / w^mu) and the source itself, with l = 0, is joined only when
/// observables are formed.
#include <cstdint>

#include "kernels/device.hpp"
#include "kernels/math.hpp"

namespace regimes::kernels {

/// ln of a sum of exponentials: reference + ln(sum). Empty: sum = 0.
struct LogSum {
  double reference = 0;
  double sum = 0;  ///< sum of e^{l - reference}

  REGIMES_FUNCTION bool empty() const { return sum == 0; }
  REGIMES_FUNCTION void rebase(double to) {
    if (!empty()) sum *= math::exp(reference - to);
    reference = to;
  }
  REGIMES_FUNCTION void add(double logit) { merge({logit, 1}); }
  REGIMES_FUNCTION void merge(LogSum other) {
    if (other.empty()) return;
    if (empty()) {
      *this = other;
      return;
    }
    const double to = reference > other.reference ? reference : other.reference;
    rebase(to);
    other.rebase(to);
    sum += other.sum;
  }
};

struct Posterior {
  double reference = 0;              ///< r, a logit; any value near the largest one
  double sum = 0;                    ///< Z_rel = sum e^{l - r}
  double logit_sum = 0;              ///< SL = sum (l - r) e^{l - r}
  double square_sum = 0;             ///< S2 = sum e^{2 (l - r)}
  double nearest_logit = -HUGE_VAL;  ///< largest logit, that of the nearest point
  std::int64_t nearest_index = -1;   ///< its global index; ties: the lowest

  REGIMES_FUNCTION bool empty() const { return sum == 0; }

  /// Change of reference; the state means the same.
  REGIMES_FUNCTION void rebase(double to) {
    if (!empty()) {
      const double shift = reference - to, factor = math::exp(shift);
      logit_sum = factor * (logit_sum + shift * sum);
      sum *= factor;
      square_sum *= factor * factor;
    }
    reference = to;
  }

  REGIMES_FUNCTION void add(double logit, std::int64_t index) {
    if (empty() || logit > reference) rebase(logit);
    const double relative = logit - reference, weight = math::exp(relative);
    sum += weight;
    logit_sum += relative * weight;
    square_sum += weight * weight;
    see_nearest(logit, index);
  }

  REGIMES_FUNCTION void merge(Posterior other) {
    see_nearest(other.nearest_logit, other.nearest_index);
    if (other.empty()) return;
    if (empty()) {
      reference = other.reference;
    } else {
      const double to = reference > other.reference ? reference : other.reference;
      rebase(to);
      other.rebase(to);
    }
    sum += other.sum;
    logit_sum += other.logit_sum;
    square_sum += other.square_sum;
  }

 private:
  REGIMES_FUNCTION void see_nearest(double logit, std::int64_t index) {
    if (index >= 0 &&
        (nearest_index < 0 || logit > nearest_logit || (logit == nearest_logit && index < nearest_index))) {
      nearest_logit = logit;
      nearest_index = index;
    }
  }
};

}  // namespace regimes::kernels
