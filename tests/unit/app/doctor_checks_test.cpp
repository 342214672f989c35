#include "app/doctor/doctor_checks.hpp"

#include <gmock/gmock.h>

namespace {

using namespace regimes;
using app::Verdict;
using parallel::Placement;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Placement on(const std::string& host, std::vector<int> cpus, int threads = 1,
             const std::string& device = "") {
  return {host, std::move(cpus), threads, device};
}

void expect(const app::Check& check, Verdict verdict, const std::string& text) {
  EXPECT_EQ(check.verdict, verdict) << check.found;
  EXPECT_THAT(check.found, HasSubstr(text));
  if (verdict == Verdict::ok)
    EXPECT_THAT(check.advice, IsEmpty());
  else
    EXPECT_THAT(check.advice, Not(IsEmpty()));
}

TEST(DoctorBinding, IsFineWhereEveryThreadHasACpu) {
  expect(app::binding_check({on("a", {0}), on("a", {1})}), Verdict::ok,
         "rank 0 on a may use CPU 0; rank 1 on a may use CPU 1");
  expect(app::binding_check({on("a", {0, 1}), on("a", {0, 1}), on("b", {0, 1})}), Verdict::ok,
         "ranks 0-1 on a may use CPUs 0-1");
  expect(app::binding_check({on("a", {}), on("a", {})}), Verdict::ok, "does not say");
}

TEST(DoctorBinding, NamesRanksOnOneCore) {
  const app::Check check = app::binding_check({on("a", {0}), on("a", {1}), on("a", {0}), on("b", {0, 1})});
  expect(check, Verdict::warning,
         "ranks 0-2 on a run 3 threads on CPUs 0-1; ranks 0,2 on a run 2 threads on CPU 0");
  const app::Check free = app::binding_check({on("a", {0}), on("a", {0}), on("a", {1, 2, 3})});
  expect(free, Verdict::warning, "ranks 0-1 on a run 2 threads on CPU 0");
  EXPECT_THAT(free.advice, HasSubstr("--bind-to core"));
}

TEST(DoctorBinding, CountsThreads) {
  const app::Check check = app::binding_check({on("a", {0, 1}, 2), on("a", {0, 1}, 2)});
  expect(check, Verdict::warning, "ranks 0-1 on a run 4 threads on CPUs 0-1");
  EXPECT_THAT(check.advice, HasSubstr("OMP_NUM_THREADS"));
}

TEST(DoctorDevices, NamesRanksThatShareOne) {
  expect(app::device_check({on("a", {0})}, "Serial"), Verdict::ok, "Serial runs on the host");
  expect(app::device_check({on("a", {0}, 1, "0"), on("b", {0}, 1, "0")}, "Cuda"), Verdict::ok,
         "2 devices, one rank each");
  expect(app::device_check({on("a", {0}, 1, "0"), on("a", {1}, 1, "0")}, "Cuda"), Verdict::warning,
         "ranks 0-1 share device 0 of a");
}

TEST(DoctorLaunch, FailsWhereTheLauncherIsOfAnotherMpi) {
  const std::vector<Placement> one = {on("a", {0})};
  expect(app::launch_check(1, 0, 0, one), Verdict::ok, "1 rank: 1 on a");
  const app::Check alone = app::launch_check(1, 4, 0, one);
  expect(alone, Verdict::failed, "the launcher started 4");
  EXPECT_EQ(alone.code, ExitCode::contract_broken);
  expect(app::launch_check(2, 2, 8e-3, {on("a", {0}), on("b", {0})}), Verdict::warning, "1 on a, 1 on b");
}

TEST(DoctorBuild, ComparesVectorsWithTheCpu) {
  expect(app::build_check("Serial", "x86-64-v4", "", 16, 64), Verdict::warning, "bytes as floats");
  const app::Check same = app::build_check("Serial", "x86-64-v4", "AVX512-VNNI", 64, 64);
  EXPECT_THAT(same.found, HasSubstr("16 floats per vector, bytes by AVX512-VNNI;"));
  EXPECT_THAT(same.found, Not(HasSubstr("though")));
}

TEST(DoctorThreads, SaysWhatHasNoEffect) {
  expect(app::threads_check("4", 1, false), Verdict::warning, "OMP_NUM_THREADS=4 has no effect");
  expect(app::threads_check("1", 1, false), Verdict::ok, "1 per rank");
  expect(app::threads_check("4", 4, true), Verdict::ok, "4 per rank");
}

TEST(DoctorResources, WarnOfLittle) {
  expect(app::memory_check(4e9), Verdict::ok, "4 GB");
  expect(app::memory_check(1e8), Verdict::warning, "100 MB");
  expect(app::space_check("results", 1e8), Verdict::warning, "'results' has 100 MB free");
  expect(app::clock_check(30e-9), Verdict::ok, "30 ns");
  expect(app::clock_check(.01), Verdict::warning, "ns");
}

TEST(DoctorSweep, FailsBeyondItsBound) {
  experiments::SweepAgreement agreement{32, 2000, 16, 6, 1e-6, 1e-5};
  expect(app::sweep_check(agreement), Verdict::ok, "within 1e-06 nats");
  agreement.deviation = 2e-5;
  expect(app::sweep_check(agreement), Verdict::failed, "bound 1e-05");
  agreement.deviation = std::nan("");
  EXPECT_EQ(app::sweep_check(agreement).verdict, Verdict::failed);
}

TEST(DoctorRate, IsTranslatedToAKnownRun) {
  experiments::SweepRate rate;
  rate.terms_per_second = 4.9e9;
  rate.slowest = 2.4e9;
  rate.fastest = 2.5e9;
  rate.slowest_rank = "1 on a";
  expect(app::rate_check(rate), Verdict::ok,
         "4.9G (pair, time)/s: n = 1e+09, d = 48, 256 queries, 12 times would take about 10 min 27 s");
  rate.slowest = 1e9;
  expect(app::rate_check(rate), Verdict::warning, "rank 1 on a is 2.5 times slower");
}

TEST(DoctorReport, GivesALineAndWhatToDo) {
  EXPECT_EQ(app::check_line({"clock", Verdict::ok, "steps of 30 ns"}), "ok       clock    steps of 30 ns\n");
  EXPECT_EQ(app::check_line({"HDF5", Verdict::failed, "no folder", "make one"}),
            "FAILED   HDF5     no folder\n                  -> make one\n");
}

TEST(DoctorExitCode, IsThatOfFailuresOnly) {
  const app::Check warning{"a", Verdict::warning, "", ""};
  const app::Check sweep{"b", Verdict::failed, "", ""};
  const app::Check file{"c", Verdict::failed, "", "", ExitCode::input_output};
  EXPECT_EQ(app::exit_code_of({}), ExitCode::done);
  EXPECT_EQ(app::exit_code_of({warning}), ExitCode::done);
  EXPECT_EQ(app::exit_code_of({warning, sweep}), ExitCode::contract_broken);
  EXPECT_EQ(app::exit_code_of({file, sweep}), ExitCode::input_output);
}

}  // namespace
