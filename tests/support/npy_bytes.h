#pragma once

#include "common/matrix.h"

#include <cstring>
#include <span>
#include <string>

namespace crossview::test {

/// A version-1 .npy with a given dictionary and raw data, built by hand.
inline std::string npyOf(const std::string& dictionary, const std::string& data) {
    std::string text("\x93NUMPY\x01\x00", 8);
    text.push_back(static_cast<char>(dictionary.size() & 0xFF));
    text.push_back(static_cast<char>(dictionary.size() >> 8));
    return text + dictionary + data;
}

/// One of float32 values whose header has a given shape, like "(2, 3)".
inline std::string npyOfFloats(const std::string& shape, std::span<const float> values,
                               bool fortran = false) {
    std::string data(values.size_bytes(), '\0');
    std::memcpy(data.data(), values.data(), data.size());
    return npyOf("{'descr': '<f4', 'fortran_order': " + std::string(fortran ? "True" : "False") +
                     ", 'shape': " + shape + ", }\n",
                 data);
}

} // namespace crossview::test
