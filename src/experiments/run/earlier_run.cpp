#include "experiments/run/earlier_run.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "experiments/run/document_values.hpp"

namespace regimes::experiments {

EarlierRun read_earlier_run(const io::Document& document) {
  const io::Group& provenance = group_of(document, "provenance");
  EarlierRun run;
  const auto &names = texts_of(provenance, "name"), &values = texts_of(provenance, "value"),
             &origins = texts_of(provenance, "origin");
  if (values.size() != names.size() || origins.size() != names.size())
    throw DataError("its options have no common length");
  for (std::size_t i = 0; i < names.size(); ++i)
    run.options.push_back({names[i], values[i], io::origin_from_text(origins[i])});
  run.command_line = text_attribute(provenance, "command_line");
  run.start_time = io::time_from_iso8601_utc(text_attribute(provenance, "start_time"));
  run.seconds = real_attribute(provenance, "wall_clock_seconds");
  run.runs = integer_attribute(provenance, "runs");
  run.work = {integer_attribute(provenance, "pairs"), integer_attribute(provenance, "pair_times"),
              integer_attribute(provenance, "exponentials"),
              real_attribute(provenance, "floating_point_operations"),
              real_attribute(provenance, "reduced_bytes")};
  if (!try_variable(provenance, "input_file")) return run;
  const auto &files = texts_of(provenance, "input_file"), &checksums = texts_of(provenance, "input_crc32");
  const auto& bytes = integers_of(provenance, "input_bytes", files.size());
  if (checksums.size() != files.size()) throw DataError("its input files have no common length");
  for (std::size_t i = 0; i < files.size(); ++i) run.inputs.push_back({files[i], bytes[i], checksums[i]});
  return run;
}

void require_unchanged(const std::vector<io::InputFile>& now, const std::vector<io::InputFile>& then) {
  if (now.size() != then.size())
    throw DataError(fmt::format("it was made from {} data files and not {}", then.size(), now.size()));
  for (std::size_t i = 0; i < now.size(); ++i)
    if (now[i].bytes != then[i].bytes || now[i].checksum != then[i].checksum)
      throw DataError(fmt::format(
          "'{}' has changed since the run began: {} bytes with checksum {}, then {} bytes with {}; "
          "put the old file back, or begin anew",
          now[i].path, now[i].bytes, now[i].checksum, then[i].bytes, then[i].checksum));
}

}  // namespace regimes::experiments
