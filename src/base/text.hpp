#pragma once
/// Texts from and for people: blanks around words, suggestions for misspelled ones, quantities at a glance.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regimes {

/// `text` without the blanks, tabs and carriage returns around it: a part of the same characters.
std::string_view trimmed(std::string_view text);

/// The fewest insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal
/// string alignment).
int edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word` (the first of equals), for "did you mean ...?". Nothing if it takes more
/// than one edit per three letters of the word (at least one edit is allowed).
std::optional<std::string> nearest_match(std::string_view word, const std::vector<std::string>& candidates);

/// Three significant digits with the suffixes that parse_count() reads: 950, 20k, 1M, 6.25G. Below 10,000
/// every digit, beyond the suffixes a power of ten: 1.54e17.
std::string human_count(double count);

/// "1 snapshot", "10 snapshots", "2 queries".
std::string counted(std::int64_t count, const std::string& one, const std::string& several = {});

/// Seconds as "0.82 s", "12.3 s", "2 min 05 s", "3 h 07 min" or "2 d 04 h"; "unknown" where not finite.
std::string human_duration(double seconds);

/// Bytes as "512 B", "1.5 kB", "150 MB", in powers of 1000.
std::string human_bytes(double bytes);

/// "a", "a or b", "a, b or c".
std::string either_of(const std::vector<std::string>& words);

}  // namespace regimes
