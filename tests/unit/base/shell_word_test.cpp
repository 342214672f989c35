// Words for a shell mean what they meant, and a terminal may show them.
#include "base/shell_word.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "base/printable.hpp"

namespace regimes {
namespace {

/// What bash makes of a word.
std::string through_shell(const std::string& word) {
  const std::string command = "bash -c \"$(cat <<'END_OF_WORD'\nprintf %s " + word + "\nEND_OF_WORD\n)\"";
  std::string result;
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 256> part;
  while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe))
    result.append(part.data(), count);
  pclose(pipe);
  return result;
}

TEST(ShellWord, AShellGivesBackWhatItWas) {
  for (const std::string word : {"curves.h5",
                                 "a b",
                                 "it's",
                                 "a\"b",
                                 "$HOME",
                                 "`id`",
                                 "$(id)",
                                 "a;b",
                                 "a\\b",
                                 "{a,b}",
                                 "[ab]",
                                 "!!",
                                 "~",
                                 "=ls",
                                 "a\nb",
                                 "\x1b[31mred",
                                 "\xff\xfe",
                                 "it's\n\\",
                                 "\u00e9",
                                 "%n",
                                 "#",
                                 "*",
                                 "",
                                 "a=b",
                                 "\x1b"
                                 "A1"}) {
    EXPECT_EQ(through_shell(shell_word(word)), word);
    EXPECT_EQ(printable(shell_word(word)), shell_word(word)) << "a terminal would obey it";
  }
}

TEST(ShellWord, PlainWordsStayPlain) {
  for (const char* word : {"curves.h5", "--times=.2,.3", "/data/x_1:y", "a@b%c+d"})
    EXPECT_EQ(shell_word(word), word);
}

TEST(ShellWord, AFileIsNoOption) {
  EXPECT_EQ(shell_file("-x.h5"), "./-x.h5");
  EXPECT_EQ(shell_file("x.h5"), "x.h5");
}

}  // namespace
}  // namespace regimes
