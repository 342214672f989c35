#include "base/shell_word.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

using regimes::shell_path;
using regimes::shell_word;

/// What bash makes of it.
std::string as_bash_reads(const std::string& word) {
  ::setenv("SHELL_WORD_LINE", ("printf %s " + word).c_str(), 1);
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen("bash -c \"$SHELL_WORD_LINE\"", "r"), pclose);
  std::string text;
  for (int letter = std::fgetc(pipe.get()); letter != EOF; letter = std::fgetc(pipe.get()))
    text += static_cast<char>(letter);
  return text;
}

TEST(ShellWord, LeavesPlainWords) {
  for (const char* word : {"out.h5", "/a/b_c-d,e:f+1@2%", "1e6", "Größe", "大きさ"})
    EXPECT_EQ(shell_word(word), word);
}

TEST(ShellWord, IsReadByAShellAsItWas) {
  for (const std::string word : {"", "a b", "it's", "$HOME", "`id`", "{a,b}", "[a-z]*", "a\\b", "!x", "~",
                                 "#", "a\nb", "\033[2J", "\x7f", "\xff'\x80\\", "=x", "\302\2331m"})
    EXPECT_EQ(as_bash_reads(shell_word(word)), word) << shell_word(word);
}

TEST(ShellWord, HoldsNoControlCharacter) { EXPECT_EQ(shell_word("a\033'\377"), "$'a\\033\\'\\377'"); }

TEST(ShellPath, IsNoOption) {
  EXPECT_EQ(shell_path("-rf.h5"), "./-rf.h5");
  EXPECT_EQ(shell_path("a b"), "'a b'");
}

}  // namespace
