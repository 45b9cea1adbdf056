#include "projection/trails.h"

#include <cmath>

namespace crossview {

void extendTrails(std::vector<Trail>& trails, int epoch, const Projection& map) {
    for (Trail& trail : trails) {
        const Matrix& places = trail.item.view == View::image ? map.images : map.sentences;
        const auto row = static_cast<std::size_t>(trail.item.index);
        if (!trail.item.isValid() || row >= places.rows() || places.cols() != 2)
            continue;
        const float x = places(row, 0), y = places(row, 1);
        if (std::isfinite(x) && std::isfinite(y))
            trail.places.push_back({epoch, x, y});
    }
}

} // namespace crossview
