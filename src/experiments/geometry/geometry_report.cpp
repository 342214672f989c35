#include "experiments/geometry/geometry_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <optional>

#include "base/text_table.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

/// The largest size of which something is measured.
std::optional<std::size_t> last_size(const GeometryResult& result) {
  const std::size_t parts = (result.units.size() + result.times() - 1) / result.times();
  if (parts == 0) return std::nullopt;
  return std::min(parts, result.sizes()) - 1;
}

std::string table(const GeometryResult& result) {
  const auto size = last_size(result);
  if (!size) return {};
  const bool has_spectra = eigenvalues_of(result.options) > 0;
  const auto law = finite_size_law(result.options);
  const std::int64_t points = result.options.snapshots[*size];
  std::vector<TextRow> rows = {{"t", "d_eff", "Gaussian"}};
  if (law) rows.front().push_back("theory");
  if (has_spectra) rows.front().insert(rows.front().end(), {"m_1", "m_i > 1"});
  for (std::size_t i = 0; i < result.times(); ++i) {
    const auto text = [&](const char* name) {
      const observables::MeanError mean = mean_of(result, *size, i, column_of(result.quantities, name));
      return with_error(mean.mean, mean.standard_error);
    };
    const std::vector<double> liquid = liquid_eigenvalues(result, *size, result.options.times[i]);
    rows.push_back({fmt::format("{:.4g}", result.options.times[i]), text(geometry::effective_dimension),
                    liquid.empty() ? "-" : short_number(std::accumulate(liquid.begin(), liquid.end(), 0.))});
    if (law) rows.back().push_back(short_number(law_dimension(*law, points, result.options.times[i])));
    if (has_spectra)
      rows.back().insert(rows.back().end(),
                         {text(geometry::eigenvalue), text(geometry::unstable_directions)});
  }
  return fmt::format("n = {}\n{}", points,
                     aligned(rows, std::vector<Align>(rows.front().size(), Align::right)));
}

}  // namespace

std::string geometry_report(const GeometryResult& result, const RunEnd& end) {
  return fmt::format(
      "{}{}\n{}\n", table(result), work_text(end),
      end.finished ? wrote_text(end.output) : stopped_text(end, "before the first time was done"));
}

}  // namespace regimes::experiments
