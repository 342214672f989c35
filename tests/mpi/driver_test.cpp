// The driver with a measurement of a few numbers: the order of its calls, stops, checkpoints, going on, and
// what is refused before anything is allocated.
#include "experiments/run/driver.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <thread>

#include "../unit/io/temporary_folder.hpp"
#include "base/contract.hpp"
#include "base/error.hpp"
#include "experiments/run/document_values.hpp"
#include "io/result_file.hpp"

namespace regimes::experiments {
namespace {

constexpr int steps_of_conclusion = 2, parts_of_sums = 3, terms_of_sum = 10, terms_between_merges = 4;
constexpr double huge_memory = 1e30;

struct Trace {
  std::vector<std::string> calls;  ///< but for pieces
  int pieces = 0, checkpoints = 0;
};

/// What a test asks of its measurement.
struct Wishes {
  double memory_bytes = 0;
  std::chrono::milliseconds piece{0};
};

/// Three sums of ten terms each, that ranks share and merge after every four terms: what is between two
/// merges is lost where it is interrupted. Breaks off where it is called in a wrong order.
class Sums final : public Measurement {
 public:
  Sums(const RunOptions& options, const parallel::Communicator& ranks, const Wishes& wishes, Trace& trace)
      : options_(options), ranks_(ranks), wishes_(wishes), trace_(trace), sums_(parts_of_sums, 0.) {}

  const RunOptions& options() const override { return options_; }
  RunCost cost(int /*ranks*/) const override {
    RunCost cost;
    cost.memory = {{"sums", "--fewer-sums", wishes_.memory_bytes}};
    return cost;
  }
  void set_up() override {
    require(!is_set_up_, "it is set up once");
    is_set_up_ = true;
    trace_.calls.push_back("set up");
  }
  void restore(const DocumentStart& start) override {
    require(is_set_up_ && ranks_.is_root(), "restored on root, once it is set up");
    sums_ = reals_of(start.document, "sum", parts_of_sums);
    merged_ = integer_attribute(start.document, "merged");
    require_data(merged_ >= 0 && merged_ <= parts_of_sums * terms_of_sum, "so many terms are not there");
  }
  void share() override {
    merged_ = at_start_ = ranks_.broadcast(merged_);
    sums_ = ranks_.broadcast(sums_);
    trace_.calls.push_back("share");
  }
  int parts() const override { return parts_of_sums; }
  bool is_done(int part) const override { return merged_ >= (part + 1) * terms_of_sum; }
  void load(int part) override {
    require(is_set_up_ && !is_done(part) && part_ < part, "part {} is loaded after part {}", part, part_);
    part_ = part;
    term_ = merged_;
    trace_.calls.push_back(fmt::format("load {}", part));
  }
  RunIntroduction introduction() const override { return {"sums", kernels::Precision::fp64, {}, {}}; }

  Piece advance(std::int64_t size) override {
    require(part_ >= 0 && !is_done(part_) && size >= 1, "a piece of a part that is loaded and not done");
    ++trace_.pieces;
    std::this_thread::sleep_for(wishes_.piece);
    const std::int64_t end = (part_ + 1) * std::int64_t{terms_of_sum},
                       merge = std::min<std::int64_t>(end, merged_ + terms_between_merges);
    Piece piece;
    piece.size = std::min(size, merge - term_);
    for (std::int64_t last = term_ + piece.size; term_ < last; ++term_)
      if (term_ % ranks_.size() == ranks_.rank()) own_ += 1. / static_cast<double>(term_ + 3);
    if (term_ < merge) return piece;
    sums_[static_cast<std::size_t>(part_)] += ranks_.sum(std::vector<double>{own_}).front();
    own_ = 0;
    merged_ = merge;
    piece.news = merge == end ? Piece::News::milestone : Piece::News::something;
    piece.ends_part = merge == end;
    is_gathered_ = false;
    return piece;
  }

  Standing standing() const override {
    return {static_cast<double>(merged_) / (parts_of_sums * terms_of_sum), 0, "sums"};
  }
  void gather() override { is_gathered_ = true; }
  bool conclude(int step) override {
    require(is_done(parts_of_sums - 1), "concluded in the end");
    trace_.calls.push_back(fmt::format("conclude {}", step));
    return step + 1 < steps_of_conclusion;
  }
  RunWork work() const override {
    RunWork work;
    work.pairs = merged_ - at_start_;
    return work;
  }
  io::Document document(io::Group provenance) override {
    require(is_gathered_ && ranks_.is_root(), "written on root, after it is gathered");
    if (!is_done(parts_of_sums - 1)) ++trace_.checkpoints;
    io::Document document;
    document.dimensions["part"] = parts_of_sums;
    document.attributes["merged"] = merged_;
    document.variables.push_back({"sum", {"part"}, sums_, {}});
    document.groups.push_back(std::move(provenance));
    return document;
  }
  std::string report(const RunEnd& end) override {
    return fmt::format("{} {} terms {}", end.finished, end.work.pairs, end.output);
  }

 private:
  RunOptions options_;
  const parallel::Communicator& ranks_;
  Wishes wishes_;
  Trace& trace_;
  std::vector<double> sums_;
  double own_ = 0;
  std::int64_t merged_ = 0, term_ = 0, at_start_ = 0;  // terms of all sums
  int part_ = -1;
  bool is_set_up_ = false, is_gathered_ = false;
};

/// Asks to stop when it has been asked so often.
class StoppingObserver : public Observer {
 public:
  explicit StoppingObserver(int questions) : left_(questions) {}
  bool stop_requested() override { return left_ >= 0 && left_-- == 0; }
  void header(const RunHeader& header) override { headers.push_back(header); }
  std::vector<RunHeader> headers;

 private:
  int left_;
};

constexpr int never = -1;

class DriverTest : public ::testing::Test {
 protected:
  DriverTest() {
    if (ranks.is_root()) folder.emplace();
    output = ranks.broadcast(folder ? folder->file("out.h5") : "");
  }
  ~DriverTest() override { ranks.barrier(); }

  RunOutcome run(int questions, const std::optional<DocumentStart>& start = std::nullopt,
                 RunExtent extent = RunExtent::whole) {
    trace = {};
    Experiment experiment;
    experiment.defaults = [] { return std::make_unique<RunOptions>("out.h5"); };
    experiment.prepare = [this](const RunOptions& options, const parallel::Communicator& all) {
      return std::make_unique<Sums>(options, all, wishes, trace);
    };
    const auto options = std::make_shared<RunOptions>(output);
    options->checkpoints.checkpoint_minutes = checkpoint_minutes;
    StoppingObserver observer(questions);
    const RunOutcome outcome = run_experiment(experiment, {options, {}, start, extent}, ranks, observer);
    headers = observer.headers;
    return outcome;
  }

  DocumentStart start_from(const std::string& file) const {
    if (!ranks.is_root()) return {};
    return read_document_start(io::read_document(file), {}, RunOptions(output), file);
  }

  std::vector<double> sums() const {
    ranks.barrier();
    return reals_of(io::read_document(output), "sum");
  }

  parallel::Communicator ranks;
  std::optional<test::TemporaryFolder> folder;
  std::string output;
  double checkpoint_minutes = 60;
  Wishes wishes;
  Trace trace;
  std::vector<RunHeader> headers;
};

TEST_F(DriverTest, MeasuresPartAfterPart) {
  const RunOutcome outcome = run(never);
  EXPECT_TRUE(outcome.finished);
  EXPECT_EQ(trace.calls,
            (std::vector<std::string>{"set up", "load 0", "load 1", "load 2", "conclude 0", "conclude 1"}));
  EXPECT_GE(trace.pieces, parts_of_sums * 3);  // as often as it merges
  EXPECT_EQ(outcome.report, ranks.is_root() ? "true 30 terms " + output : "");
  EXPECT_EQ(headers.size(), ranks.is_root() ? 1u : 0u);
  const std::vector<double> found = sums();
  double expected = 0;
  for (int term = 0; term < terms_of_sum; ++term) expected += 1. / (term + 3);
  EXPECT_NEAR(found[0], expected, 1e-15);
}

TEST_F(DriverTest, StoppedAnywhereItGoesOnToTheSameBits) {
  run(never);
  const std::vector<double> undisturbed = sums();
  int questions = 0;
  for (bool has_ended = false; !has_ended; ++questions) {
    ranks.barrier();
    if (ranks.is_root()) std::filesystem::remove(output);
    const RunOutcome stopped = run(questions);
    has_ended = stopped.finished;
    const bool has_file = ranks.any(ranks.is_root() && std::filesystem::exists(output + ".partial"));
    if (!has_file) continue;  // before the first merge
    const RunOutcome outcome = run(never, start_from(output + ".partial"));
    EXPECT_TRUE(outcome.finished);
    EXPECT_EQ(trace.calls[0], "set up");
    EXPECT_EQ(trace.calls[1], "share");
    EXPECT_EQ(sums(), undisturbed) << questions;
    ranks.barrier();
    EXPECT_FALSE(std::filesystem::exists(output + ".partial"));
    const auto attributes = group_of(io::read_document(output), "provenance").attributes;
    EXPECT_EQ(std::get<std::int64_t>(attributes.at("pairs")), parts_of_sums * terms_of_sum);
  }
}

TEST_F(DriverTest, PartsThatAreDoneAreNotLoadedAgain) {
  const RunOutcome stopped = run(8);
  ASSERT_FALSE(stopped.finished);
  ASSERT_EQ(std::count(trace.calls.begin(), trace.calls.end(), "load 1"), 1);
  run(never, start_from(output + ".partial"));
  EXPECT_EQ(std::count(trace.calls.begin(), trace.calls.end(), "load 0"), 0);
}

TEST_F(DriverTest, StoppedBeforeAnythingIsMeasuredItLeavesNothing) {
  const RunOutcome outcome = run(0);
  EXPECT_FALSE(outcome.finished);
  EXPECT_EQ(outcome.report, ranks.is_root() ? "false 0 terms " : "");
  EXPECT_FALSE(std::filesystem::exists(output + ".partial"));
}

TEST_F(DriverTest, WritesCheckpointsBetweenPieces) {
  checkpoint_minutes = 0;
  wishes.piece = std::chrono::milliseconds(50);
  EXPECT_TRUE(run(never).finished);
  if (ranks.is_root()) {
    EXPECT_GE(trace.checkpoints, 1);
  }
  EXPECT_FALSE(std::filesystem::exists(output + ".partial"));
}

TEST_F(DriverTest, RefusesWhatDoesNotFitIntoMemoryBeforeItIsSetUp) {
  wishes.memory_bytes = huge_memory;
  try {
    run(never);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("(--fewer-sums)"), std::string::npos) << error.what();
  }
  EXPECT_TRUE(trace.calls.empty());
}

TEST_F(DriverTest, ADryRunEndsBeforeTheFirstPart) {
  const RunOutcome outcome = run(never, std::nullopt, RunExtent::checks);
  EXPECT_TRUE(outcome.finished);
  EXPECT_EQ(trace.calls, std::vector<std::string>{"set up"});
  EXPECT_FALSE(std::filesystem::exists(output));
}

TEST_F(DriverTest, AStateThatIsNotOneOfTheRunEndsAllRanksWithItsFile) {
  run(8);
  DocumentStart start = start_from(output + ".partial");
  if (ranks.is_root()) start.document.attributes["merged"] = std::int64_t{1000};
  try {
    run(never, start);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_EQ(error.what(),
              fmt::format("cannot go on from '{}.partial': so many terms are not there; begin anew", output));
  }
}

}  // namespace
}  // namespace regimes::experiments
