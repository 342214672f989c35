#include "io/document_difference.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "sample_document.hpp"

namespace {

using namespace regimes;
using io::Difference;
using io::DifferenceKind;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Two sizes, three times; X with errors, and a theory without.
io::Document sample() {
  io::Document document;
  document.dimensions = {{"points", 2}, {"time", 3}};
  document.attributes = {{"dimension", std::int64_t{32}}};
  document.variables = {{"points", {"points"}, std::vector<std::int64_t>{10, 100}, {}},
                        {"time", {"time"}, std::vector<double>{.1, .2, .3}, {}},
                        {"x", {"points", "time"}, std::vector<double>{1, 2, 3, 4, 5, nan}, {}},
                        {"x_stderr", {"points", "time"}, std::vector<double>{.3, .3, .3, .3, .3, nan}, {}},
                        {"theory", {"time"}, std::vector<double>{1, 2, 3}, {{"units", std::string("1")}}}};
  document.groups = {{"state", {}, {{"sum", {"time"}, std::vector<double>{7, 8, 9}, {}}}, {}, {}},
                     {"provenance",
                      {{"option", 2}, {"rank", 1}},
                      {{"name", {"option"}, std::vector<std::string>{"points", "seed"}, {}},
                       {"value", {"option"}, std::vector<std::string>{"100", "1"}, {}},
                       {"origin", {"option"}, std::vector<std::string>{"command line", "default"}, {}},
                       {"host", {"rank"}, std::vector<std::string>{"here"}, {}}},
                      {},
                      {{"git_hash", std::string("abc")}, {"wall_clock_seconds", 2.}}}};
  return document;
}

template <class Value>
std::vector<Value>& values_of(io::Group& group, const std::string& name) {
  for (io::Variable& variable : group.variables)
    if (variable.name == name) return std::get<std::vector<Value>>(variable.values);
  throw std::runtime_error("no " + name);
}

/// The one difference between sample() and the changed one.
template <class Change>
Difference after(const Change& change, const io::Tolerance& tolerance = {}) {
  io::Document other = sample();
  change(other);
  const auto found = io::differences(sample(), other, tolerance);
  EXPECT_EQ(found.size(), 1U);
  return found.empty() ? Difference{DifferenceKind::value, "none", "", ""} : found.front();
}

template <class Change>
std::vector<Difference> all_after(const Change& change, const io::Tolerance& tolerance = {}) {
  io::Document other = sample();
  change(other);
  return io::differences(sample(), other, tolerance);
}

void expect(const Difference& found, DifferenceKind kind, const std::string& where, const std::string& first,
            const std::string& second) {
  EXPECT_EQ(found.kind, kind);
  EXPECT_EQ(found.where, where);
  EXPECT_EQ(found.first, first);
  EXPECT_EQ(found.second, second);
}

TEST(DocumentDifference, IsEmptyForOneDocumentEvenExactly) {
  const io::Document document = test::sample_document();
  EXPECT_THAT(io::differences(document, document, {}), IsEmpty());
  EXPECT_THAT(io::differences(document, document, {.exact = true}), IsEmpty());
  EXPECT_THAT(io::differences(sample(), sample(), {.exact = true}), IsEmpty());
}

TEST(DocumentDifference, AllowsNumbersTheirCombinedErrors) {
  // The combined error of two is .3 sqrt(2) = .424: 5 of them are 2.12.
  EXPECT_THAT(all_after([](auto& d) { values_of<double>(d, "x")[1] = 4.1; }), IsEmpty());
  const Difference found = after([](auto& d) {
    values_of<double>(d, "x")[1] = 4.2;
    values_of<double>(d, "x")[3] = 7.;
  });
  expect(found, DifferenceKind::value, "x", "4.00 +- 0.30", "7.00 +- 0.30");
  EXPECT_EQ(found.note, "2 of 6 differ, most at points = 100, time = 0.1, by 7.07 standard errors");
}

TEST(DocumentDifference, SeesWhatOnlyOneHasReached) {
  const Difference found = after([](auto& d) { values_of<double>(d, "x")[5] = 6; });
  expect(found, DifferenceKind::value, "x", "-", "6 +- ?");
  EXPECT_THAT(found.note, HasSubstr("this at points = 100, time = 0.3"));
}

TEST(DocumentDifference, ComparesNumbersWithoutErrorsUpToRounding) {
  EXPECT_THAT(all_after([](auto& d) { values_of<double>(d, "theory")[1] *= 1 + 9e-7; }), IsEmpty());
  const Difference found = after([](auto& d) { values_of<double>(d, "theory")[1] *= 1 + 2e-6; });
  expect(found, DifferenceKind::value, "theory", "2", "2.000004");
  EXPECT_THAT(all_after([](auto& d) { values_of<double>(d, "theory")[1] *= 1 + 9e-7; }, {.relative = 1e-8}),
              testing::SizeIs(1));
}

TEST(DocumentDifference, NeedsErrorsAboveZero) {
  const Difference found = after([](auto& d) {
    values_of<double>(d, "x")[0] = 1.01;
    values_of<double>(d, "x_stderr")[0] = nan;
  });
  expect(found, DifferenceKind::value, "x", "1.00 +- 0.30", "1.01 +- ?");
}

TEST(DocumentDifference, ComparesErrorsAndStateOnlyExactly) {
  const auto change = [](auto& d) {
    values_of<double>(d, "x_stderr")[0] = .31;
    values_of<double>(d.groups[0], "sum")[2] = 10;
  };
  EXPECT_THAT(all_after(change), IsEmpty());
  const auto found = all_after(change, {.exact = true});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].where, "x_stderr");
  expect(found[1], DifferenceKind::value, "state/sum", "9", "10");
}

TEST(DocumentDifference, ExactlySeesTheLastBit) {
  const auto change = [](auto& d) { values_of<double>(d, "x")[0] = std::nextafter(1., 2.); };
  EXPECT_THAT(all_after(change), IsEmpty());
  EXPECT_THAT(all_after(change, {.exact = true}), testing::SizeIs(1));
}

TEST(DocumentDifference, TellsOptionsProvenanceAndAttributesApart) {
  expect(after([](auto& d) { values_of<std::string>(d.groups[1], "value")[1] = "2"; }),
         DifferenceKind::option, "seed", "1", "2");
  expect(after([](auto& d) { d.groups[1].attributes["git_hash"] = std::string("def"); }),
         DifferenceKind::provenance, "git_hash", "abc", "def");
  expect(after([](auto& d) { values_of<std::string>(d.groups[1], "host")[0] = "there"; }),
         DifferenceKind::provenance, "hosts", "here", "there");
  expect(after([](auto& d) { d.attributes["variance"] = 1.5; }), DifferenceKind::attribute, "variance", "-",
         "1.5");
  expect(after([](auto& d) { d.variables[4].attributes["units"] = std::string("nat"); }),
         DifferenceKind::attribute, "theory, units", "1", "nat");
  EXPECT_THAT(all_after([](auto& d) { values_of<std::string>(d.groups[1], "origin")[1] = "derived"; }),
              IsEmpty());
}

TEST(DocumentDifference, NamesWhatOnlyOneHas) {
  expect(after([](auto& d) { d.variables.pop_back(); }), DifferenceKind::structure, "theory", "variable",
         "-");
  expect(after([](auto& d) { d.groups.erase(d.groups.begin()); }), DifferenceKind::structure, "state",
         "group", "-");
  expect(after([](auto& d) {
           d.variables[4].values = std::vector<std::int64_t>{1, 2, 3};
         }),
         DifferenceKind::structure, "theory", "real numbers", "integers");
  expect(after([](auto& d) {
           d.variables[4].dimensions = {"points"};
           d.variables[4].values = std::vector<double>{1, 2};
         }),
         DifferenceKind::structure, "theory", "over (time)", "over (points)");
}

TEST(DocumentDifference, SaysOfADimensionOnceThatItDiffers) {
  const Difference found = after([](auto& d) {
    d.dimensions["points"] = 1;
    values_of<std::int64_t>(d, "points").pop_back();
    values_of<double>(d, "x").resize(3);
    values_of<double>(d, "x_stderr").resize(3);
  });
  expect(found, DifferenceKind::structure, "dimension points", "2", "1");
}

}  // namespace
