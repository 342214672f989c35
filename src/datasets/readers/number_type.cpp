#include "datasets/readers/number_type.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/contract.hpp"

namespace regimes::datasets {
namespace {

static_assert(std::endian::native == std::endian::little);

template <class Bits>
Bits swapped(Bits bits) {
  if constexpr (sizeof(Bits) == 2) return __builtin_bswap16(bits);
  if constexpr (sizeof(Bits) == 4) return __builtin_bswap32(bits);
  if constexpr (sizeof(Bits) == 8) return __builtin_bswap64(bits);
  return bits;
}

/// IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction.
double from_half(std::uint16_t bits) {
  constexpr int fraction_bits = 10, bias = 15, special = 31;
  const int exponent = bits >> fraction_bits & special, fraction = bits & ((1 << fraction_bits) - 1);
  const double sign = bits >> 15 ? -1 : 1;
  if (exponent == special)
    return fraction == 0 ? sign * std::numeric_limits<double>::infinity()
                         : std::numeric_limits<double>::quiet_NaN();
  const int leading = exponent == 0 ? 0 : 1 << fraction_bits;
  return sign * std::ldexp(leading + fraction, std::max(exponent, 1) - bias - fraction_bits);
}

template <class Bits, class ToDouble>
void decode_as(bool is_swapped, std::span<const std::uint8_t> bytes, std::span<double> values,
               const ToDouble& to_double) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    Bits bits;
    std::memcpy(&bits, bytes.data() + i * sizeof(Bits), sizeof(Bits));
    values[i] = static_cast<double>(to_double(is_swapped ? swapped(bits) : bits));
  }
}

}  // namespace

void decode(const NumberType& type, std::span<const std::uint8_t> bytes, std::span<double> values) {
  const bool big = type.is_big_endian;
  using u8 = std::uint8_t;
  using u16 = std::uint16_t;
  using u32 = std::uint32_t;
  using u64 = std::uint64_t;
  const auto plain = [](auto bits) { return bits; };
  switch (type.kind * 16 + type.bytes) {
    case 'b' * 16 + 1:
      return decode_as<u8>(big, bytes, values, [](u8 bits) { return bits != 0; });
    case 'u' * 16 + 1:
      return decode_as<u8>(big, bytes, values, plain);
    case 'u' * 16 + 2:
      return decode_as<u16>(big, bytes, values, plain);
    case 'u' * 16 + 4:
      return decode_as<u32>(big, bytes, values, plain);
    case 'u' * 16 + 8:
      return decode_as<u64>(big, bytes, values, plain);
    case 'i' * 16 + 1:
      return decode_as<u8>(big, bytes, values, [](u8 bits) { return std::bit_cast<std::int8_t>(bits); });
    case 'i' * 16 + 2:
      return decode_as<u16>(big, bytes, values, [](u16 bits) { return std::bit_cast<std::int16_t>(bits); });
    case 'i' * 16 + 4:
      return decode_as<u32>(big, bytes, values, [](u32 bits) { return std::bit_cast<std::int32_t>(bits); });
    case 'i' * 16 + 8:
      return decode_as<u64>(big, bytes, values, [](u64 bits) { return std::bit_cast<std::int64_t>(bits); });
    case 'f' * 16 + 2:
      return decode_as<u16>(big, bytes, values, from_half);
    case 'f' * 16 + 4:
      return decode_as<u32>(big, bytes, values, [](u32 bits) { return std::bit_cast<float>(bits); });
    case 'f' * 16 + 8:
      return decode_as<u64>(big, bytes, values, [](u64 bits) { return std::bit_cast<double>(bits); });
    default:
      require(false, "numbers of the kind {} and {} bytes are not stored", type.kind, type.bytes);
  }
}

std::string name_of(const NumberType& type) {
  constexpr int bits_per_byte = 8;
  if (type.kind == 'b') return "bool";
  const char* const kind = type.kind == 'f' ? "float" : type.kind == 'u' ? "uint" : "int";
  return fmt::format("{}{}", kind, type.bytes * bits_per_byte);
}

}  // namespace regimes::datasets
