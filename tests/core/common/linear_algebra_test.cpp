#include "common/decompositions.h"
#include "common/linear_algebra.h"

#include "common/error.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace crossview {
namespace {

template <typename T>
BasicMatrix<T> randomMatrix(std::size_t rows, std::size_t cols, unsigned seed) {
    std::mt19937 generator(seed);
    std::normal_distribution<T> normal;
    BasicMatrix<T> matrix(rows, cols);
    for (T& value : matrix.values())
        value = normal(generator);
    return matrix;
}

/// The product by its definition, in double.
template <typename T>
double entryOf(const BasicMatrix<T>& a, const BasicMatrix<T>& b, bool ta, bool tb, std::size_t i,
               std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < (ta ? a.rows() : a.cols()); ++k)
        sum += static_cast<double>(ta ? a(k, i) : a(i, k)) * static_cast<double>(tb ? b(j, k) : b(k, j));
    return sum;
}

TEST(LinearAlgebra, ProductsAgreeWithTheirDefinition) {
    for (const bool ta : {false, true})
        for (const bool tb : {false, true}) {
            const auto a = ta ? randomMatrix<float>(7, 5, 1) : randomMatrix<float>(5, 7, 1);
            const auto b = tb ? randomMatrix<float>(4, 7, 2) : randomMatrix<float>(7, 4, 2);
            const Matrix c = multiply(a, b, ta, tb);
            ASSERT_EQ(c.rows(), 5U);
            ASSERT_EQ(c.cols(), 4U);
            for (std::size_t i = 0; i < 5; ++i)
                for (std::size_t j = 0; j < 4; ++j)
                    EXPECT_NEAR(c(i, j), entryOf(a, b, ta, tb, i, j), 1e-5);
        }
    EXPECT_THROW(multiply(Matrix(2, 3), Matrix(4, 2)), Error);
    EXPECT_TRUE(multiply(Matrix(0, 3), Matrix(3, 2)).empty());
}

TEST(LinearAlgebra, EigenvectorsSatisfyTheirEquationAndAreOrdered) {
    const auto a = randomMatrix<double>(20, 12, 3);
    const MatrixD symmetric = multiply(a.view(), a.view(), true, false);
    const SymmetricEigen eigen = symmetricEigen(symmetric, 5);
    ASSERT_EQ(eigen.values.size(), 5U);
    for (std::size_t v = 0; v < 5; ++v) {
        if (v > 0) {
            EXPECT_GE(eigen.values[v - 1], eigen.values[v]);
        }
        double norm = 0;
        double largest = 0;
        for (std::size_t r = 0; r < 12; ++r) {
            double product = 0;
            for (std::size_t c = 0; c < 12; ++c)
                product += symmetric(r, c) * eigen.vectors(v, c);
            EXPECT_NEAR(product, eigen.values[v] * eigen.vectors(v, r), 1e-9 * eigen.values[0]);
            norm += eigen.vectors(v, r) * eigen.vectors(v, r);
            if (std::abs(eigen.vectors(v, r)) > std::abs(largest))
                largest = eigen.vectors(v, r);
        }
        EXPECT_NEAR(norm, 1.0, 1e-12);
        EXPECT_GT(largest, 0.0);
    }
    EXPECT_GT(eigen.values[0], symmetricEigen(symmetric, 12).values[11]);
}

TEST(LinearAlgebra, QrGivesOrthonormalColumnsOfTheSameSpan) {
    const auto original = randomMatrix<double>(15, 4, 4);
    MatrixD q = original;
    orthonormaliseColumns(q);
    const MatrixD gram = multiply(q.view(), q.view(), true, false);
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j)
            EXPECT_NEAR(gram(i, j), i == j ? 1.0 : 0.0, 1e-12);
    const MatrixD coordinates = multiply(q.view(), original.view(), true, false);
    const MatrixD back = multiply(q.view(), coordinates.view());
    for (std::size_t i = 0; i < back.size(); ++i)
        EXPECT_NEAR(back.values()[i], original.values()[i], 1e-12);
}

TEST(LinearAlgebra, DotAndNormaliseHandleOddLengthsAndZero) {
    const auto a = randomMatrix<float>(1, 37, 6);
    const auto b = randomMatrix<float>(1, 37, 7);
    EXPECT_NEAR(dot(a.row(0), b.row(0)), entryOf(a, b, false, true, 0, 0), 1e-5);
    Matrix rows(2, 3, {3, 0, 4, 0, 0, 0});
    normaliseRows(rows);
    EXPECT_FLOAT_EQ(rows(0, 0), 0.6F);
    EXPECT_FLOAT_EQ(rows(0, 2), 0.8F);
    EXPECT_EQ(rows(1, 0), 0.0F);
}

} // namespace
} // namespace crossview
