#include "clusters/plane_neighbours.h"

#include "common/threads.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kLeaf = 16;     // places that are looked through one by one
constexpr std::size_t kAtOnce = 1024; // queries between two polls
constexpr std::size_t kPollRows = 1U << 16;

struct Place {
    float x, y;
    std::uint32_t index;
};

/// A balanced k-d tree without nodes: the middle of every range divides it, by turns along the axis along
/// which the range is longer.
class PlaneTree {
public:
    PlaneTree(MatrixView places, const std::stop_token& stop) : m_places(places.rows()) {
        for (std::size_t i = 0; i < places.rows(); ++i)
            m_places[i] = {places(i, 0), places(i, 1), static_cast<std::uint32_t>(i)};
        m_alongY.assign(m_places.size(), false);
        build(0, m_places.size(), stop);
    }

    std::size_t size() const { return m_places.size(); }
    const Place& at(std::size_t position) const { return m_places[position]; }

    /// The k nearest of a place other than itself, kept as a heap whose front is the farthest.
    class Search {
    public:
        Search(const PlaneTree& tree, std::size_t k) : m_tree(tree), m_k(k) { m_found.reserve(k + 1); }

        const std::vector<std::pair<float, std::uint32_t>>& nearest(const Place& from) {
            m_found.clear();
            m_from = from;
            visit(0, m_tree.size());
            std::sort(m_found.begin(), m_found.end());
            return m_found;
        }

    private:
        bool isWanted(float distance) const {
            return m_found.size() < m_k || distance < m_found.front().first;
        }
        void offer(const Place& place) {
            const float dx = place.x - m_from.x;
            const float dy = place.y - m_from.y;
            const float distance = dx * dx + dy * dy;
            if (place.index == m_from.index || !isWanted(distance))
                return;
            m_found.emplace_back(distance, place.index);
            std::push_heap(m_found.begin(), m_found.end());
            if (m_found.size() <= m_k)
                return;
            std::pop_heap(m_found.begin(), m_found.end());
            m_found.pop_back();
        }
        void visit(std::size_t begin, std::size_t end) {
            if (end - begin <= kLeaf) {
                for (std::size_t i = begin; i < end; ++i)
                    offer(m_tree.m_places[i]);
                return;
            }
            const std::size_t middle = begin + (end - begin) / 2;
            const Place& divider = m_tree.m_places[middle];
            const float across = m_tree.m_alongY[middle] ? m_from.y - divider.y : m_from.x - divider.x;
            const bool left = across < 0;
            visit(left ? begin : middle + 1, left ? middle : end);
            if (!isWanted(across * across))
                return;
            offer(divider);
            visit(left ? middle + 1 : begin, left ? end : middle);
        }

        const PlaneTree& m_tree;
        std::size_t m_k;
        Place m_from{};
        std::vector<std::pair<float, std::uint32_t>> m_found;
    };

private:
    void build(std::size_t begin, std::size_t end, const std::stop_token& stop) {
        if (end - begin <= kLeaf)
            return;
        if (end - begin >= kPollRows)
            throwIfStopped(stop);
        const auto first = m_places.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto last = m_places.begin() + static_cast<std::ptrdiff_t>(end);
        const auto [left, right] =
            std::minmax_element(first, last, [](const Place& a, const Place& b) { return a.x < b.x; });
        const auto [bottom, top] =
            std::minmax_element(first, last, [](const Place& a, const Place& b) { return a.y < b.y; });
        const bool alongY = top->y - bottom->y > right->x - left->x;
        const std::size_t middle = begin + (end - begin) / 2;
        std::nth_element(first, m_places.begin() + static_cast<std::ptrdiff_t>(middle), last,
                         [alongY](const Place& a, const Place& b) {
                             const float p = alongY ? a.y : a.x;
                             const float q = alongY ? b.y : b.x;
                             return p < q || (p == q && a.index < b.index);
                         });
        m_alongY[middle] = alongY;
        build(begin, middle, stop);
        build(middle + 1, end, stop);
    }

    std::vector<Place> m_places;
    std::vector<bool> m_alongY; // of the place in the middle of a range
};

} // namespace

NeighbourGraph planeNeighbours(MatrixView places, std::size_t neighbours, const std::stop_token& stop) {
    NeighbourGraph graph;
    graph.points = places.rows();
    graph.neighbours = graph.points > 0 ? std::min(neighbours, graph.points - 1) : 0;
    if (graph.neighbours == 0)
        return graph;
    graph.other.resize(graph.points * graph.neighbours);
    graph.squaredDistance.resize(graph.other.size());
    const PlaneTree tree(places, stop);
    // In the order of the tree, in which one search finds its data where the last one left it.
    parallelFor((tree.size() + kAtOnce - 1) / kAtOnce, stop, [&](std::size_t portion) {
        PlaneTree::Search search(tree, graph.neighbours);
        for (std::size_t p = portion * kAtOnce; p < std::min(tree.size(), (portion + 1) * kAtOnce); ++p) {
            std::size_t to = tree.at(p).index * graph.neighbours;
            for (const auto& [distance, index] : search.nearest(tree.at(p))) {
                graph.squaredDistance[to] = distance;
                graph.other[to++] = index;
            }
        }
    });
    return graph;
}

} // namespace crossview
