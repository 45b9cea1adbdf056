#include "model/scalar_distance.h"

#include <cmath>

namespace crossview {

DistanceOfSquared distanceOfSquared(Distance kind) {
    switch (kind) {
    case Distance::euclidean:
        return [](double squared) { return std::sqrt(squared); };
    case Distance::negativeDot:
        return [](double squared) { return squared / 2 - 1; };
    case Distance::squaredEuclidean:
        return [](double squared) { return squared; };
    case Distance::euclideanEpsilon:
        break;
    }
    return [](double squared) { return std::sqrt(squared + kDistanceEpsilon); };
}

} // namespace crossview
