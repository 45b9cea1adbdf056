#pragma once

#include "common/seeded_random.h"

namespace crossview::test {

/// About a standard normal number, by twelve draws: the same on every machine, as the standard library's are
/// not.
inline double seededNormal(SeededRandom& random) {
    double sum = -6;
    for (int i = 0; i < 12; ++i)
        sum += random.uniform();
    return sum;
}

} // namespace crossview::test
