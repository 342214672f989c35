#include "kernels/procedural_points.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "kernels/packs/procedural_tiles.hpp"
#include "kernels/spins.hpp"

namespace regimes::kernels {
namespace {

/// Writes values of one class into row `c` of a table, filled up with zeros.
void fill_row(const std::vector<float>& values, int dimension, std::size_t c, int row,
              std::vector<float>& table) {
  require(values.size() == 1 || values.size() == static_cast<std::size_t>(dimension),
          "a class of {} coordinates has {} means or deviations", dimension, values.size());
  float* const into = table.data() + c * static_cast<std::size_t>(row);
  for (int k = 0; k < std::min(row, dimension); ++k) into[k] = values.size() == 1 ? values[0] : values[k];
}

/// 1 where every class has one number for all coordinates.
int row_length(const std::vector<const NormalClass*>& classes, std::vector<float> NormalClass::*values,
               int dimension) {
  const bool is_constant = std::all_of(classes.begin(), classes.end(),
                                       [&](const NormalClass* one) { return (one->*values).size() == 1; });
  return is_constant ? 1 : padded_dimension(dimension);
}

void fill_normal(ClassTables& tables, const std::vector<const NormalClass*>& classes, int dimension) {
  tables.mean_row = row_length(classes, &NormalClass::mean, dimension);
  tables.deviation_row = row_length(classes, &NormalClass::deviation, dimension);
  tables.means.resize(classes.size() * static_cast<std::size_t>(tables.mean_row));
  tables.deviations.resize(classes.size() * static_cast<std::size_t>(tables.deviation_row));
  for (std::size_t c = 0; c < classes.size(); ++c) {
    fill_row(classes[c]->mean, dimension, c, tables.mean_row, tables.means);
    fill_row(classes[c]->deviation, dimension, c, tables.deviation_row, tables.deviations);
  }
}

/// One point after another.
void write_few(const ProceduralPoints& points, std::int64_t first, std::int64_t count, float* rows) {
  std::vector<float> padded(static_cast<std::size_t>(padded_dimension(points.dimension)));
  for (std::int64_t i = 0; i < count; ++i) {
    generate_points<Scalar>(points, first + i, padded.data(), 1);
    std::copy_n(padded.begin(), points.dimension, rows + i * points.dimension);
  }
}

/// By whole tiles.
void write_many(const ProceduralPoints& points, std::int64_t first, std::int64_t count, float* rows) {
  std::vector<simd::Floats> scratch(tile_scratch<float>(points) / simd::lanes<float> + 1);
  float* const made = reinterpret_cast<float*>(scratch.data());
  const auto d = static_cast<std::size_t>(points.dimension);
  for (std::int64_t done = 0; done < count; done += tile_points) {
    const auto here = static_cast<int>(std::min<std::int64_t>(tile_points, count - done));
    generate_tile<Packed>(points, {first + done, here, 0}, made);
    for (int p = 0; p < here; ++p, rows += d)
      for (std::size_t k = 0; k < d; ++k) rows[k] = made[k * tile_points + p];
  }
}

}  // namespace

ProceduralPoints make_procedural(Stream stream, int dimension, const std::vector<ProceduralClass>& classes,
                                 const std::vector<double>& shares) {
  require(dimension >= 1 && !classes.empty() && classes.size() == shares.size(),
          "{} shares are given for {} classes of {} coordinates", shares.size(), classes.size(), dimension);
  ClassTables tables;
  tables.shares = shares;
  std::vector<const NormalClass*> normal;
  for (const ProceduralClass& one : classes) {
    if (const auto* chain = std::get_if<ChainClass>(&one))
      tables.staying_words.push_back(words_below(chain->staying_probability));
    else
      normal.push_back(&std::get<NormalClass>(one));
  }
  require(normal.empty() || !tables.is_chain(), "{} classes of {} are chains, and the others are not",
          tables.staying_words.size(), classes.size());
  if (!tables.is_chain()) fill_normal(tables, normal, dimension);
  return {stream, dimension, classes.size() > 1 ? static_cast<int>(classes.size()) : 0,
          std::make_shared<const ClassTables>(std::move(tables))};
}

ProceduralPoints normal_points(Stream stream, int dimension, float deviation) {
  return make_procedural(stream, dimension, {NormalClass{{0.f}, {deviation}}}, {1.});
}

void write_rows(const ProceduralPoints& points, std::int64_t first, std::int64_t count, float* rows) {
  constexpr std::int64_t fewest_in_packs = 8;
  if (count >= fewest_in_packs) return write_many(points, first, count, rows);
  write_few(points, first, count, rows);
}

}  // namespace regimes::kernels
