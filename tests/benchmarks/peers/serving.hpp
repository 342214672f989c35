#pragma once
/// A program as one of the peers: it holds the data of a work and waits for orders on standard input.
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace regimes::benchmarks {

/// Name -> [query][component].
using Answer = std::map<std::string, std::vector<double>>;

struct Served {
  int queries;
  std::function<Answer()> run;
};

/// What a program says of itself in the tables.
struct About {
  std::string versions, products;
};

/// Does `run`, `save FOLDER` and `peak` until its input ends, each answered by one line of JSON.
void serve(const Served& served, const About& about);

/// main() of such a program: NAME KIND FOLDER TIME..., with points.npy, noise.npy and x.npy in FOLDER. Errors
/// of the named kinds are told.
int serve_command(int argc, char** argv, const About& about,
                  const std::function<Served(const std::string& kind, const std::string& folder,
                                             const std::vector<double>& times)>& prepare);

}  // namespace regimes::benchmarks
