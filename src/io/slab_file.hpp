#pragma once
/// Result files with variables that are larger than memory: all ranks write them in slabs while a run goes
/// on.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/document.hpp"
#include "io/result_file.hpp"
#include "parallel/communicator.hpp"

namespace regimes::io {

enum class SlabType { real, integer };  ///< 64-bit numbers, as in every result file

struct SlabVariable {
  std::string name;
  std::vector<std::string> dimensions;  ///< the leading ones are cut into slabs
  SlabType type = SlabType::real;
  Attributes attributes;
};

/// The part [first, first + count) of the leading dimensions of a variable; of the others all.
struct Slab {
  std::vector<std::int64_t> first, count;
};

/// A file in the layout of README.md, with the same promise: whole or not at all. Root makes it aside with
/// all its slab variables, every rank writes its slabs through HDF5 on MPI, and finish() adds a document's
/// variables, attributes and groups, ends it with its checksum trailer, syncs and renames. A checkpoint is a
/// copy of the file aside, completed in the same way. Where it is destroyed before the end, nothing but
/// checkpoints is left.
class SlabFile {
 public:
  /// Collective. `dimensions` of the root group. Throws InputOutputError on all ranks where the file cannot
  /// be made, or HDF5 has no MPI and there are several ranks.
  SlabFile(std::string path, std::map<std::string, std::int64_t> dimensions,
           std::vector<SlabVariable> variables, const parallel::Communicator& communicator);
  ~SlabFile();

  /// Values of one slab in row-major order. Not collective: a failure is kept until settle().
  void write(const std::string& name, const Slab& slab, const std::vector<double>& values);
  void write(const std::string& name, const Slab& slab, const std::vector<std::int64_t>& values);
  /// Collective: throws InputOutputError on all ranks where writing has failed on any.
  void settle();
  /// Collective: all that was written is in the file aside, which no rank has open until resume(). Throws as
  /// settle(). Both do nothing where it is so already.
  void pause();
  void resume();

  /// On root, between pause() and resume(): writes PATH.partial, with what is there and `rest`, which has
  /// what else belongs into the file, with its dimensions. Throws InputOutputError.
  void write_partial(const Document& rest, Replaced replaced) const;
  /// On root, after pause(): the file is at PATH, with `rest`, and what an interrupted run has left in
  /// PATH.partial is removed. Throws InputOutputError.
  void finish(const Document& rest);

 private:
  struct Open;
  void attempt(const std::function<void()>& step) const;
  /// Calls step(), in which this rank writes about so many bytes; what fails is kept until settle().
  void keep_problem(std::size_t bytes, const std::function<void()>& step);
  void complete(const std::string& file, const Document& rest) const;
  void put(const std::string& name, const Slab& slab, std::size_t values, std::int64_t memory_type,
           const void* data);

  std::string path_;
  std::map<std::string, std::int64_t> dimensions_;
  std::vector<SlabVariable> variables_;
  const parallel::Communicator& communicator_;
  std::unique_ptr<Open> open_;
  std::string problem_;  // message of this rank's first failure; empty: none
};

}  // namespace regimes::io
