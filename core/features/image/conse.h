#pragma once

#include "common/matrix.h"
#include "encoders/picture_network.h"

#include <cstddef>
#include <filesystem>
#include <stop_token>

namespace crossview {

/// What photo classifiers call a picture, as a point among the meanings of those names: the mean of the
/// names' embeddings, weighted by how likely the classifiers hold each (convex combination of semantic
/// embeddings, Norouzi et al. 2014). Pictures so come near texts whose words no training text holds.
class Conse {
public:
    /// `meanings` [classes, d]: embeddings of the names, rows of length 1.
    explicit Conse(Matrix meanings) : m_meanings(std::move(meanings)) {}

    std::size_t classes() const { return m_meanings.rows(); }
    std::size_t dimensions() const { return m_meanings.cols(); }
    const Matrix& meanings() const { return m_meanings; }
    /// Adds the logits of one classifier for rows of its features [n, features] to `sum` [n, classes]. Throws
    /// Error when the classifier has other classes.
    void addLogits(const PhotoClassifier& classifier, MatrixView features, Matrix& sum,
                   const std::stop_token& stop = {}) const;
    /// Codes [n, d] of length 1 for the sum of the logits of `classifiers` networks.
    Matrix codes(Matrix sum, std::size_t classifiers, const std::stop_token& stop = {}) const;

    /// Writes name-meanings.npy.
    void save(const std::filesystem::path& folder) const;
    /// Throws Error when the file is missing or damaged.
    static Conse load(const std::filesystem::path& folder);

private:
    Matrix m_meanings;
};

} // namespace crossview
