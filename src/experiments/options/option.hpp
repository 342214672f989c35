#pragma once
/// What an option is. Each is declared once, beside the struct that holds its value; the command line,
/// configuration files, help, manual, completion, `regimes describe`, provenance, the rules of resume and the
/// fingerprints of input files are made from that declaration.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "io/provenance.hpp"

namespace regimes::experiments {

/// One option as a run used it, for the provenance of its result: name, value as one would write it (empty:
/// not set) and origin.
using io::ResolvedOption;

/// The base of every struct of options, so that a declaration can be applied to any struct that has its
/// member.
struct OptionValues {
  virtual ~OptionValues() = default;
};

/// What an option names.
enum class OptionKind {
  value,
  input_file,   ///< read by the run: its fingerprint is part of the result
  output_file,  ///< written by the run
  terminal      ///< about this call only: not part of what a result remembers
};
std::string_view name_of(OptionKind kind);

/// What `regimes resume` lets be said about an option of a run that goes on.
enum class OnResume {
  same,  ///< it may be repeated, not changed
  free,  ///< it may differ: it does not change the numbers of a result
  grows  ///< it may ask for more, in experiments that can be extended
};
std::string_view name_of(OnResume rule);

/// How the value of an option is read from a text and written as one.
struct OptionValue {
  /// What the text is: "count", "counts", "real", "reals", "duration", "text", "switch", "choice".
  std::string type = {};
  std::vector<std::string> choices = {};  ///< where only these words are accepted
  /// Stores a value. Throws UsageError that starts with `what`.
  std::function<void(OptionValues& options, const std::string& text, const std::string& what)> set = {};
  /// The value as one would write it; empty where it is not set.
  std::function<std::string(const OptionValues& options)> text = {};
  /// What follows from it for other options, once all that are given are stored. Empty: nothing.
  std::function<void(OptionValues& options)> settle = {};
};

struct Option {
  std::string name = {};         ///< without dashes
  std::string argument = {};     ///< what its value is called in the help, e.g. COUNT; empty for a switch
  std::string summary = {};      ///< a few words for the one-screen help
  std::string explanation = {};  ///< whole sentences for the manual
  std::string unit = {};         ///< of its value; empty where there is none
  std::string fallback = {};     ///< the default in words; empty: the value in a struct of defaults
  std::string range = {};        ///< what is accepted
  OptionValue value = {};
  /// Whether it has an effect beside the other values; empty: always. One without effect is refused where it
  /// is given and left out of provenance.
  std::function<bool(const OptionValues&)> applies = {};
  std::string condition = {};  ///< the same in words, e.g. "--train idx"
  OptionKind kind = OptionKind::value;
  /// The input file that the option names, where that is not its value; an empty text: none.
  std::function<std::string(const OptionValues&)> file = {};
  OnResume on_resume = OnResume::same;
  std::vector<std::string> aliases = {};  ///< older names, which are still understood
  bool is_required = false;

  bool is_switch() const { return argument.empty(); }
  bool has_effect(const OptionValues& options) const { return !applies || applies(options); }
  bool is_called(std::string_view word) const;  ///< by its name or an alias
};

struct OptionGroup {
  std::string title;
  std::vector<Option> options;
  bool needs_one = false;      ///< one of its options must be given; the help begins with it
  bool is_on_request = false;  ///< `regimes help COMMAND` explains it with --all
};

using OptionTable = std::vector<OptionGroup>;

/// A condition on a struct of options as Option::applies takes it.
template <class Options>
std::function<bool(const OptionValues&)> when(bool (*holds)(const Options&)) {
  return [holds](const OptionValues& options) { return holds(static_cast<const Options&>(options)); };
}

/// The option that is called `name`, or has it as an alias; null where there is none.
const Option* find(const OptionTable& table, std::string_view name);

/// The option called `name`, which the table has (ContractError).
const Option& option_of(const OptionTable& table, std::string_view name);

/// Every option of a table, in the order of the help.
std::vector<const Option*> all_options(const OptionTable& table);
std::vector<const Option*> all_options(OptionTable&&) = delete;  ///< they would point into what is gone
std::vector<std::string> names(const OptionTable& table);

/// One group of options from several.
std::vector<Option> joined(std::initializer_list<std::vector<Option>> groups);

/// The default in words, or as one would write it: the value that the struct `defaults` holds.
std::string fallback_text(const Option& option, const OptionValues& defaults);

/// What a result remembers of a run's options before the run fills in what is open: every option but those of
/// this call only, with the value in `options`, and its origin in `given` or that of a default.
std::vector<ResolvedOption> origins(const OptionTable& table, const OptionValues& options,
                                    const std::vector<ResolvedOption>& given);

/// The options that repeat the run: those of `origins` that have an effect and a value, with the values of
/// `options`. What was open when the origins were made and differs from `defaults` is `derived`, and what the
/// run has changed since.
std::vector<ResolvedOption> refreshed(const OptionTable& table, const std::vector<ResolvedOption>& origins,
                                      const OptionValues& options, const OptionValues& defaults);

}  // namespace regimes::experiments
