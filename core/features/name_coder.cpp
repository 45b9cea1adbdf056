#include "features/name_coder.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/npy.h"

#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

constexpr const char* kFile = "name-meanings.npy";

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

void NameCoder::addLogits(const PhotoClassifier& classifier, MatrixView features, Matrix& sum) const {
    if (classifier.weights.rows() != classes() || classifier.weights.cols() != features.cols())
        throw Error("The classifier of the pictures' network has other classes than those that are named: "
                    "fetch the network again.");
    const Matrix logits = multiply(features, classifier.weights, false, true);
    for (std::size_t i = 0; i < logits.rows(); ++i)
        for (std::size_t c = 0; c < logits.cols(); ++c)
            sum(i, c) += logits(i, c) + classifier.bias[c];
}

Matrix NameCoder::codes(Matrix sum, std::size_t classifiers) const {
    const float scale = 1 / (kTemperature * static_cast<float>(classifiers));
    for (std::size_t i = 0; i < sum.rows(); ++i) {
        for (float& value : sum.row(i))
            value *= scale;
        softmax(sum.row(i));
    }
    Matrix codes = multiply(sum, m_meanings);
    normaliseRows(codes);
    return codes;
}

void NameCoder::save(const std::filesystem::path& folder) const {
    writeNpy(folder / kFile, m_meanings);
}

NameCoder NameCoder::load(const std::filesystem::path& folder) {
    return NameCoder(readNpy(folder / kFile));
}

} // namespace crossview
