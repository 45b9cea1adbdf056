#pragma once

#include "common/matrix.h"
#include "files/atomic_file.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crossview::test {

/// tests/data/reference_vectors.json: the independent float64 reference, without torch.
inline const nlohmann::json& referenceVectors() {
    static const nlohmann::json vectors =
        nlohmann::json::parse(readFile(CROSSVIEW_TEST_DATA "/reference_vectors.json"));
    return vectors;
}

/// A JSON array of rows of numbers.
inline MatrixD matrixOf(const nlohmann::json& rows) {
    MatrixD matrix(rows.size(), rows.at(0).size());
    for (std::size_t r = 0; r < matrix.rows(); ++r)
        for (std::size_t c = 0; c < matrix.cols(); ++c)
            matrix(r, c) = rows[r][c].get<double>();
    return matrix;
}

/// Within tolerance x max(1, |expected|), element by element.
inline void expectNear(const MatrixD& actual, const MatrixD& expected, double tolerance) {
    ASSERT_EQ(actual.rows(), expected.rows());
    ASSERT_EQ(actual.cols(), expected.cols());
    for (std::size_t r = 0; r < actual.rows(); ++r)
        for (std::size_t c = 0; c < actual.cols(); ++c)
            EXPECT_NEAR(actual(r, c), expected(r, c), tolerance * std::max(1.0, std::abs(expected(r, c))))
                << "row " << r << ", column " << c;
}

} // namespace crossview::test
