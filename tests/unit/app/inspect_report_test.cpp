#include "app/inspect/inspect_report.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace {

using namespace regimes;
using testing::HasSubstr;
using testing::Not;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

io::Document sample() {
  io::Document document;
  document.attributes = {{"title", std::string("A run\x1b[2J")}};
  document.dimensions = {{"points", 2}};
  document.variables = {{"points", {"points"}, std::vector<std::int64_t>{100, 1000}, {}},
                        {"collapse_time_fit", {"points"}, std::vector<double>{.50123, nan}, {}},
                        {"collapse_time_fit_stderr", {"points"}, std::vector<double>{.00341, nan}, {}},
                        {"collapse_time_fit_scale", {"points"}, std::vector<double>{1, nan}, {}},
                        {"collapse_time_theory", {"points"}, std::vector<double>{.4664, .4}, {}}};
  document.groups = {{"provenance",
                      {},
                      {},
                      {},
                      {{"command_line", std::string("regimes collapse --points 1000")},
                       {"regimes_version", std::string("0.1.0")},
                       {"git_hash", std::string("0123456789abcdef")},
                       {"git_dirty", std::int64_t{1}},
                       {"ranks", std::int64_t{2}},
                       {"backend", std::string("Serial")},
                       {"start_time", std::string("2024-02-29T13:07:09Z")},
                       {"wall_clock_seconds", 12.3}}}};
  return document;
}

TEST(InspectReport, BeginsWithOriginAndCollapseTimes) {
  const std::string text = app::inspect_report("a.h5", sample(), {.width = 120});
  EXPECT_THAT(text, HasSubstr("regimes collapse --points 1000\n"
                              "regimes 0.1.0, commit 0123456789 with local changes, 2 ranks, Serial, started "
                              "2024-02-29T13:07:09Z, took 12.3 s\n"));
  EXPECT_THAT(text, HasSubstr("Collapse times\n"
                              "     n           t_C fit  t_C theory\n"
                              "   100  0.5012 +- 0.0034      0.4664\n"
                              "  1000                 -         0.4\n"));
  EXPECT_THAT(text, Not(HasSubstr("unfinished")));
  EXPECT_THAT(app::inspect_report("a.h5.partial", sample(), {}), HasSubstr("An unfinished run"));
}

TEST(InspectReport, KeepsControlCharactersOfAFileFromTheTerminal) {
  const std::string text = app::inspect_report("a.h5", sample(), {});
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("a.h5: A run\\x1b[2J\n"));
}

TEST(InspectReport, WrapsWhatIsLongerThanALine) {
  EXPECT_THAT(app::inspect_report("a.h5", sample(), {.width = 60}),
              HasSubstr("regimes 0.1.0, commit 0123456789 with local changes, 2\n"
                        "    ranks, Serial, started 2024-02-29T13:07:09Z, took 12.3 s\n"));
}

TEST(InspectReport, TellsHowManyRunsThereWere) {
  io::Document document = sample();
  document.groups.front().attributes["runs"] = std::int64_t{1};
  EXPECT_THAT(app::inspect_report("a.h5", document, {.width = 140}), HasSubstr("took 12.3 s\n"));
  document.groups.front().attributes["runs"] = std::int64_t{3};
  EXPECT_THAT(app::inspect_report("a.h5", document, {.width = 140}), HasSubstr("took 12.3 s in 3 runs\n"));
}

TEST(InspectReport, ShowsGroupsOnDemand) {
  const std::string some = app::inspect_report("a.h5", sample(), {});
  EXPECT_THAT(some, HasSubstr("\nNot shown without --all: provenance\n"));
  EXPECT_THAT(some, Not(HasSubstr("git_hash")));
  const std::string all = app::inspect_report("a.h5", sample(), {.all_groups = true});
  EXPECT_THAT(all, HasSubstr("\nAttributes of group provenance\n"));
  EXPECT_THAT(all, HasSubstr("git_hash"));
  EXPECT_THAT(all, Not(HasSubstr("Not shown")));
}

TEST(CollapseTimeTable, PutsBelowWhatDoesNotFitBeside) {
  EXPECT_EQ(app::collapse_time_table(sample(), 30),
            "     n           t_C fit\n"
            "   100  0.5012 +- 0.0034\n"
            "  1000                 -\n"
            "     n  t_C theory\n"
            "   100      0.4664\n"
            "  1000         0.4\n");
}

TEST(CollapseTimeTable, IsEmptyWhereThereIsNone) {
  EXPECT_EQ(app::collapse_time_table({}, 80), "");
  io::Document document = sample();
  document.variables.resize(1);
  EXPECT_EQ(app::collapse_time_table(document, 80), "");
}

TEST(DifferenceReport, SaysWhatDecides) {
  const io::Difference option{io::DifferenceKind::option, "seed", "1", "2", ""};
  const io::Difference value{io::DifferenceKind::value, "cloning_collapse", "0.5", "0.6", "3 of 48 differ"};
  EXPECT_FALSE(app::results_differ({option}));
  EXPECT_TRUE(app::results_differ({option, value}));
  const std::string same = app::difference_report({option}, {});
  EXPECT_THAT(same, HasSubstr("Options\n  seed  1  2\nThe results do not differ beyond 5 standard errors"));
  const std::string other = app::difference_report({option, value}, {});
  EXPECT_THAT(other, HasSubstr("Values\n  cloning_collapse  0.5  0.6  3 of 48 differ\n"));
  EXPECT_THAT(other, HasSubstr("in 1 place.\n"));
  EXPECT_THAT(app::difference_report({value}, {.exact = true}), HasSubstr("The results differ, in 1 place"));
}

}  // namespace
