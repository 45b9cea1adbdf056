#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>

namespace crossview {

/// Seeded random numbers (SplitMix64) that are the same on every machine and compiler, which the
/// distributions of the standard library do not promise.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next() {
        m_state += 0x9E3779B97F4A7C15ULL;
        return mixed(m_state);
    }
    /// Uniform in [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    /// Uniform in [0, count); count must be positive.
    std::size_t below(std::size_t count) {
        return static_cast<std::size_t>(uniform() * static_cast<double>(count));
    }
    /// Fisher-Yates.
    template <typename T>
    void shuffle(std::span<T> values) {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[below(i)]);
    }

    static constexpr std::uint64_t kMix1 = 0xBF58476D1CE4E5B9ULL;
    static constexpr std::uint64_t kMix2 = 0x94D049BB133111EBULL;
    static std::uint64_t mixed(std::uint64_t value) {
        value = (value ^ (value >> 30)) * kMix1;
        value = (value ^ (value >> 27)) * kMix2;
        return value ^ (value >> 31);
    }

private:
    std::uint64_t m_state;
};

/// One seed out of several numbers (run seed, epoch, batch, …). A generator that is seeded afresh from
/// counters needs no state in the checkpoint: the counters are the state.
inline std::uint64_t mixSeed(std::initializer_list<std::uint64_t> parts) {
    std::uint64_t seed = 0x243F6A8885A308D3ULL;
    for (const std::uint64_t part : parts)
        seed = Random::mixed(seed ^ (Random::mixed(part + 0x9E3779B97F4A7C15ULL) + (seed << 6)));
    return seed;
}

} // namespace crossview
