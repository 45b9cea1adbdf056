#pragma once

#include "projection/projector.h"

#include <cmath>
#include <random>
#include <vector>

namespace crossview {

inline Projection projectPca(MatrixView images, MatrixView sentences, bool removeViewMeans = true) {
    return makeProjector({.method = "pca", .removeViewMeans = removeViewMeans})->project(images, sentences);
}

/// Rows around `centre` whose spread falls off as `decay`^axis in a rotated frame.
inline Matrix cloud(std::size_t rows, std::size_t dimensions, double decay, unsigned seed, float centre) {
    std::mt19937 frame(99);
    std::mt19937 generator(seed);
    std::normal_distribution<double> normal;
    MatrixD mix(dimensions, dimensions);
    for (double& value : mix.values())
        value = normal(frame) / std::sqrt(double(dimensions));
    Matrix matrix(rows, dimensions);
    std::vector<double> latent(dimensions);
    for (std::size_t r = 0; r < rows; ++r) {
        double spread = 1;
        for (double& value : latent) {
            value = normal(generator) * spread;
            spread *= decay;
        }
        for (std::size_t c = 0; c < dimensions; ++c) {
            double sum = centre;
            for (std::size_t a = 0; a < dimensions; ++a)
                sum += latent[a] * mix(a, c);
            matrix(r, c) = static_cast<float>(sum);
        }
    }
    return matrix;
}

inline double rmsRadius(const Projection& projection) {
    double sum = 0;
    for (const Matrix* view : {&projection.images, &projection.sentences})
        for (const float value : view->values())
            sum += double(value) * double(value);
    return std::sqrt(sum / double(projection.images.rows() + projection.sentences.rows()));
}

} // namespace crossview
