#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

namespace crossview {

/// SplitMix64 (Steele, Lea and Flood, 2014): a 64-bit counter with step kStep whose value is mixed by two
/// multiply-xorshift rounds. Integer arithmetic only, so a seed gives the same numbers on every platform and
/// standard library; <random>'s distributions and std::shuffle do not promise that.
///
/// There are two ways to a bounded number, and neither may change: splits on disk were dealt with the exact
/// one, batches and weights of runs that can be resumed were drawn with the scaled one.
class SeededRandom {
public:
    static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15ULL; ///< 2^64 divided by the golden ratio
    static constexpr std::uint64_t kMix1 = 0xbf58476d1ce4e5b9ULL;
    static constexpr std::uint64_t kMix2 = 0x94d049bb133111ebULL;

    explicit SeededRandom(std::uint64_t seed) : m_state(seed) {}

    /// The mixing rounds alone: the number that belongs to a value of the counter.
    static std::uint64_t mixed(std::uint64_t value) {
        value = (value ^ (value >> 30)) * kMix1;
        value = (value ^ (value >> 27)) * kMix2;
        return value ^ (value >> 31);
    }

    /// The next 64 bits.
    std::uint64_t next() {
        m_state += kStep;
        return mixed(m_state);
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

    /// Uniform in [0, bound), without bias: numbers of the incomplete last interval are drawn again, so that
    /// the count of draws varies. `bound` is at least 1.
    std::uint64_t below(std::uint64_t bound) {
        const std::uint64_t rejected = (0 - bound) % bound; // 2^64 mod bound
        std::uint64_t value = next();
        while (value < rejected)
            value = next();
        return value % bound;
    }

    /// Uniform in [0, bound) out of exactly one draw; its bias is below bound / 2^53. `bound` is at least 1.
    std::size_t scaledBelow(std::size_t bound) {
        return static_cast<std::size_t>(uniform() * static_cast<double>(bound));
    }

    /// Fisher-Yates from the end, with below().
    template <typename T>
    void shuffle(std::vector<T>& values) {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[static_cast<std::size_t>(below(i))]);
    }

    /// Fisher-Yates from the end, with scaledBelow().
    template <typename T>
    void scaledShuffle(std::span<T> values) {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[scaledBelow(i)]);
    }

private:
    std::uint64_t m_state;
};

/// One seed out of several numbers (run seed, epoch, batch, …). A generator that is seeded afresh from
/// counters needs no state in the checkpoint: the counters are the state.
inline std::uint64_t mixSeed(std::initializer_list<std::uint64_t> parts) {
    std::uint64_t seed = 0x243f6a8885a308d3ULL; // the first digits of pi
    for (const std::uint64_t part : parts)
        seed = SeededRandom::mixed(seed ^ (SeededRandom::mixed(part + SeededRandom::kStep) + (seed << 6)));
    return seed;
}

} // namespace crossview
