// A law that a program adds through the catalogue: nothing else is edited, and options, help, points and
// theory know it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "datasets/population/laws.hpp"
#include "experiments/options/law_options.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/options/option_values.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {
namespace {

/// Two Gaussians of mean 0, one `--variance` times as wide as the other.
Law wide_and_narrow() {
  Law law;
  law.name = "wide-and-narrow";
  law.sentence = "two Gaussians of mean 0 and variances 1 and --variance.";
  law.options = {{option_of({{"", options_of_laws()}}, "variance")}};
  law.classes = [](const TrainingOptions&) { return 2; };
  law.check = [](const TrainingOptions& o) {
    if (o.variance == 1) throw OptionError("variance", "1 makes both classes the same");
  };
  law.make = [](const TrainingOptions& o) {
    return datasets::covariances_law(static_cast<int>(*o.dimension), {{1}, {o.variance}}, {.5, .5});
  };
  return law;
}

TEST(OwnLaw, IsKnownEverywhere) {
  add_law(wide_and_narrow());
  EXPECT_THROW(add_law(wide_and_narrow()), ContractError);
  const Option train = source_options().options.front();
  EXPECT_THAT(train.value.choices, testing::Contains("wide-and-narrow"));
  EXPECT_THAT(train.explanation, testing::HasSubstr("variances 1 and --variance"));

  TrainingOptions options;
  train.value.set(options, "wide-and-narrow", "--train");
  options.points = 1000;
  EXPECT_TRUE(has_effect(options, "variance"));
  EXPECT_TRUE(has_effect(options, "class-priors"));
  EXPECT_FALSE(has_effect(options, "mean-amplitude"));
  EXPECT_THROW(check_training(options), OptionError);
  options.variance = 4;
  check_training(options);
  EXPECT_TRUE(has_classes(options));
  EXPECT_FALSE(data_law(options));
  EXPECT_FALSE(pair_theories(options, population_law(options)).front().kappa);

  MPI_Init(nullptr, nullptr);
  {
    const datasets::TrainingSet set = make_training_set(options, 0, {}, parallel::Communicator());
    EXPECT_EQ(set.class_values().size(), 2U);
    EXPECT_TRUE(std::holds_alternative<kernels::ProceduralPoints>(set.points()));
  }
  MPI_Finalize();
}

}  // namespace
}  // namespace regimes::experiments
