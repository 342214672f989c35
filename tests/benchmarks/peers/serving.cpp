#include "serving.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <iostream>

#include "base/error.hpp"
#include "npy.hpp"
#include "peak.hpp"

namespace regimes::benchmarks {

void serve(const Served& served, const About& about) {
  fmt::print("{{\"queries\": {}, \"versions\": \"{}\", \"blas\": \"{}\"}}\n", served.queries, about.versions,
             about.products);
  std::fflush(stdout);
  Answer answer;
  for (std::string order; std::getline(std::cin, order);) {
    if (order == "peak") {
      fmt::print("{{\"peak\": {:.6g}}}\n", peak_flops<float>());
    } else if (order == "run") {
      const double begin = seconds_now();
      answer = served.run();
      fmt::print("{{\"seconds\": {:.6g}}}\n", seconds_now() - begin);
    } else if (order.starts_with("save ")) {
      const std::string folder = order.substr(order.find(' ') + 1);
      for (const auto& [name, values] : answer)
        write_npy(folder + "/" + name + ".npy", values, served.queries,
                  static_cast<std::int64_t>(values.size()) / served.queries);
      fmt::print("{{\"saved\": {}}}\n", answer.size());
    }
    std::fflush(stdout);
  }
}

int serve_command(int argc, char** argv, const About& about,
                  const std::function<Served(const std::string&, const std::string&,
                                             const std::vector<double>&)>& prepare) {
  constexpr int fewest_arguments = 4;
  if (argc < fewest_arguments) {
    fmt::print(stderr, "usage: {} KIND FOLDER TIME...\n", argv[0]);
    return static_cast<int>(ExitCode::usage);
  }
  try {
    std::vector<double> times;
    for (int i = fewest_arguments - 1; i < argc; ++i) times.push_back(std::stod(argv[i]));
    serve(prepare(argv[1], argv[2], times), about);
    return 0;
  } catch (const Error& error) {
    fmt::print(stderr, "{}: {}\n", argv[0], error.what());
    return static_cast<int>(error.code());
  }
}

}  // namespace regimes::benchmarks
