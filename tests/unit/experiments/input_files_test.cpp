#include "experiments/run/input_files.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "../io/temporary_folder.hpp"
#include "base/error.hpp"
#include "experiments/catalogue/experiments.hpp"

namespace regimes::experiments {
namespace {

/// Options with which every input file of the table has an effect, one after another: laws come first.
bool make_effective(const Experiment& experiment, const Option& option, RunOptions& options) {
  for (const std::string& law : option_of(experiment.options, "train").value.choices) {
    option_of(experiment.options, "train").value.set(options, law, "--train");
    if (option.has_effect(options)) return true;
  }
  return false;
}

std::string write(const test::TemporaryFolder& folder, const std::string& name) {
  std::ofstream(folder.file(name)) << name;
  return folder.file(name);
}

TEST(InputFiles, EveryInputFileOfEveryExperimentHasAFingerprint) {
  const test::TemporaryFolder folder;
  int files = 0;
  for (const Experiment& experiment : experiments())
    for (const Option* option : all_options(experiment.options)) {
      if (option->kind != OptionKind::input_file) continue;
      const auto options = experiment.defaults();
      const std::string path = write(folder, experiment.name + "-" + option->name);
      option->value.set(*options, option->file ? path + ":/t" : path, "--" + option->name);
      if (!option->has_effect(*options) && !make_effective(experiment, *option, *options)) {
        const Option* paths = find(experiment.options, "paths-file");  // the times of paths need the paths
        ASSERT_NE(paths, nullptr) << experiment.name << " --" << option->name;
        paths->value.set(*options, path, "--paths-file");
      }
      ASSERT_TRUE(option->has_effect(*options)) << experiment.name << " --" << option->name;
      const auto seen = look_at_inputs(experiment.options, *options);
      ASSERT_FALSE(seen.empty()) << experiment.name << " --" << option->name;
      EXPECT_EQ(seen.front().path, path);
      EXPECT_EQ(seen.front(), io::look_at_input(path));
      ++files;
    }
  EXPECT_GE(files, 3 * 7);  // --train-file, --labels-file and --variances-file of each, and more
}

TEST(InputFiles, OfADatasetTheFileAndOfAFolderItsBatches) {
  const test::TemporaryFolder folder;
  const Experiment& experiment = experiments().front();
  const auto options = experiment.defaults();
  option_of(experiment.options, "train").value.set(*options, "hdf5", "--train");
  const std::string file = write(folder, "points.h5");
  const Option& train = option_of(experiment.options, "train-file");
  train.value.set(*options, file + ":/group/points", "--train-file");
  ASSERT_EQ(look_at_inputs(experiment.options, *options).size(), 1u);
  EXPECT_EQ(look_at_inputs(experiment.options, *options)[0].path, file);
  write(folder, "data_batch_1.bin");
  write(folder, "data_batch_2.bin");
  option_of(experiment.options, "train").value.set(*options, "cifar10", "--train");
  train.value.set(*options, folder.file(""), "--train-file");
  EXPECT_EQ(look_at_inputs(experiment.options, *options).size(), 2u);
}

TEST(InputFiles, AFileThatIsMissingIsNamed) {
  const Experiment& experiment = experiments().front();
  const auto options = experiment.defaults();
  option_of(experiment.options, "train").value.set(*options, "npy", "--train");
  option_of(experiment.options, "train-file").value.set(*options, "nowhere.npy", "--train-file");
  try {
    look_at_inputs(experiment.options, *options);
    FAIL();
  } catch (const InputOutputError& error) {
    EXPECT_NE(std::string(error.what()).find("nowhere.npy"), std::string::npos);
  }
}

}  // namespace
}  // namespace regimes::experiments
