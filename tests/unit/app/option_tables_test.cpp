// Every declaration of an option, of every experiment: what help, files, resume and scripts rely on.
#include <gmock/gmock.h>

#include <set>

#include "app/arguments/call.hpp"
#include "experiments/catalogue/experiments.hpp"
#include "experiments/collapse/collapse_options.hpp"
#include "refusal.hpp"

namespace {

using namespace regimes;
using namespace regimes::experiments;
using test::expect_refusal;

class OptionTables : public testing::TestWithParam<std::string> {
 protected:
  const Experiment& experiment() const { return *find_experiment(GetParam()); }
};

TEST_P(OptionTables, DeclareEveryOptionOnceAndWhole) {
  std::set<std::string> seen;
  const auto defaults = experiment().defaults();
  for (const Option* option : all_options(experiment().options)) {
    SCOPED_TRACE(option->name);
    EXPECT_TRUE(seen.insert(option->name).second);
    for (const std::string& alias : option->aliases) {
      EXPECT_TRUE(seen.insert(alias).second) << alias;
    }
    EXPECT_FALSE(option->summary.empty());
    EXPECT_FALSE(option->explanation.empty());
    EXPECT_EQ(option->is_switch(), option->value.type == "switch");
    EXPECT_TRUE(option->is_switch() || option->name == config_option || !option->range.empty() ||
                option->kind == OptionKind::terminal);
    EXPECT_EQ(static_cast<bool>(option->applies), !option->condition.empty());
    if (option->name != help_option) {
      EXPECT_FALSE(fallback_text(*option, *defaults).empty());
    }
    if (option->kind != OptionKind::terminal) {
      EXPECT_TRUE(static_cast<bool>(option->value.text));
    }
  }
}

// A value that is read back as it was written: a declaration bound to a wrong member shows.
TEST_P(OptionTables, KeepEveryValueApartFromTheOthers) {
  const std::map<std::string, std::string> words = {
      {"count", "2"},   {"counts", "2,3"},  {"real", "0.25"},   {"reals", "0.25,0.5"},
      {"text", "word"}, {"switch", "true"}, {"duration", "90s"}};
  const std::map<std::string, std::string> own_words = {{"spectrum", "24"}, {"time-grids", "vp,snr"}};
  for (const Option* option : all_options(experiment().options)) {
    SCOPED_TRACE(option->name);
    if (!option->value.text || option->name == "observables") continue;
    const auto options = experiment().defaults(), untouched = experiment().defaults();
    const bool is_choice = option->value.type == "choice";
    const std::string word = own_words.contains(option->name) ? own_words.at(option->name)
                             : is_choice                      ? option->value.choices.back()
                                                              : words.at(option->value.type);
    option->value.set(*options, word, "--" + option->name);
    EXPECT_EQ(option->value.text(*options), word);
    for (const Option* other : all_options(experiment().options)) {
      if (other == option || !other->value.text) continue;
      EXPECT_EQ(other->value.text(*options), other->value.text(*untouched)) << other->name;
    }
  }
}

TEST_P(OptionTables, LetEveryRunBeKeptApartAndGoOn) {
  const OptionTable& table = experiment().options;
  for (const char* name : {"output", "checkpoint-minutes", "time-limit", "quiet"})
    EXPECT_EQ(option_of(table, name).on_resume, OnResume::free) << name;
  for (const char* name : {"dry-run", "force", "config", "help", "quiet", "checkpoint-minutes", "time-limit"})
    EXPECT_EQ(option_of(table, name).kind, OptionKind::terminal) << name;
  EXPECT_EQ(option_of(table, "seed").on_resume, OnResume::same);
}

// Every option whose value is a file that the run reads says so.
TEST_P(OptionTables, NameTheirInputFiles) {
  for (const Option* option : all_options(experiment().options)) {
    if (!option->name.ends_with("-file")) continue;
    EXPECT_EQ(option->kind, OptionKind::input_file) << option->name;
  }
}

INSTANTIATE_TEST_SUITE_P(Experiments, OptionTables,
                         testing::Values("collapse", "kde", "evaluate", "memorisation", "sample",
                                         "trajectories", "guidance", "schedule", "speciation", "geometry"),
                         [](const auto& info) { return info.param; });

TEST(Catalogue, HasTheExperimentsThatAreTestedHere) {
  std::vector<std::string> names;
  for (const Experiment& experiment : experiments::experiments()) names.push_back(experiment.name);
  EXPECT_THAT(
      names, testing::UnorderedElementsAre("collapse", "kde", "evaluate", "memorisation", "sample",
                                           "trajectories", "guidance", "schedule", "speciation", "geometry"));
}

CollapseOptions read(const std::vector<std::string>& arguments) {
  CollapseOptions options;
  app::Call().read(collapse_option_table(), arguments, options);
  return options;
}

TEST(CollapseOptionTable, UnderstandsOlderNames) {
  EXPECT_EQ(read({"--replicas", "3"}).replicas, 3);
  EXPECT_EQ(read({"--realisations", "3"}).replicas, 3);
  EXPECT_THAT(read({"--snapshots", "10,20"}).snapshots, testing::ElementsAre(10, 20));
  EXPECT_THAT(read({"--sizes", "10,20"}).snapshots, testing::ElementsAre(10, 20));
}

TEST(CollapseOptionTable, RefusesOptionsWithoutEffect) {
  const auto refused = [](const std::vector<std::string>& arguments, const std::string& condition) {
    expect_refusal([&] { read(arguments); },
                   arguments[0] + ": has no effect here; it goes with " + condition);
  };
  refused({"--mean-amplitude", "1"}, "--train mixture");
  refused({"--mean-amplitude", "1", "--train", "idx"}, "--train mixture");
  refused({"--dimension", "3", "--train", "idx"}, "a --train other than a file");
  for (const char* law : {"idx", "ising", "variances"})
    refused({"--variance", "3", "--train", law},
            "--train gaussian, mixture, means, hierarchy or covariances with --variance-exponents");
  refused({"--store", "--train", "idx"}, "a --train other than a file");
  refused({"--mean-amplitudes", "1,2", "--train", "mixture"}, "--train means or hierarchy");
  refused({"--variances", "1,2", "--train", "ising"}, "--train variances");
  refused({"--inverse-temperatures", "1,2"}, "--train ising");
  refused({"--class-priors", ".5,.5"}, "a law with classes");
  for (const char* name : {"--labels-file", "--classes", "--per-class", "--scale"})
    refused({name, "1"}, "--train idx");
  refused({"--center", "none", "--train", "mixture"}, "--train idx");
}

TEST(CollapseOptionTable, ListsTheChoicesOfAWrongOne) {
  expect_refusal(
      [] {
        read({"--train", "gausian"});
      },
      "--train: 'gausian' is unknown; choose one of gaussian, mixture, means");
  expect_refusal([] { read({"--precision", "half"}); }, "choose one of float, double, auto");
  expect_refusal([] { read({"--train", "idx", "--center", "x"}); }, "choose one of none, scalar, mean");
}

TEST(OptionValues, RefuseCountsThatTheirTargetCannotHold) {
  expect_refusal([] { read({"--replicas", "2147483648"}); }, "--replicas: 2147483648 is too large");
}

}  // namespace
