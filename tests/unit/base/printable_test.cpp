#include "base/printable.hpp"

#include <gtest/gtest.h>

namespace {

using regimes::printable;

TEST(Printable, LeavesTextsOfAllScripts) {
  for (const char* text : {"", "points = 5, 'x' \\ ~", "Größe", "大きさ", "𝛼"})
    EXPECT_EQ(printable(text), text);
}

TEST(Printable, SpellsOutWhatATerminalWouldObey) {
  EXPECT_EQ(printable("a\033[2Jb\n\x7f"), "a\\x1b[2Jb\\x0a\\x7f");
  EXPECT_EQ(printable(std::string("\0x", 2)), "\\x00x");
  EXPECT_EQ(printable("\u009b"), "\\xc2\\x9b");  // the one-byte CSI
}

TEST(Printable, SpellsOutWhatIsNotUtf8) {
  EXPECT_EQ(printable("\xff\x80"
                      "a"),
            "\\xff\\x80a");
  EXPECT_EQ(printable("\xc3"), "\\xc3");  // cut short
  EXPECT_EQ(printable("\xe2\x82 "), "\\xe2\\x82 ");
}

}  // namespace
