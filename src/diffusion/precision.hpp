#pragma once
/// How far float logits can be trusted, and when double is needed instead.
#include "kernels/precision.hpp"

namespace regimes::diffusion {

/// Logit errors above this, in nats, distort posterior weights by more than statistics hide: --precision auto
/// then takes double.
inline constexpr double tolerable_logit_error = 0.05;

/// Bound on the rounding error of a logit in float, in nats, at time t for points of mean square norm
/// `norm_squared`: eps (snr |a|^2 + sqrt(snr) |a| |z|) with |z|^2 = d, and the error of its weight by
/// recurrence (kernels/product_error.hpp). eps is that of a float sum of 128 terms
/// (kernels/packs/register_tile.hpp), for points as close to the source as it is to itself, the worst case.
/// kernels/README.md has the measurement.
double float_logit_error(double t, double norm_squared, int dimension);

/// Bound on the rounding error of a logit of a noised query, in nats, whose products of bytes are exact
/// (kernels/bytes/byte_queries.hpp): eps (u^2/2 + u |z|) with u = sqrt(snr) |a - a^mu|, at most as below, and
/// |z|^2 = d.
double byte_logit_error(double t, double norm_squared, int dimension);

/// Bound on what a logit of a noised query loses, in nats, where the points lie within `rounding` of those of
/// their file: 2 r sqrt(snr) (min(2 sqrt(snr) |a|, |z| + sqrt(|z|^2 + 60)) + |z|) with |z|^2 = d, as points
/// farther from the source than the second term over sqrt(snr) weigh less than e^{-30}.
double coordinate_logit_error(double t, double norm_squared, int dimension, double rounding);

/// Bound on the rounding error in float, in nats, of a logit of a free query of square norm
/// `query_norm_squared`, which is one product and the norm of the point: eps e^{-t} |a| (|x| + e^{-t} |a|/2)
/// / Delta_t.
double free_float_logit_error(double t, double query_norm_squared, double norm_squared);

/// Bound on what that logit loses, in nats, where queries lie within `query_rounding` and points within
/// `rounding` of those of their files: (|x| + e^{-t} |a|) (r_x + e^{-t} r)/Delta_t, from the derivative of
/// |x - a e^{-t}|^2/(2 Delta_t).
double free_coordinate_logit_error(double t, double query_norm_squared, double norm_squared,
                                   double query_rounding, double rounding);

/// Bound on the rounding error in float, in nats, of a logit of a density estimate of bandwidth h
/// (kernels/density_sweep.hpp): eps |a| (|x| + |a|/2)/h^2, and that of its weight by recurrence.
double density_float_logit_error(double bandwidth, double query_norm_squared, double norm_squared);

/// Bound on what that logit loses, in nats, where points and queries lie within `rounding` of those of their
/// file: 2 r (|x| + |a|)/h^2.
double density_coordinate_logit_error(double bandwidth, double query_norm_squared, double norm_squared,
                                      double rounding);

/// Bound on |a - a in float numbers| for points of at most this |a|^2: half a unit in the last of 24 bits of
/// every coordinate.
double float_rounding(double norm_squared);
/// Bound on what double numbers round off of points a = s raw - c: of a and of its two terms.
double double_rounding(double norm_squared, double center_norm_squared);

/// A bound that no sum exceeds, for what must be certain: on the rounding error of the nearness x.a - |a|^2/2
/// of points and queries of `dimension` coordinates and norms |a| and |x|, in their units squared. In a sum
/// of m terms the error of each is at most about m times the rounding of one number.
double nearness_error(kernels::Precision precision, int dimension, double query_norm, double point_norm);

/// Float where the error of its logits is tolerable.
kernels::Precision sufficient_precision(double float_logit_error);

}  // namespace regimes::diffusion
