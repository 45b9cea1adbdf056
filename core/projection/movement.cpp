#include "projection/movement.h"

#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

/// Keeps the farthest few in order.
class Farthest {
public:
    explicit Farthest(std::size_t count) : m_count(count) {}

    void add(View view, const Matrix& before, const Matrix& after) {
        for (std::size_t i = 0; i < before.rows(); ++i) {
            const float x = after(i, 0) - before(i, 0), y = after(i, 1) - before(i, 1);
            const float squared = x * x + y * y;
            // Written so that NaN is none.
            if (!(squared > m_least) || !std::isfinite(squared))
                continue;
            const auto place =
                std::ranges::upper_bound(m_kept, squared, std::greater<>(), &MovedItem::distance);
            m_kept.insert(place, {{view, static_cast<std::int32_t>(i)}, squared});
            if (m_kept.size() > m_count)
                m_kept.pop_back();
            if (m_kept.size() == m_count)
                m_least = m_kept.back().distance;
        }
    }

    std::vector<MovedItem> take() {
        for (MovedItem& moved : m_kept)
            moved.distance = std::sqrt(moved.distance);
        return std::move(m_kept);
    }

private:
    std::size_t m_count;
    std::vector<MovedItem> m_kept; // squared distances
    float m_least = 0;
};

} // namespace

std::vector<MovedItem> mostMoved(const Projection& before, const Projection& after, std::size_t count) {
    const bool comparable =
        before.images.rows() == after.images.rows() && before.sentences.rows() == after.sentences.rows();
    if (!comparable || count == 0)
        return {};
    Farthest farthest(count);
    farthest.add(View::image, before.images, after.images);
    farthest.add(View::sentence, before.sentences, after.sentences);
    return farthest.take();
}

} // namespace crossview
