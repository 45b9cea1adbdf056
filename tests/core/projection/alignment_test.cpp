#include "projection/alignment.h"

#include "clouds.h"
#include "common/error.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>

namespace crossview {
namespace {

Projection turned(const Projection& projection, double angle, bool mirror) {
    Projection result = projection;
    for (Matrix* view : {&result.images, &result.sentences})
        for (std::size_t r = 0; r < view->rows(); ++r) {
            const double x = (*view)(r, 0) * (mirror ? -1 : 1);
            const double y = (*view)(r, 1);
            (*view)(r, 0) = static_cast<float>(std::cos(angle) * x - std::sin(angle) * y);
            (*view)(r, 1) = static_cast<float>(std::sin(angle) * x + std::cos(angle) * y);
        }
    return result;
}

TEST(AlignTo, UndoesEveryRotationAndMirror) {
    const Projection previous = projectPca(cloud(40, 5, 0.9, 10, 0), cloud(70, 5, 0.9, 11, 0));
    for (int step = 0; step < 12; ++step)
        for (const bool mirror : {false, true}) {
            Projection current = turned(previous, step * std::numbers::pi / 6, mirror);
            alignTo(previous, current);
            for (std::size_t r = 0; r < 40; ++r)
                for (std::size_t a = 0; a < 2; ++a)
                    ASSERT_NEAR(current.images(r, a), previous.images(r, a), 1e-5) << step << mirror;
            for (std::size_t r = 0; r < 70; ++r)
                ASSERT_NEAR(current.sentences(r, 0), previous.sentences(r, 0), 1e-5);
        }
}

TEST(AlignTo, IsAtLeastAsCloseAsAnyOfManyTurns) {
    const Projection previous = projectPca(cloud(40, 5, 0.9, 12, 0), cloud(70, 5, 0.9, 13, 0));
    const Projection other = projectPca(cloud(40, 5, 0.9, 14, 0), cloud(70, 5, 0.9, 15, 0));
    const auto distance = [&](const Projection& a) {
        double sum = 0;
        for (std::size_t i = 0; i < a.images.size(); ++i)
            sum += std::pow(double(a.images.values()[i]) - double(previous.images.values()[i]), 2);
        for (std::size_t i = 0; i < a.sentences.size(); ++i)
            sum += std::pow(double(a.sentences.values()[i]) - double(previous.sentences.values()[i]), 2);
        return sum;
    };
    Projection aligned = other;
    alignTo(previous, aligned);
    EXPECT_NEAR(rmsRadius(aligned), rmsRadius(other), 1e-5);
    for (int step = 0; step < 720; ++step)
        for (const bool mirror : {false, true})
            EXPECT_GE(distance(turned(other, step * std::numbers::pi / 360, mirror)),
                      distance(aligned) - 1e-3);
}

TEST(AlignTo, RefusesMapsOfOtherItemsAndSurvivesNaN) {
    Projection previous = projectPca(cloud(10, 4, 0.8, 16, 0), cloud(10, 4, 0.8, 17, 0));
    Projection current = turned(previous, 1, false);
    previous.images(0, 0) = std::numeric_limits<float>::quiet_NaN();
    alignTo(previous, current);
    EXPECT_NEAR(current.images(3, 1), previous.images(3, 1), 1e-4);
    Projection fewer = projectPca(cloud(9, 4, 0.8, 16, 0), cloud(10, 4, 0.8, 17, 0));
    EXPECT_THROW(alignTo(previous, fewer), Error);
}

} // namespace
} // namespace crossview
