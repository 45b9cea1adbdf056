#include "projection/alignment.h"

#include "common/error.h"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <span>
#include <utility>

namespace crossview {
namespace {

bool isFinite(std::span<const float> row) {
    float probe = 0; // x * 0 is NaN for NaN and infinity alike, and the loop vectorises
    for (const float value : row)
        probe += value * 0.0F;
    return probe == 0;
}

} // namespace

void alignTo(const Projection& previous, Projection& current) {
    if (previous.images.rows() != current.images.rows() ||
        previous.sentences.rows() != current.sentences.rows())
        throw Error(fmt::format("Two maps can be aligned only when they show the same items, but one has {} "
                                "images and {} sentences, the other {} and {}.",
                                previous.images.rows(), previous.sentences.rows(), current.images.rows(),
                                current.sentences.rows()));
    // h = sum over points of current^T previous; the best orthogonal 2x2 matrix maximises trace(R^T h), and
    // in the plane both kinds, rotation and mirror, have a closed form.
    double h[2][2] = {{0, 0}, {0, 0}};
    const std::array<std::pair<const Matrix*, Matrix*>, 2> views = {
        std::pair{&previous.images, &current.images}, std::pair{&previous.sentences, &current.sentences}};
    for (const auto& [before, now] : views)
        for (std::size_t r = 0; r < now->rows(); ++r) {
            if (!isFinite(before->row(r)) || !isFinite(now->row(r)))
                continue;
            for (std::size_t a = 0; a < 2; ++a)
                for (std::size_t b = 0; b < 2; ++b)
                    h[a][b] += double((*now)(r, a)) * double((*before)(r, b));
        }
    const double turn = std::hypot(h[0][0] + h[1][1], h[0][1] - h[1][0]);
    const double mirror = std::hypot(h[0][0] - h[1][1], h[0][1] + h[1][0]);
    const double length = std::max(turn, mirror);
    if (!(length > 0) || std::isinf(length))
        return;
    const bool rotates = turn >= mirror;
    const double cosine = (rotates ? h[0][0] + h[1][1] : h[0][0] - h[1][1]) / length;
    const double sine = (rotates ? h[0][1] - h[1][0] : h[0][1] + h[1][0]) / length;
    for (Matrix* view : {&current.images, &current.sentences})
        for (std::size_t r = 0; r < view->rows(); ++r) {
            const double x = (*view)(r, 0);
            const double y = (*view)(r, 1);
            // [x y] R with R = [c s; -s c] (rotation) or [c s; s -c] (mirror).
            (*view)(r, 0) = static_cast<float>(rotates ? cosine * x - sine * y : cosine * x + sine * y);
            (*view)(r, 1) = static_cast<float>(rotates ? sine * x + cosine * y : sine * x - cosine * y);
        }
}

} // namespace crossview
