#include "app/inspect/cite_command.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "app/arguments/call.hpp"
#include "app/arguments/command_help.hpp"
#include "app/arguments/operands.hpp"
#include "app/terminal/terminal.hpp"
#include "base/build_information.hpp"
#include "base/printable.hpp"
#include "base/wrapped_text.hpp"
#include "experiments/options/run_options.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/run/experiment_name.hpp"
#include "experiments/run/run_document.hpp"
#include "io/reading_trial.hpp"
#include "io/result_file.hpp"

namespace regimes::app {
namespace {

constexpr const char* program_title = "regimes: the dynamical regimes of diffusion models, at scale";
constexpr const char* program_authors = "The regimes developers";

struct Paper {
  const char* key;  ///< of its BibTeX entry
  const char* authors;
  const char* bibtex_authors;
  const char* title;
  int year;
  const char* number;  ///< on arXiv
};

constexpr Paper dynamical_regimes = {
    "biroli2024dynamical",
    "G. Biroli, T. Bonnaire, V. de Bortoli, M. Mézard",
    "Biroli, Giulio and Bonnaire, Tony and de Bortoli, Valentin and M{\\'e}zard, Marc",
    "Dynamical regimes of diffusion models",
    2024,
    "2402.18491"};
constexpr Paper density_estimators = {"biroli2024kernel",
                                      "G. Biroli, M. Mézard",
                                      "Biroli, Giulio and M{\\'e}zard, Marc",
                                      "Kernel density estimators in large dimensions",
                                      2024,
                                      "2408.05807"};
constexpr Paper general_speciation = {
    "achilli2026theory",
    "B. Achilli, M. Benedetti, G. Biroli, M. Mézard",
    "Achilli, Beatrice and Benedetti, Marco and Biroli, Giulio and M{\\'e}zard, Marc",
    "Theory of speciation transitions in diffusion models with general class structure",
    2026,
    "2602.04404"};

constexpr Paper guidance_forms = {
    "pavasovic2025guidance",
    "K. Pavasovic, J. Verbeek, G. Biroli, M. Mézard",
    "Pavasovic, Krunoslav Lehman and Verbeek, Jakob and Biroli, Giulio and M{\\'e}zard, Marc",
    "Classifier-free guidance: from high-dimensional analysis to generalized guidance forms",
    2025,
    "2502.07849"};
constexpr Paper noise_schedules = {
    "aranguri2025schedules",
    "S. Aranguri, G. Biroli, M. Mézard, E. Vanden-Eijnden",
    "Aranguri, Santiago and Biroli, Giulio and M{\\'e}zard, Marc and Vanden-Eijnden, Eric",
    "Optimizing noise schedules of generative models in high dimensions",
    2025,
    "2501.00988"};

/// Those whose equations a result of the experiment used, as src/theory/README.md has them.
std::vector<Paper> papers_of(std::string_view experiment) {
  if (experiment == experiments::kde_name) return {density_estimators};
  if (experiment == experiments::speciation_name) return {dynamical_regimes, general_speciation};
  if (experiment == experiments::guidance_name) return {dynamical_regimes, guidance_forms};
  if (experiment == experiments::schedule_name) return {noise_schedules};
  return {dynamical_regimes};
}

/// What is to be cited.
struct Citation {
  std::string version;  ///< of regimes
  std::vector<Paper> papers;
};

Citation of_program() {
  return {std::string(build_information::version()),
          {dynamical_regimes, density_estimators, general_speciation, guidance_forms, noise_schedules}};
}

/// The citation for a result file names the version that wrote it.
Citation of_file(const std::string& path) {
  io::try_document(path);
  const io::Document document = io::read_document(path);
  try {
    const io::Group& provenance = experiments::group_of(document, "provenance");
    return {experiments::text_attribute(provenance, "regimes_version"),
            papers_of(experiments::experiment_of(document))};
  } catch (const DataError& error) {
    throw DataError(fmt::format("'{}' is no result of regimes: {}", path, error.what()));
  }
}

std::string text_of(const Citation& citation, int width) {
  constexpr Indent indent = {0, 2};
  std::string text = wrapped(
      fmt::format("{}. {}. Version {}.", program_authors, program_title, citation.version), width, indent);
  for (const Paper& paper : citation.papers)
    text +=
        wrapped(fmt::format("{}. {}. arXiv:{} ({}).", paper.authors, paper.title, paper.number, paper.year),
                width, indent);
  return text;
}

std::string bibtex_of(const Citation& citation) {
  std::string text = fmt::format(
      "@software{{regimes,\n  author = {{{{{}}}}},\n  title = {{{{{}}}}},\n  version = {{{}}}\n}}\n",
      program_authors, program_title, citation.version);
  for (const Paper& paper : citation.papers)
    text += fmt::format(
        "\n@misc{{{},\n  author = {{{}}},\n  title = {{{}}},\n  year = {{{}}},\n  eprint = {{{}}},\n"
        "  archivePrefix = {{arXiv}},\n  url = {{https://arxiv.org/abs/{}}}\n}}\n",
        paper.key, paper.bibtex_authors, paper.title, paper.year, paper.number, paper.number);
  return text;
}

OptionTable options() { return {{"Terminal", {experiments::help_of("cite")}}}; }

Task prepare_cite(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(cite_command()), {}};
  const SplitArguments split = split_operands(options(), arguments);
  read_command_line(options(), split.options);
  if (split.operands.size() > 1)
    throw UsageError(fmt::format("cite: '{}' is one file too many", split.operands[1]));
  Citation citation = split.operands.empty() ? of_program() : of_file(split.operands.front());
  citation.version = printable(citation.version);
  return {text_of(citation, columns_of_standard_output()) + "\n" + bibtex_of(citation), {}};
}

}  // namespace

Command cite_command() {
  return {.name = "cite",
          .summary = "what to cite: the program, and the papers whose equations a result used",
          .prepare = prepare_cite,
          .options = options(),
          .operands = {{.name = "[FILE]"}},
          .description =
              "Prints references as text and as BibTeX: the program, and the papers whose equations it uses. "
              "With the FILE of a result: the version that wrote it, and the papers of its experiment.",
          .examples = {"regimes cite", "regimes cite gaussian.h5"}};
}

}  // namespace regimes::app
