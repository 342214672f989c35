#pragma once
/// Sums of many logarithms at the price of products.
#include <cmath>

namespace regimes::datasets {

/// ln of a product of positive factors, each between 1e-100 and 1e100.
class LogProduct {
 public:
  void multiply(double factor) {
    constexpr double largest = 1e100, smallest = 1e-100;
    product_ *= factor;
    if (product_ > largest || product_ < smallest) {
      sum_ += std::log(product_);
      product_ = 1;
    }
  }
  double log() const { return sum_ + std::log(product_); }

 private:
  double product_ = 1, sum_ = 0;
};

}  // namespace regimes::datasets
