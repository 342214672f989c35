// The table of `regimes collapse` against the options that it sets.
#include "app/collapse_option_table.hpp"

#include <gmock/gmock.h>

#include "app/command_line.hpp"
#include "refusal.hpp"

namespace {

using namespace regimes;
using test::expect_refusal;

struct Read {
  app::CollapseRequest request;

  explicit Read(const std::vector<std::string>& arguments) {
    const app::OptionTable table = app::collapse_option_table(request);
    app::set_options(table, app::read_options(table, arguments));
  }
};

TEST(CollapseOptionTable, HasEveryOptionOfAResultAndItsDefault) {
  app::CollapseRequest request;
  const app::OptionTable table = app::collapse_option_table(request);
  for (const std::string& name : experiments::collapse_texts().names()) {
    const app::Option* option = app::find(table, name);
    ASSERT_NE(option, nullptr) << name;
    EXPECT_FALSE(option->fallback.empty()) << name;
    EXPECT_FALSE(option->explanation.empty()) << name;
    EXPECT_EQ(option->range.empty(), option->is_switch()) << name;
  }
}

TEST(CollapseOptionTable, SetsEachOptionToWhatWasWritten) {
  // Read as text and written back: a setter bound to a wrong member shows.
  const std::vector<std::pair<std::string, std::string>> common = {
      {"points", "500"},       {"log-points-per-dimension", "0.2"},
      {"snapshots", "10,500"}, {"queries", "17"},
      {"query-groups", "2"},   {"times", "0.1,2"},
      {"replicas", "3"},       {"seed", "99"},
      {"precision", "double"}, {"output", "x.h5"}};
  auto mixture = common, idx = common;
  mixture.insert(mixture.end(),
                 {{"train", "mixture"}, {"dimension", "12"}, {"variance", "2.5"}, {"mean-amplitude", "0.5"}});
  idx.insert(idx.end(), {{"train", "idx"},
                         {"train-file", "images"},
                         {"labels-file", "labels"},
                         {"classes", "1,7"},
                         {"per-class", "8"},
                         {"scale", "-0.5"},
                         {"center", "mean"}});
  for (const auto& values : {mixture, idx}) {
    std::vector<std::string> arguments;
    for (const auto& [name, value] : values) arguments.insert(arguments.end(), {"--" + name, value});
    const Read read(arguments);
    for (const auto& [name, value] : values) {
      EXPECT_EQ(experiments::collapse_texts().value(read.request.options, name), value) << name;
    }
  }
  const Read switches({"--store", "--force", "--quiet"});
  EXPECT_TRUE(switches.request.options.store && switches.request.options.force && switches.request.quiet);
}

TEST(CollapseOptionTable, RefusesOptionsWithoutEffect) {
  const auto refused = [](const std::vector<std::string>& arguments, const std::string& condition) {
    expect_refusal([&] { Read{arguments}; },
                   arguments[0] + ": has no effect here; it goes with " + condition);
  };
  refused({"--mean-amplitude", "1"}, "--train mixture");
  refused({"--mean-amplitude", "1", "--train", "idx"}, "--train mixture");
  refused({"--dimension", "3", "--train", "idx"}, "a --train other than a file");
  for (const char* law : {"idx", "ising", "variances"})
    refused({"--variance", "3", "--train", law}, "laws of means, and --variance-exponents");
  refused({"--store", "--train", "idx"}, "--train gaussian, and mixture with equal priors");
  refused({"--store", "--train", "mixture", "--class-priors", ".2,.8"},
          "--train gaussian, and mixture with equal priors");
  refused({"--mean-amplitudes", "1,2", "--train", "mixture"}, "--train means or hierarchy");
  refused({"--variances", "1,2", "--train", "ising"}, "--train variances");
  refused({"--inverse-temperatures", "1,2"}, "--train ising");
  refused({"--class-priors", ".5,.5"}, "a law with classes");
  for (const char* name : {"--train-file", "--labels-file", "--classes", "--per-class", "--scale"}) {
    refused({name, "1"}, "--train idx");
  }
  refused({"--center", "none", "--train", "mixture"}, "--train idx");
}

TEST(CollapseOptionTable, ListsTheChoicesOfAWrongOne) {
  expect_refusal(
      [] {
        Read({"--train", "gausian"});
      },
      "--train: 'gausian' is unknown; choose one of gaussian, mixture, means");
  expect_refusal([] { Read({"--precision", "half"}); }, "choose one of float, double, auto");
  expect_refusal([] { Read({"--train", "idx", "--center", "x"}); }, "choose one of none, scalar, mean");
}

}  // namespace
