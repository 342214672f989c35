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
  EXPECT_EQ(printable("\u009b"), "\\xc2\\x9b");             // the one-byte CSI
  EXPECT_EQ(printable("a\u202ehp"), "a\\xe2\\x80\\xaehp");  // what follows would be read backwards
}

TEST(Printable, SpellsOutWhatIsNotUtf8) {
  EXPECT_EQ(printable("\xff\x80"
                      "a"),
            "\\xff\\x80a");
  EXPECT_EQ(printable("\xc3"), "\\xc3");  // cut short
  EXPECT_EQ(printable("\xe2\x82 "), "\\xe2\\x82 ");
  EXPECT_EQ(printable("\xed\xbc\xb7"), "\\xed\\xbc\\xb7");           // half of a UTF-16 pair
  EXPECT_EQ(printable("\xc1\xa1"), "\\xc1\\xa1");                    // a letter in more bytes than it needs
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // beyond the last character
}

}  // namespace
