// Writes the sample document and a provenance group to the path given: the input of opens_with_xarray.py.
#include "io/provenance.hpp"
#include "io/result_file.hpp"
#include "sample_document.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  regimes::io::Provenance provenance;
  provenance.options = {{"points", "1000", regimes::io::OptionOrigin::command_line}, {"seed", "1", {}}};
  provenance.rank_hosts = {"node1", "node2"};
  provenance.seed = 7;
  regimes::io::Document document = regimes::test::sample_document();
  document.groups.push_back(regimes::io::provenance_group(provenance));
  regimes::io::write_document(argv[1], document);
  return 0;
}
