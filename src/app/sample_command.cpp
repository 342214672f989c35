#include "app/sample_command.hpp"

#include <memory>

#include "app/call.hpp"
#include "app/command_help.hpp"
#include "app/ending.hpp"
#include "app/sample_option_table.hpp"
#include "app/sample_work.hpp"
#include "io/output_lock.hpp"
#include "io/result_file.hpp"

namespace regimes::app {
namespace {

OptionTable table_to_read() {
  static SampleRequest request;
  return sample_option_table(request);
}

ExitCode run(const Call<SampleRequest>& call, const parallel::Communicator& communicator) {
  const auto& options = call.request.options;
  io::OutputLock lock;
  on_root(communicator, [&] {
    experiments::require_no_stop_file(options.output);
    io::check_output(options.output, options.force);
    if (!options.dry_run) lock = io::OutputLock(options.output);
  });
  return call.with_places([&] {
    return sample_and_report(options, call.origins(experiments::sample_texts()), call.request.quiet,
                             communicator);
  });
}

Task prepare_sample(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(sample_command()), {}};
  const auto call = std::make_shared<Call<SampleRequest>>();
  call->read(sample_option_table(call->request), arguments);
  call->request.options.command_line = command_line("sample", arguments);
  call->request.options = call->with_places([&] { return experiments::resolve(call->request.options); });
  return {{}, [call](const parallel::Communicator& communicator) { return run(*call, communicator); }};
}

std::string manual() { return help_manual(sample_command()); }

}  // namespace

Command sample_command() {
  return {
      "sample",
      "trajectories from noise to data, with the score of a training set or of its law",
      prepare_sample,
      manual,
      table_to_read,
      {},
      "Follows the backward process from noise to data for many trajectories at once, with the exact score "
      "of a training set (empirical) or of the law that its points come from (population), and observes "
      "them on the way. The points that come out are samples; those of an empirical score are, in the end, "
      "training points.",
      {"regimes sample --dimension 64 --points 500 --times linspace(.1,2,20)",
       "regimes sample --score population --train mixture --dimension 1024 --step euler --dt .01 "
       "--t-start 8 --times 2,3,4",
       "mpirun -n 2 regimes sample --train idx --train-file images.gz --scale .00392156862745098 --step "
       "exact --time-grid snr --t-end .01 --steps 50"}};
}

}  // namespace regimes::app
