#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// One of several arrays in a file.
struct NamedArray {
    std::string name;
    bool fits = false; ///< numbers in two dimensions or three
};

/// Which array of a file is meant: the one that was asked for by its name; else the only one, or the only one
/// that fits, or the first of the `preferred` names that is there. Throws Error that lists the names of those
/// that there are.
std::size_t chosenArray(std::span<const NamedArray> arrays, const std::string& asked,
                        std::span<const std::string_view> preferred, const std::string& place);

} // namespace crossview
