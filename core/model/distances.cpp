#include "model/distances.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

/// |a-b|^2 below this share of |a|^2 + |b|^2 is computed from the difference: there the product form keeps
/// fewer than five (float32) or nine (float64) digits of the distance.
template <typename T>
constexpr T kCloseShare = sizeof(T) == 4 ? T(5e-3) : T(1e-6);

template <typename T>
T squaredDifference(const T* a, const T* b, std::int64_t width) {
    T sum = 0;
    for (std::int64_t i = 0; i < width; ++i)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

/// Turns one row of products into distances.
template <typename T>
void finishRow(T* row, const T* a, T normA, const T* b, const T* normsB, std::int64_t count,
               std::int64_t width, Distance kind) {
    int close = 0;
    for (std::int64_t j = 0; j < count; ++j) {
        const T norms = normA + normsB[j];
        row[j] = norms - T(2) * row[j];
        close |= static_cast<int>(row[j] < kCloseShare<T> * norms);
    }
    if (close != 0)
        for (std::int64_t j = 0; j < count; ++j)
            if (row[j] < kCloseShare<T> * (normA + normsB[j]))
                row[j] = squaredDifference(a, b + j * width, width);
    if (kind == Distance::squaredEuclidean)
        return;
    const T epsilon = kind == Distance::euclideanEpsilon ? T(kDistanceEpsilon) : T(0);
    for (std::int64_t j = 0; j < count; ++j)
        row[j] = std::sqrt(row[j] + epsilon);
}

template <typename T>
void finishOnCpu(at::Tensor& products, const at::Tensor& a, const at::Tensor& b, Distance kind) {
    const at::Tensor normsA = a.square().sum(1);
    const at::Tensor normsB = b.square().sum(1);
    const std::int64_t count = products.size(1);
    const std::int64_t width = a.size(1);
    T* const out = products.data_ptr<T>();
    const T* const rowsA = a.data_ptr<T>();
    const T* const rowsB = b.data_ptr<T>();
    const T* const squaresA = normsA.data_ptr<T>();
    const T* const squaresB = normsB.data_ptr<T>();
    at::parallel_for(0, products.size(0), 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            finishRow(out + i * count, rowsA + i * width, squaresA[i], rowsB, squaresB, count, width, kind);
    });
}

/// The same with tensor operations, for any device.
void finishWithTensors(at::Tensor& products, const at::Tensor& a, const at::Tensor& b, Distance kind) {
    constexpr std::int64_t kPairsAtOnce = 16384;
    const at::Tensor norms = a.square().sum(1, true) + b.square().sum(1).unsqueeze(0);
    products.mul_(-2).add_(norms);
    const double share = a.scalar_type() == at::kDouble ? kCloseShare<double> : double{kCloseShare<float>};
    const at::Tensor close = (products < norms * share).nonzero();
    for (std::int64_t begin = 0; begin < close.size(0); begin += kPairsAtOnce) {
        const at::Tensor pairs = close.slice(0, begin, std::min(begin + kPairsAtOnce, close.size(0)));
        const at::Tensor i = pairs.select(1, 0);
        const at::Tensor j = pairs.select(1, 1);
        products.index_put_({i, j}, (a.index_select(0, i) - b.index_select(0, j)).square().sum(1));
    }
    if (kind == Distance::euclideanEpsilon)
        products.add_(kDistanceEpsilon);
    if (kind != Distance::squaredEuclidean)
        products.sqrt_();
}

} // namespace

at::Tensor distanceMatrix(const at::Tensor& a, const at::Tensor& b, Distance kind) {
    at::Tensor products = at::mm(a, b.t());
    if (kind == Distance::negativeDot)
        return products.neg_();
    if (!a.is_cpu())
        finishWithTensors(products, a, b, kind);
    else if (a.scalar_type() == at::kDouble)
        finishOnCpu<double>(products, a.contiguous(), b.contiguous(), kind);
    else
        finishOnCpu<float>(products, a.contiguous(), b.contiguous(), kind);
    return products;
}

} // namespace crossview
