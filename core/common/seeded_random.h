#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace crossview {

/// SplitMix64 (Steele, Lea and Flood, 2014): a 64-bit counter with step 0x9e3779b97f4a7c15 whose value is
/// mixed by two multiply-xorshift rounds. Integer arithmetic only, so a seed gives the same numbers on every
/// platform and standard library; <random>'s distributions and std::shuffle do not promise that.
class SeededRandom {
public:
    explicit SeededRandom(std::uint64_t seed) : m_state(seed) {}

    /// The next 64 bits.
    std::uint64_t next() {
        m_state += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    /// Uniform in [0, bound), without bias: numbers of the incomplete last interval are drawn again.
    /// `bound` is at least 1.
    std::uint64_t below(std::uint64_t bound) {
        const std::uint64_t rejected = (0 - bound) % bound; // 2^64 mod bound
        std::uint64_t value = next();
        while (value < rejected)
            value = next();
        return value % bound;
    }

    /// Fisher-Yates from the end.
    template <typename T>
    void shuffle(std::vector<T>& values) {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[static_cast<std::size_t>(below(i))]);
    }

private:
    std::uint64_t m_state;
};

} // namespace crossview
