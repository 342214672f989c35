#include "app/arguments/option_help.hpp"

#include <gmock/gmock.h>

#include "sample_table.hpp"

namespace {

using namespace regimes;
using testing::HasSubstr;
using testing::Not;

TEST(OptionHelp, GivesEveryOptionALine) {
  const std::string text = app::short_help(test::sample_command());
  EXPECT_THAT(text, HasSubstr("Sizes:\n  --points COUNT     how many [100]\n"));
  EXPECT_THAT(text, HasSubstr("Switches:\n  --store            keep them [off]\n"));
}

TEST(OptionHelp, ExplainsUnitDefaultRangeAndCondition) {
  const std::string text = app::long_help(test::sample_command(), false);
  EXPECT_THAT(text, HasSubstr("  --points COUNT\n"
                              "      How many points there are.\n"
                              "      Unit: points. Default: 100. Range: from 2. Older name: --size.\n"));
  EXPECT_THAT(text, HasSubstr("  --store\n      Keep them.\n      Default: off.\n"));
  EXPECT_THAT(text, HasSubstr("  --per-class COUNT\n      Only with --store.\n"));
}

TEST(OptionHelp, BeginsWithWhatMustBeGiven) {
  app::Command command = test::sample_command();
  command.options[1].options[0].is_required = true;
  EXPECT_THAT(app::short_help(command),
              testing::StartsWith("Required:\n  --store            keep them\nSizes:\n"));
  EXPECT_THAT(app::short_help(command), Not(HasSubstr("[off]")));
  EXPECT_THAT(app::long_help(command, false),
              testing::StartsWith("Required\n\n  --store\n      Keep them.\n      Required."));
}

TEST(OptionHelp, ExplainsSomeGroupsOnRequest) {
  app::Command command = test::sample_command();
  command.name = "try";
  command.options[1].is_on_request = true;
  const std::string text = app::long_help(command, false);
  EXPECT_THAT(text, Not(HasSubstr("Keep them.")));
  EXPECT_THAT(text,
              testing::EndsWith("Switches: `regimes help try --all` explains --store, --config, --help.\n"));
  EXPECT_THAT(app::long_help(command, true), HasSubstr("  --store\n      Keep them.\n"));
  EXPECT_THAT(app::short_help(command), HasSubstr("  --store "));
}

TEST(WrappedText, BreaksBetweenWordsAndIndents) {
  std::string words;
  for (int i = 0; i < 40; ++i) words += "word ";
  const std::string text = app::wrapped(words, 4);
  EXPECT_THAT(text, testing::StartsWith("    word word"));
  EXPECT_THAT(text, Not(HasSubstr(" \n")));
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    EXPECT_LE(end - begin, 96u);
  }
  EXPECT_EQ(begin, text.size());
}

}  // namespace
