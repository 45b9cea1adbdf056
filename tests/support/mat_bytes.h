#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace crossview::test {

/// A MATLAB file of version 5 with one variable "feats", rows × cols doubles, of which row r begins with r.
inline std::string matOfRows(std::uint32_t rows, std::uint32_t cols) {
    const auto number = [](std::uint32_t value) {
        std::string bytes(sizeof(value), '\0');
        std::memcpy(bytes.data(), &value, sizeof(value));
        return bytes;
    };
    std::string matrix = number(6) + number(8) + number(6) + number(0);        // flags: double
    matrix += number(5) + number(8) + number(rows) + number(cols);             // sides
    matrix += number(1) + number(5) + std::string("feats\0\0\0", 8);           // name
    matrix += number(9) + number(static_cast<std::uint32_t>(8 * rows * cols)); // values, column by column
    for (std::uint32_t c = 0; c < cols; ++c)
        for (std::uint32_t r = 0; r < rows; ++r) {
            const double value = c == 0 ? r : 100 * c + r;
            char bytes[sizeof(value)];
            std::memcpy(bytes, &value, sizeof(value));
            matrix.append(bytes, sizeof(value));
        }
    std::string file = "MATLAB 5.0 MAT-file";
    file.resize(124, ' ');
    file += std::string("\x00\x01IM", 4);
    return file + number(14) + number(static_cast<std::uint32_t>(matrix.size())) + matrix;
}

} // namespace crossview::test
