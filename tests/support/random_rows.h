#pragma once

#include "common/matrix.h"

#include <cmath>
#include <cstddef>
#include <random>

namespace crossview::test {

/// Rows of length 1 in directions that are uniform on the sphere; the same for the same seed.
inline Matrix randomUnitRows(std::size_t rows, std::size_t cols, unsigned seed) {
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal;
    Matrix matrix(rows, cols);
    for (std::size_t r = 0; r < rows; ++r) {
        double length = 0;
        for (float& value : matrix.row(r)) {
            value = normal(generator);
            length += double(value) * double(value);
        }
        for (float& value : matrix.row(r))
            value = static_cast<float>(value / std::sqrt(length));
    }
    return matrix;
}

} // namespace crossview::test
