#include "app/theory/theory_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>

#include "app/arguments/call.hpp"
#include "app/arguments/command_help.hpp"
#include "app/collective_exit.hpp"
#include "app/terminal/terminal.hpp"
#include "app/theory/density_tables.hpp"
#include "app/theory/geometry_tables.hpp"
#include "app/theory/guidance_tables.hpp"
#include "app/theory/schedule_tables.hpp"
#include "app/theory/speciation_tables.hpp"
#include "app/theory/theory_option_table.hpp"
#include "app/theory/theory_tables.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"
#include "experiments/exact/exact_collapse.hpp"
#include "experiments/run/prediction.hpp"
#include "io/replace_file.hpp"
#include "io/result_file.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {
namespace {

constexpr const char* description =
    "What theory says without a simulation. collapse: collapse times t_C by every definition, n for a wanted "
    "t_C, curves "
    "f^e/alpha and phi_C and, with --exact, their averages at finite n and d for n up to 1e30. speciation: "
    "speciation times "
    "t_S and class agreement phi of two classes. kde: bandwidths between the regimes of density estimates, "
    "the best one, and what rho_h is at given bandwidths. guidance: overshoot, variance, share of the class "
    "and KL divergence of guided points of one of two classes, or of several equal ones, by SDE and ODE, at "
    "any dimension. schedule: the "
    "fraction of paths in a mode and its spread by the ddim steps of grids of times, at any dimension, and "
    "the steps that a tolerance takes. geometry: the number d_eff of directions that the score of n points "
    "resolves, eigenvalues for infinitely many, retrieval, gaps of points on a plane, and where the smoothed "
    "scores of two points lead.";

std::vector<std::string> subjects() {
  std::vector<std::string> names;
  for (const TheorySubject subject : theory_subjects) names.emplace_back(name_of(subject));
  return names;
}

const std::vector<std::string> examples = {
    "regimes theory collapse --dimension 32,64 --points 1e6,1e9 --times .2,.3",
    "mpirun -n 2 regimes theory collapse --exact --dimension 48 --points 1e9,1e30 --format json",
    "regimes theory speciation --dimension 1024 --mean-amplitude 1 --times 3,3.5,4",
    "regimes theory kde --dimension 60 --log-points-per-dimension .2 --bandwidths .5,1,2",
    "regimes theory geometry --dimension 400 --plane-directions 80,80 --plane-variances 1,.01",
    "regimes theory guidance --dimension 4,16,1024 --strengths 1,3,8 --prior .5",
    "regimes theory schedule --dimension 1e2,1e12 --prior .8 --variance .25 --steps 20,100 --tolerance .01"};

TheorySubject subject_of(const std::vector<std::string>& arguments) {
  const std::vector<std::string> names = subjects();
  const std::string expected = fmt::format("write regimes theory {} OPTIONS", fmt::join(names, "|"));
  if (arguments.empty() || arguments.front().starts_with("-"))
    throw UsageError("theory of what? " + expected);
  const std::string& word = arguments.front();
  for (const TheorySubject subject : theory_subjects)
    if (word == name_of(subject)) return subject;
  const auto nearest = nearest_match(word, names);
  throw UsageError(fmt::format("theory of '{}' is unknown; {}{}", word,
                               nearest ? fmt::format("did you mean '{}'? ", *nearest) : "", expected));
}

/// Experiments take their law by its name: who writes that here learns how theory takes it.
void refuse_law_by_name(const std::vector<std::string>& arguments) {
  for (const std::string& word : arguments)
    if (word == "--train" || word.starts_with("--train="))
      throw UsageError(
          "--train: theory takes a law by its parameters and not by its name; 'regimes help theory' lists "
          "those of the laws that have a closed form");
}

/// Progress of several problems as that of one run.
class SharedProgress : public experiments::Observer {
 public:
  SharedProgress(experiments::Observer& whole, std::size_t problems) : whole_(whole), problems_(problems) {}

  void next_problem() { ++done_; }
  void progress(const experiments::Progress& part) override {
    experiments::Progress all = part;
    all.fraction = (static_cast<double>(done_) + part.fraction) / static_cast<double>(problems_);
    all.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    all.seconds_left =
        experiments::predicted_seconds({.done = all.fraction, .sweep_seconds = all.seconds}, all.seconds) -
        all.seconds;
    whole_.progress(all);
  }

 private:
  using Clock = std::chrono::steady_clock;
  experiments::Observer& whole_;
  std::size_t problems_, done_ = 0;
  Clock::time_point start_ = Clock::now();
};

std::vector<Table> tables_of(const TheoryOptions& options) {
  switch (options.subject) {
    case TheorySubject::collapse:
      return collapse_tables(options);
    case TheorySubject::speciation:
      return speciation_tables(options);
    case TheorySubject::kde:
      return density_tables(options);
    case TheorySubject::geometry:
      return geometry_tables(options);
    case TheorySubject::guidance:
      return guidance_tables(options);
    case TheorySubject::schedule:
      break;
  }
  return schedule_tables(options);
}

/// Collective.
Table run_exact(const TheoryOptions& options, const parallel::Communicator& communicator,
                Terminal& terminal) {
  const std::vector<TheorySize> sizes = theory_sizes(options);
  SharedProgress progress(terminal, sizes.size());
  std::vector<experiments::ExactCurves> curves;
  for (const TheorySize& size : sizes) {
    curves.push_back(
        experiments::exact_collapse({.law = exact_law(options, static_cast<std::int64_t>(size.dimension)),
                                     .points = size.points,
                                     .times = theory_times(options, size),
                                     .queries = options.queries,
                                     .seed = options.seed},
                                    communicator, progress));
    progress.next_problem();
  }
  return exact_table(options, curves);
}

/// One call of the command, understood without MPI.
struct TheoryCall {
  Call arguments;
  TheoryOptions options;
};

ExitCode run(const TheoryCall& call, const parallel::Communicator& communicator) {
  const TheoryOptions& options = call.options;
  const bool to_file = !options.output.empty();
  if (to_file)
    parallel::on_root(communicator, [&] {
      call.arguments.require_not_read(options.output, {options.spectrum_file});
      io::check_output(options.output, options.force);
    });
  Terminal terminal = Terminal::standard(false, communicator.is_root());
  std::vector<Table> tables = tables_of(options);
  if (options.exact)
    tables.push_back(call.arguments.with_places([&] { return run_exact(options, communicator, terminal); }));
  parallel::on_root(communicator, [&] {
    const std::string text = formatted(tables, options.format, options.command_line);
    if (to_file) {
      const auto* const bytes = reinterpret_cast<const std::byte*>(text.data());
      io::replace_file(options.output, {bytes, bytes + text.size()});
    }
    terminal.print(to_file ? fmt::format("wrote {}\n", printable(options.output)) : text);
  });
  return ExitCode::done;
}

Task prepare_theory(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(theory_command()), {}};
  const auto call = std::make_shared<TheoryCall>();
  TheoryOptions& options = call->options;
  options.subject = subject_of(arguments);
  refuse_law_by_name(arguments);
  call->arguments.read(theory_option_table(), {arguments.begin() + 1, arguments.end()}, options);
  options.command_line = command_line("theory", arguments);
  options = call->arguments.with_places([&] { return resolve_theory(options); });
  if (!options.exact && options.output.empty())
    return {formatted(tables_of(options), options.format, options.command_line), {}};
  return {{}, [call](const parallel::Communicator& communicator) { return run(*call, communicator); }};
}

}  // namespace

Command theory_command() {
  return {.name = "theory",
          .summary = "what theory says of collapse, speciation, densities, geometry, guidance and schedules",
          .prepare = prepare_theory,
          .options = theory_option_table(),
          .defaults = std::make_shared<TheoryOptions>(),
          .operands = {{fmt::format("{}", fmt::join(subjects(), "|")), subjects()}},
          .description = description,
          .examples = examples};
}

}  // namespace regimes::app
