#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace crossview {

/// A squared distance and an index as one number that orders by distance, then by index: the bits of floats
/// that are not negative rise with them.
inline std::uint64_t nearnessKey(float squaredDistance, std::uint32_t index) {
    const float distance = squaredDistance > 0 ? squaredDistance : 0.0F; // rounding may leave less than none
    return (std::uint64_t{std::bit_cast<std::uint32_t>(distance)} << 32) | index;
}
inline float distanceOfKey(std::uint64_t key) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(key >> 32));
}
inline std::uint32_t indexOfKey(std::uint64_t key) {
    return static_cast<std::uint32_t>(key);
}

/// The k nearest of all that was offered to each of some rows, whatever the order of the offers. Offers
/// beyond threshold() need not be made; room for 2k is halved when it is full, which keeps an offer cheap.
/// Different rows may be offered to from different threads.
class NearestKeeper {
public:
    NearestKeeper(std::size_t rows, std::size_t count)
        : m_count(count), m_room(std::max<std::size_t>(2 * count, 16)), m_keys(rows * m_room), m_filled(rows),
          m_thresholds(rows, std::numeric_limits<float>::infinity()) {}

    /// Squared distances [rows] above which nothing is kept.
    std::span<const float> thresholds() const { return m_thresholds; }

    std::size_t filled(std::size_t row) const { return m_filled[row]; }
    bool holds(std::size_t row, std::uint32_t index) const {
        const std::span keys(m_keys.data() + row * m_room, m_filled[row]);
        return std::ranges::any_of(keys, [index](std::uint64_t key) { return indexOfKey(key) == index; });
    }

    /// An index must not be offered twice to the same row.
    void offer(std::size_t row, float squaredDistance, std::uint32_t index) {
        m_keys[row * m_room + m_filled[row]++] = nearnessKey(squaredDistance, index);
        if (m_filled[row] == m_room)
            halve(row);
    }

    /// The kept keys of a row, nearest first.
    std::span<const std::uint64_t> sorted(std::size_t row) {
        if (m_filled[row] > m_count)
            halve(row);
        const auto begin = m_keys.begin() + static_cast<std::ptrdiff_t>(row * m_room);
        std::sort(begin, begin + m_filled[row]);
        return {m_keys.data() + row * m_room, m_filled[row]};
    }

private:
    void halve(std::size_t row) {
        const auto begin = m_keys.begin() + static_cast<std::ptrdiff_t>(row * m_room);
        const auto last = begin + static_cast<std::ptrdiff_t>(m_count) - 1;
        std::nth_element(begin, last, begin + m_filled[row]);
        m_thresholds[row] = distanceOfKey(*last);
        m_filled[row] = static_cast<std::uint32_t>(m_count);
    }

    std::size_t m_count;
    std::size_t m_room;
    std::vector<std::uint64_t> m_keys; ///< [rows, room]
    std::vector<std::uint32_t> m_filled;
    std::vector<float> m_thresholds;
};

} // namespace crossview
