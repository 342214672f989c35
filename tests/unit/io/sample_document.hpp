#pragma once
/// A document that uses everything the file format has, in the shape of a collapse run.
#include "io/document.hpp"

namespace regimes::test {

/// Root: dimensions points (3, with coordinate), time (4, with coordinate), query (5, without). Group `state`
/// with its own dimension and nested group; a large array that is stored in several compressed chunks.
io::Document sample_document();

/// Expects the same groups, dimensions, variables (in order), attributes and values; NaN equals NaN.
void expect_same(const io::Group& found, const io::Group& expected, const std::string& path = "/");

}  // namespace regimes::test
