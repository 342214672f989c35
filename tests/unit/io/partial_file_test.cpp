// Checkpoints: the one before is kept, unless it is worth nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "io/input_file.hpp"
#include "io/result_file.hpp"
#include "temporary_folder.hpp"

namespace regimes {
namespace {

class PartialFile : public testing::Test {
 protected:
  static io::Document numbered(std::int64_t number) {
    io::Document document;
    document.attributes["number"] = number;
    return document;
  }
  static std::int64_t number_in(const std::string& path) {
    return std::get<std::int64_t>(io::read_document(path).attributes.at("number"));
  }
  const test::TemporaryFolder folder_;
  const io::ResultWriter writer_{folder_.file("result.h5")};
};

TEST_F(PartialFile, KeepsTheOneBefore) {
  writer_.write_partial(numbered(1), io::Replaced::is_foreign);
  EXPECT_THAT(folder_.names(), testing::ElementsAre("result.h5.partial"));
  for (int number = 2; number <= 4; ++number) {
    writer_.write_partial(numbered(number));
    EXPECT_EQ(number_in(writer_.partial_path()), number);
    EXPECT_EQ(number_in(writer_.previous_path()), number - 1);
  }
  EXPECT_THAT(folder_.names(), testing::ElementsAre("result.h5.partial", "result.h5.partial.previous"));
  writer_.finish(numbered(5));
  EXPECT_THAT(folder_.names(), testing::ElementsAre("result.h5"));
}

TEST_F(PartialFile, ADamagedOneDoesNotBecomeTheOneBefore) {
  writer_.write_partial(numbered(1), io::Replaced::is_foreign);
  writer_.write_partial(numbered(2));
  test::write_bytes(writer_.partial_path(), "damaged");
  writer_.write_partial(numbered(3), io::Replaced::is_damaged);
  EXPECT_EQ(number_in(writer_.partial_path()), 3);
  EXPECT_EQ(number_in(writer_.previous_path()), 1);
}

TEST_F(PartialFile, ThoseOfAnotherRunGo) {
  writer_.write_partial(numbered(1), io::Replaced::is_foreign);
  writer_.write_partial(numbered(2));
  writer_.write_partial(numbered(3), io::Replaced::is_foreign);
  EXPECT_EQ(number_in(writer_.partial_path()), 3);
  EXPECT_THAT(folder_.names(), testing::ElementsAre("result.h5.partial"));
}

TEST_F(PartialFile, ACrashBetweenKeepingAndReplacingDoesNoHarm) {
  writer_.write_partial(numbered(1), io::Replaced::is_foreign);
  ASSERT_EQ(link(writer_.partial_path().c_str(), writer_.previous_path().c_str()),
            0);  // two names of one file
  writer_.write_partial(numbered(2));
  EXPECT_EQ(number_in(writer_.partial_path()), 2);
  EXPECT_EQ(number_in(writer_.previous_path()), 1);
  EXPECT_THAT(folder_.names(), testing::ElementsAre("result.h5.partial", "result.h5.partial.previous"));
}

TEST(InputFile, TellsFilesApart) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("images");
  test::write_bytes(path, "123456789");
  const io::InputFile seen = io::look_at_input(path);
  EXPECT_EQ(seen.bytes, 9);
  EXPECT_EQ(seen.checksum, "cbf43926");  // the check value of CRC-32
  test::write_bytes(path, "123456788");
  EXPECT_NE(io::look_at_input(path), seen);
  EXPECT_THROW(io::look_at_input(folder.file("missing")), InputOutputError);
}

}  // namespace
}  // namespace regimes
