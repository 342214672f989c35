// Every row of the catalogue of laws, and of file formats: what is listed, what is refused, and that points
// have the moments and classes that the law says.
#include "experiments/options/laws.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>

#include "base/error.hpp"
#include "datasets/file_format.hpp"
#include "experiments/options/law_options.hpp"

namespace regimes::experiments {
namespace {

using Change = void (*)(TrainingOptions&);

/// Options under which a law is sound, what spoils them, and which closed forms it has.
struct Example {
  Change choose;
  std::vector<std::pair<std::string, Change>> spoilt;  ///< option that the error names, change
  bool collapse = false, density = false, potential = false, pair = true;
};

constexpr double infinity = std::numeric_limits<double>::infinity();

const std::map<std::string, Example>& examples() {
  using O = TrainingOptions;
  static const std::map<std::string, Example> all{
      {"gaussian",
       {[](O& o) { o.variance = .6; },
        {{"variance", [](O& o) { o.variance = 0; }}, {"variance", [](O& o) { o.variance = infinity; }}},
        true,
        true,
        false,
        false}},
      {"mixture",
       {[](O& o) { o.variance = .6, o.mean_amplitude = .8; },
        {{"mean-amplitude", [](O& o) { o.mean_amplitude = -1; }},
         {"mean-amplitude", [](O& o) { o.mean_amplitude = 1e5; }},
         {"class-priors",
          [](O& o) {
            o.class_priors = {.2, .3, .5};
          }},
         {"class-priors",
          [](O& o) {
            o.class_priors = {.2, .3};
          }},
         {"class-priors",
          [](O& o) {
            o.class_priors = {1.2, -.2};
          }}},
        true,
        true,
        true,
        true}},
      {"means",
       {[](O& o) {
          o.mean_amplitudes = {1, .5, .8}, o.class_priors = {.2, .5, .3};
        },
        {{"mean-amplitudes", [](O& o) { o.mean_amplitudes = {}; }},
         {"mean-amplitudes", [](O& o) { o.mean_amplitudes = {1}; }},
         {"mean-amplitudes",
          [](O& o) {
            o.mean_amplitudes = {1, -1};
          }},
         {"mean-amplitudes", [](O& o) { o.dimension = 2; }},
         {"class-priors",
          [](O& o) {
            o.class_priors = {.5, .5};
          }}}}},
      {"hierarchy",
       {[](O& o) {
          o.mean_amplitudes = {1, .5};
        },
        {{"mean-amplitudes",
          [](O& o) {
            o.mean_amplitudes = {1, 1, 1};
          }},
         {"mean-amplitudes", [](O& o) { o.mean_amplitudes = {1}; }},
         {"mean-amplitudes", [](O& o) { o.dimension = 1; }}}}},
      {"variances",
       {[](O& o) {
          o.variances = {1, .3};
        },
        {{"variances",
          [](O& o) {
            o.variances = {1, 0};
          }},
         {"variances", [](O& o) { o.variances = {1}; }}}}},
      {"covariances",
       {[](O& o) {
          o.variance_exponents = {0, 1};
        },
        {{"variance-exponents", [](O& o) { o.variance_exponents = {}; }},
         {"variance-exponents", [](O& o) { o.variances_file = "x.npy"; }},
         {"variance-exponents",
          [](O& o) {
            o.variance_exponents = {0, 11};
          }}}}},
      {"ising",
       {[](O& o) {
          o.inverse_temperatures = {.3, -.8}, o.class_priors = {.75, .25};
        },
        {{"inverse-temperatures", [](O& o) { o.inverse_temperatures = {1}; }},
         {"inverse-temperatures",
          [](O& o) {
            o.inverse_temperatures = {1, 101};
          }}}}},
      {"curie-weiss",
       {[](O& o) { o.inverse_temperature = 1.5, o.field = .4; },
        {{"inverse-temperature", [](O& o) { o.inverse_temperature = 0; }},
         {"inverse-temperature", [](O& o) { o.inverse_temperature = -1; }},
         {"inverse-temperature", [](O& o) { o.inverse_temperature = infinity; }},
         {"field", [](O& o) { o.field = 301; }},
         {"class-priors",
          [](O& o) {
            o.class_priors = {.5, .5};
          }}},
        false,
        false,
        false,
        false}},
  };
  return all;
}

TrainingOptions options_of(const std::string& law) {
  TrainingOptions options;
  options.train.name = law;
  options.dimension = 6;
  examples().at(law).choose(options);
  return options;
}

TEST(Laws, AreTheseInThisOrder) {
  std::vector<std::string> names;
  for (const Law& law : laws()) names.push_back(law.name);
  EXPECT_THAT(names, testing::ElementsAre("gaussian", "mixture", "means", "hierarchy", "variances",
                                          "covariances", "ising", "curie-weiss"));
  names.clear();
  for (const datasets::FileFormat& format : datasets::file_formats()) names.push_back(format.name);
  EXPECT_THAT(names, testing::ElementsAre("idx", "npy", "hdf5", "cifar10", "cifar100"));
}

TEST(Laws, AreWhatTheOptionsSpeakOf) {
  const OptionTable table = {source_options(), law_options()};
  const Option& train = table.front().options.front();
  std::vector<std::string> choices;
  for (const Law& law : laws()) {
    choices.push_back(law.name);
    EXPECT_THAT(train.explanation, testing::HasSubstr(law.name + ": " + law.sentence));
    for (const LawOption& read : law.options) {
      const Option& declared = option_of(table, read.option.name);
      EXPECT_THAT(declared.condition, testing::HasSubstr(law.name)) << read.option.name;
      EXPECT_EQ(declared.summary, read.option.summary) << "two declarations of " << read.option.name;
    }
  }
  for (const datasets::FileFormat& format : datasets::file_formats()) {
    choices.push_back(format.name);
    EXPECT_THAT(train.explanation, testing::HasSubstr(format.name + ": " + format.sentence));
  }
  EXPECT_EQ(train.value.choices, choices);
  EXPECT_EQ(laws_with("mean-amplitudes"), "--train means or hierarchy");
}

TEST(Laws, ReadTheirOptionsOnly) {
  for (const Law& law : laws()) {
    const TrainingOptions options = options_of(law.name);
    for (const Option& option : options_of_laws()) {
      const bool is_read = std::any_of(law.options.begin(), law.options.end(), [&](const LawOption& read) {
        return read.option.name == option.name;
      });
      EXPECT_EQ(option.has_effect(options), is_read) << law.name << " " << option.name;
    }
    EXPECT_EQ(option_of({law_options()}, "class-priors").has_effect(options), law.name != "gaussian");
  }
  TrainingOptions of_file = options_of("covariances");
  of_file.variances_file = "x.npy";
  EXPECT_FALSE(law_reads(of_file, "variance"));
}

class EveryLaw : public testing::TestWithParam<std::string> {
 protected:
  TrainingOptions options() const { return options_of(GetParam()); }
};

TEST_P(EveryLaw, RefusesEveryBadValueByTheNameOfItsOption) {
  EXPECT_NO_THROW(check_law(options()));
  for (const auto& [option, spoil] : examples().at(GetParam()).spoilt) {
    TrainingOptions bad = options();
    spoil(bad);
    try {
      check_law(bad);
      ADD_FAILURE() << GetParam() << " accepts a bad --" << option;
    } catch (const OptionError& error) {
      EXPECT_THAT(std::string(error.what()), testing::HasSubstr(option));
    }
  }
}

TEST_P(EveryLaw, HasTheClosedFormsThatAreKnown) {
  const Example& example = examples().at(GetParam());
  const TrainingOptions o = options();
  EXPECT_EQ(data_law(o).has_value(), example.collapse);
  EXPECT_EQ(density_form(o).has_value(), example.density);
  EXPECT_EQ(potential_of(o).has_value(), example.potential);
  const datasets::PopulationLaw law = population_law(o);
  const auto theories = pair_theories(o, law);
  EXPECT_EQ(theories.size(), datasets::pairs_of(law.levels()).size());
  for (const datasets::PairTheory& theory : theories) EXPECT_EQ(bool(theory.kappa), example.pair);
  EXPECT_EQ(known_classes(o), static_cast<std::size_t>(law.classes()));
  EXPECT_EQ(has_classes(o), law.classes() > 1);
}

const kernels::Stream point_stream = kernels::make_stream(11, 0, kernels::Purpose::training_point);

/// Rows of the first points, as the law draws them.
std::vector<float> drawn_rows(const datasets::PopulationLaw& law, std::int64_t count) {
  const auto d = static_cast<std::size_t>(law.dimension());
  std::vector<float> rows(static_cast<std::size_t>(count) * d);
  for (std::int64_t mu = 0; mu < count; ++mu)
    law.sample(point_stream, mu, std::span(rows).subspan(static_cast<std::size_t>(mu) * d, d));
  return rows;
}

/// Rows of the first points, made as sweeps make them where they can, and else drawn.
std::vector<float> made_rows(const datasets::PopulationLaw& law, std::int64_t count) {
  const auto points = law.procedural_points(point_stream);
  if (!points) return drawn_rows(law, count);
  std::vector<float> rows(static_cast<std::size_t>(count * law.dimension()));
  kernels::write_rows(*points, 0, count, rows.data());
  return rows;
}

TEST_P(EveryLaw, HasTheSamePointsForSweepsAsItDraws) {
  for (const std::int64_t d : {6, 17}) {
    TrainingOptions o = options();
    o.dimension = d;
    const datasets::PopulationLaw law = population_law(o);
    EXPECT_EQ(law.procedural_points(point_stream).has_value(), !law_of(o).is_drawn);
    EXPECT_EQ(made_rows(law, 500), drawn_rows(law, 500));
  }
}

/// Mean of values, and its standard error.
struct Moment {
  double sum = 0, squares = 0, count = 0;
  void add(double value) { sum += value, squares += value * value, ++count; }
  double mean() const { return sum / count; }
  double error() const { return std::sqrt((squares / count - mean() * mean()) / count); }
};

TEST_P(EveryLaw, SamplesItsMeanCovarianceAndShares) {
  constexpr std::int64_t count = 40000;
  constexpr double errors = 4;
  const datasets::PopulationLaw law = population_law(options());
  const auto d = static_cast<std::size_t>(law.dimension());
  const std::vector<float> rows = made_rows(law, count);
  const std::vector<double> mean = law.mean();
  for (std::size_t k = 0; k < d; ++k) {
    Moment moment;
    for (std::int64_t mu = 0; mu < count; ++mu) moment.add(rows[mu * d + k]);
    EXPECT_NEAR(moment.mean(), mean[k], errors * moment.error()) << k;
  }
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = i; j < d; ++j) {
      std::vector<double> unit(d, 0.), product(d);
      unit[j] = 1;
      law.covariance_product(unit, product);
      Moment moment;
      for (std::int64_t mu = 0; mu < count; ++mu)
        moment.add((rows[mu * d + i] - mean[i]) * (rows[mu * d + j] - mean[j]));
      EXPECT_NEAR(moment.mean(), product[i], errors * moment.error() + 1e-12) << i << " " << j;
    }
  std::vector<double> seen(static_cast<std::size_t>(law.classes()), 0.);
  for (std::int64_t mu = 0; mu < count; ++mu) ++seen[law.class_of_index(mu)];
  for (std::size_t c = 0; c < seen.size(); ++c)  // two points for each bit of the index
    EXPECT_NEAR(seen[c], law.priors()[c] * count, 2 * std::log2(count)) << c;
}

std::vector<std::string> names_of_laws() {
  std::vector<std::string> names;
  for (const auto& [name, example] : examples()) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Rows, EveryLaw, testing::ValuesIn(names_of_laws()), [](const auto& row) {
  std::string name = row.param;  // of letters, digits and underscores
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(MixtureRow, LosesItsClosedFormsWithUnequalPriors) {
  TrainingOptions o = options_of("mixture");
  o.class_priors = {.3, .7};
  EXPECT_FALSE(data_law(o) || density_form(o) || potential_of(o));
}

TEST(HierarchyRow, LosesItsPairsWithGivenPriors) {
  TrainingOptions o = options_of("hierarchy");
  o.class_priors = {.1, .4, .4, .1};
  for (const datasets::PairTheory& theory : pair_theories(o, population_law(o))) {
    EXPECT_FALSE(theory.kappa);
    EXPECT_TRUE(std::isnan(theory.speciation_time));
  }
}

TEST(LawOf, RefusesAFile) {
  TrainingOptions of_file;
  of_file.train.name = "idx";
  EXPECT_THROW(law_of(of_file), ContractError);
  EXPECT_FALSE(data_law(of_file));
  EXPECT_TRUE(is_from_file(of_file));
}

}  // namespace
}  // namespace regimes::experiments
