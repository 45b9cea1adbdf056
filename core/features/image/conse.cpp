#include "features/image/conse.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/progress.h"
#include "files/npy.h"

#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

constexpr const char* kFile = "name-meanings.npy";
constexpr std::size_t kChunkRows = 1024; // between two looks at the stop token

/// Softer than the classifiers were trained: on drawings they are surer than they are right, and the second
/// and third name say as much about a picture as the first.
constexpr float kTemperature = 2;

void softmax(std::span<float> row) {
    const float largest = *std::ranges::max_element(row);
    float sum = 0;
    for (float& value : row) {
        value = std::exp(value - largest);
        sum += value;
    }
    for (float& value : row)
        value /= sum;
}

} // namespace

void Conse::addLogits(const PhotoClassifier& classifier, MatrixView features, Matrix& sum,
                      const std::stop_token& stop) const {
    if (classifier.weights.rows() != classes() || classifier.weights.cols() != features.cols())
        throw Error("The classifier of the pictures' network has other classes than those that are named: "
                    "fetch the network again.");
    Matrix logits;
    for (std::size_t first = 0; first < features.rows(); first += kChunkRows) {
        throwIfStopped(stop);
        const std::size_t count = std::min(kChunkRows, features.rows() - first);
        if (logits.rows() != count)
            logits = Matrix(count, classes());
        const MatrixView chunk(features.row(first).data(), count, features.cols());
        multiplyTransposed(chunk, classifier.weights, logits.data());
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t c = 0; c < classes(); ++c)
                sum(first + i, c) += logits(i, c) + classifier.bias[c];
    }
}

Matrix Conse::codes(Matrix sum, std::size_t classifiers, const std::stop_token& stop) const {
    const float scale = 1 / (kTemperature * static_cast<float>(classifiers));
    for (std::size_t i = 0; i < sum.rows(); ++i) {
        if (i % kChunkRows == 0)
            throwIfStopped(stop);
        for (float& value : sum.row(i))
            value *= scale;
        softmax(sum.row(i));
    }
    throwIfStopped(stop);
    Matrix codes = multiply(sum, m_meanings);
    normaliseRows(codes);
    return codes;
}

void Conse::save(const std::filesystem::path& folder) const {
    writeNpy(folder / kFile, m_meanings);
}

Conse Conse::load(const std::filesystem::path& folder) {
    return Conse(readNpy(folder / kFile));
}

} // namespace crossview
