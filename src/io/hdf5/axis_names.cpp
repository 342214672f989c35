#include "io/hdf5/axis_names.hpp"

#include <algorithm>

namespace regimes::io::hdf5 {
namespace {

/// One value for each axis, as the specification has it: HDF5's own functions trust a file in that.
bool has_one_value_per_axis(const Handle& attribute, std::size_t rank) {
  const Handle space(H5Aget_space(attribute.id()), H5Sclose, "read the shape of an attribute");
  return shape_of(space) == std::vector<hsize_t>{rank};
}

/// The values of an attribute, whose memory HDF5 has and takes back.
template <class Value>
class BorrowedValues {
 public:
  BorrowedValues(const Handle& attribute, hid_t type, std::size_t count)
      : values_(count),
        type_(type),
        space_(H5Aget_space(attribute.id()), H5Sclose, "read the shape of an attribute") {
    check(H5Aread(attribute.id(), type_, values_.data()), "cannot read an attribute");
  }
  ~BorrowedValues() { H5Dvlen_reclaim(type_, space_.id(), H5P_DEFAULT, values_.data()); }
  BorrowedValues(const BorrowedValues&) = delete;
  BorrowedValues& operator=(const BorrowedValues&) = delete;
  const Value& operator[](std::size_t i) const { return values_[i]; }

 private:
  std::vector<Value> values_;
  hid_t type_;
  Handle space_;
};

bool has(const Handle& dataset, const char* attribute) { return H5Aexists(dataset.id(), attribute) > 0; }

void take_labels(const Handle& dataset, std::vector<std::string>& names) {
  constexpr const char* labels_name = "DIMENSION_LABELS";
  if (!has(dataset, labels_name)) return;
  const Handle attribute(H5Aopen(dataset.id(), labels_name, H5P_DEFAULT), H5Aclose, "open the labels");
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, "read the type of the labels");
  if (H5Tis_variable_str(type.id()) <= 0 || !has_one_value_per_axis(attribute, names.size())) return;
  const BorrowedValues<const char*> labels(attribute, type.id(), names.size());
  for (std::size_t axis = 0; axis < names.size(); ++axis)
    if (labels[axis] != nullptr) names[axis] = labels[axis];
}

void take_scales(const Handle& dataset, std::vector<std::string>& names) {
  constexpr const char* scales_name = "DIMENSION_LIST";
  if (!has(dataset, scales_name)) return;
  const Handle attribute(H5Aopen(dataset.id(), scales_name, H5P_DEFAULT), H5Aclose, "open the scales");
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, "read the type of the scales");
  if (H5Tget_class(type.id()) != H5T_VLEN || !has_one_value_per_axis(attribute, names.size())) return;
  const Handle element(H5Tget_super(type.id()), H5Tclose, "read the type of a scale");
  if (H5Tequal(element.id(), H5T_STD_REF_OBJ) <= 0) return;
  const BorrowedValues<hvl_t> scales(attribute, type.id(), names.size());
  for (std::size_t axis = 0; axis < names.size(); ++axis) {
    if (!names[axis].empty() || scales[axis].len == 0) continue;
    const Handle scale(H5Rdereference2(dataset.id(), H5P_DEFAULT, H5R_OBJECT, scales[axis].p), H5Oclose,
                       "open a scale");
    const std::string path = path_of(scale.id());
    names[axis] = path.substr(path.rfind('/') + 1);
  }
}

}  // namespace

std::string axis_letters(const Handle& dataset) {
  constexpr const char* letters_name = "layout";
  constexpr std::size_t most_letters = 16;
  try {
    if (!has(dataset, letters_name)) return {};
    const Handle attribute(H5Aopen(dataset.id(), letters_name, H5P_DEFAULT), H5Aclose, "open the layout");
    const Handle type(H5Aget_type(attribute.id()), H5Tclose, "read the type of the layout");
    const Handle space(H5Aget_space(attribute.id()), H5Sclose, "read the shape of an attribute");
    if (H5Tget_class(type.id()) != H5T_STRING || H5Sget_simple_extent_npoints(space.id()) != 1) return {};
    if (H5Tis_variable_str(type.id()) > 0) {
      const BorrowedValues<const char*> text(attribute, type.id(), 1);
      return text[0] == nullptr ? "" : text[0];
    }
    std::string text(H5Tget_size(type.id()), '\0');
    if (text.size() > most_letters) return {};
    check(H5Aread(attribute.id(), type.id(), text.data()), "cannot read an attribute");
    return text.substr(0, text.find('\0'));
  } catch (const Failure&) {  // the numbers can be read all the same
    return {};
  }
}

std::vector<std::string> axis_names(const Handle& dataset, std::size_t rank) {
  std::vector<std::string> names(rank);
  for (const auto take : {take_labels, take_scales}) {
    try {
      take(dataset, names);
    } catch (const Failure&) {  // the numbers can be read all the same
    }
  }
  return names;
}

}  // namespace regimes::io::hdf5
