#include "app/terminal/terminal.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "app/terminal/progress_text.hpp"

namespace {

using namespace regimes;
using experiments::Progress;
using testing::HasSubstr;
using testing::Not;

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
  return found;
}

Progress at(double seconds, double total_seconds = 100) {
  return {seconds / total_seconds, seconds, 6.2e9, "n = 4000", total_seconds - seconds};
}

struct Screen {
  std::ostringstream results, progress;
  app::Terminal terminal;
  explicit Screen(app::Terminal::Style style) : terminal(results, progress, style) {}
};

TEST(ProgressText, ShowsShareRateAndTimeLeft) {
  EXPECT_EQ(app::progress_line(at(25)), " 25 %  6.2G (pair, time)/s  1 min 15 s left  n = 4000 after 25.0 s");
  EXPECT_EQ(app::progress_bar(at(25), 200),
            "[####------------]  25 %  6.2G (pair, time)/s  1 min 15 s left  n = 4000");
}

TEST(ProgressText, SaysNothingOfTimeThatIsNotKnown) {
  EXPECT_THAT(app::progress_line({.2, 3, 0, ""}), Not(HasSubstr("left")));
}

TEST(ProgressText, NeverClaimsToBeDoneEarly) {
  EXPECT_THAT(app::progress_line(at(99.99)), HasSubstr(" 99 %"));
}

TEST(ProgressText, FitsTheTerminal) {
  for (int columns = 0; columns < 120; ++columns)
    EXPECT_LE(static_cast<int>(app::progress_bar(at(50), columns).size()), columns);
}

TEST(Terminal, WritesALineEveryTenSecondsToALog) {
  Screen screen({});
  for (double seconds = 0; seconds <= 35; seconds += .5) screen.terminal.progress(at(seconds));
  EXPECT_EQ(count(screen.progress.str(), "\n"), 3);
  EXPECT_EQ(count(screen.progress.str(), "\033"), 0);
  EXPECT_EQ(screen.results.str(), "");
}

TEST(Terminal, RedrawsABarInPlaceAndErasesItBeforeOtherText) {
  Screen screen({.quiet = false, .columns = 80});
  screen.terminal.progress(at(1));
  screen.terminal.progress(at(1.01));
  screen.terminal.progress(at(2));
  EXPECT_EQ(count(screen.progress.str(), "\r\033[K["), 2);
  EXPECT_EQ(count(screen.progress.str(), "\n"), 0);
  screen.terminal.print("table\n");
  EXPECT_THAT(screen.progress.str(), testing::EndsWith("\r\033[K"));
  EXPECT_EQ(screen.results.str(), "table\n");
}

TEST(Terminal, IsSilentWhenQuiet) {
  Screen screen({.quiet = true, .columns = 80});
  screen.terminal.header({});
  screen.terminal.progress(at(50));
  screen.terminal.warning("an empty shard");
  screen.terminal.print("table\n");
  EXPECT_EQ(screen.results.str() + screen.progress.str(), "");
}

TEST(Terminal, SaysWhatRunsWhere) {
  Screen screen({});
  experiments::RunHeader header;
  header.what = "collapse: gaussian, d = 32";
  header.ranks = 2;
  header.hosts = {"node1", "node2"};
  header.backend = "Serial";
  header.instruction_set = "x86-64-v4";
  header.precision = "float";
  header.vector_width = 16;
  header.notes = {"a note"};
  screen.terminal.header(header);
  EXPECT_THAT(screen.results.str(), HasSubstr("collapse: gaussian, d = 32\n"));
  EXPECT_THAT(screen.results.str(),
              HasSubstr("2 ranks on node1, node2; Serial, x86-64-v4; float, 16 per vector\na note\n"));
}

TEST(Terminal, WarnsOnTheErrorStream) {
  Screen screen({});
  screen.terminal.warning("3 of 4 ranks have no points");
  EXPECT_EQ(screen.progress.str(), "regimes: warning: 3 of 4 ranks have no points\n");
}

}  // namespace
