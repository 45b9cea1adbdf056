#include "project/checking/look_alike.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <numeric>
#include <unordered_map>

namespace crossview {
namespace {

constexpr int kDifferentSteps = 3;  ///< of 64 at most; so one of four quarters of the bits is the same
constexpr int kDifferentColour = 6; ///< of 255, in the mean over all cells

/// Mean of a channel over one of columns × rows cells.
int meanOf(const PicturePixels& pixels, int columns, int rows, int column, int row, int channel) {
    const auto edges = [](int size, int cells, int cell) {
        const int begin = size * cell / cells;
        return std::pair(std::min(begin, size - 1), std::max(size * (cell + 1) / cells, begin + 1));
    };
    const auto [left, right] = edges(pixels.width, columns, column);
    const auto [top, bottom] = edges(pixels.height, rows, row);
    long sum = 0;
    long count = 0;
    for (int y = top; y < std::min(bottom, pixels.height); ++y)
        for (int x = left; x < std::min(right, pixels.width); ++x, ++count)
            sum += pixels.bgr[3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(pixels.width) +
                                   static_cast<std::size_t>(x)) +
                              static_cast<std::size_t>(channel)];
    return static_cast<int>(sum / std::max(1L, count));
}

/// Sets that grow together.
class Sets {
public:
    explicit Sets(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), 0); }
    std::int32_t root(std::int32_t item) {
        while (at(item) != item)
            item = at(item) = at(at(item));
        return item;
    }
    void join(std::int32_t a, std::int32_t b) {
        a = root(a);
        b = root(b);
        at(std::max(a, b)) = std::min(a, b);
    }

private:
    std::int32_t& at(std::int32_t item) { return m_parent[static_cast<std::size_t>(item)]; }
    std::vector<std::int32_t> m_parent;
};

} // namespace

PictureLook lookOf(const PicturePixels& pixels) {
    PictureLook look;
    if (pixels.width < 1 || pixels.height < 1)
        return look;
    constexpr int kSteps = 8;
    constexpr int kCells = 4;
    for (int row = 0; row < kSteps; ++row)
        for (int column = 0; column < kSteps; ++column) {
            int change = 0;
            for (int channel = 0; channel < 3; ++channel)
                change += meanOf(pixels, kSteps + 1, kSteps, column + 1, row, channel) -
                          meanOf(pixels, kSteps + 1, kSteps, column, row, channel);
            constexpr int kNoise = 6; // of flat parts, which packing changes
            look.steps = look.steps << 1U | (change > kNoise ? 1U : 0U);
        }
    std::size_t at = 0;
    for (int row = 0; row < kCells; ++row)
        for (int column = 0; column < kCells; ++column)
            for (int channel = 0; channel < 3; ++channel)
                look.colours[at++] =
                    static_cast<std::uint8_t>(meanOf(pixels, kCells, kCells, column, row, channel));
    return look;
}

bool lookAlike(const PictureLook& a, const PictureLook& b) {
    if (std::popcount(a.steps ^ b.steps) > kDifferentSteps)
        return false;
    int difference = 0;
    for (std::size_t i = 0; i < a.colours.size(); ++i)
        difference += std::abs(int{a.colours[i]} - int{b.colours[i]});
    return difference <= kDifferentColour * static_cast<int>(a.colours.size());
}

std::vector<std::vector<std::int32_t>> groupsAlike(std::span<const PictureLook> looks) {
    Sets sets(looks.size());
    constexpr unsigned kQuarters = 4;
    for (unsigned quarter = 0; quarter < kQuarters; ++quarter) {
        std::unordered_map<std::uint64_t, std::vector<std::int32_t>> buckets;
        for (std::size_t i = 0; i < looks.size(); ++i)
            buckets[looks[i].steps >> (16 * quarter) & 0xFFFFU].push_back(static_cast<std::int32_t>(i));
        for (const auto& [bits, bucket] : buckets)
            for (std::size_t a = 0; a < bucket.size(); ++a)
                for (std::size_t b = a + 1; b < bucket.size(); ++b)
                    if (lookAlike(looks[static_cast<std::size_t>(bucket[a])],
                                  looks[static_cast<std::size_t>(bucket[b])]))
                        sets.join(bucket[a], bucket[b]);
    }
    std::map<std::int32_t, std::vector<std::int32_t>> groups;
    for (std::size_t i = 0; i < looks.size(); ++i)
        groups[sets.root(static_cast<std::int32_t>(i))].push_back(static_cast<std::int32_t>(i));
    std::vector<std::vector<std::int32_t>> alike;
    for (auto& [root, group] : groups)
        if (group.size() > 1)
            alike.push_back(std::move(group));
    return alike;
}

} // namespace crossview
