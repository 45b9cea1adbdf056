#pragma once

#include "encoders/weights/weight_files.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace crossview::fuzz {

/// Parses the bytes and holds the result against what the readers promise: as many values as the shape says,
/// all of them readable, and no more memory than the bytes allow.
template <typename Parser>
void checkWeights(Parser parse, const std::uint8_t* data, std::size_t size) {
    Weights weights;
    try {
        weights = parse(std::as_bytes(std::span(data, size)), "fuzz", nullptr);
    } catch (const Error&) {
        return; // said in a sentence; everything else is a finding
    }
    double sum = 0;
    std::size_t values = 0;
    for (const auto& [name, tensor] : weights) {
        std::size_t count = 1;
        for (const std::size_t side : tensor.shape)
            count *= side;
        if (count != tensor.values.size())
            std::abort();
        for (const float value : tensor.values)
            sum += value;
        values += count;
    }
    volatile double used = sum; // so that the values are read indeed
    static_cast<void>(used);
    // A tensor's description takes some bytes of the file, and each shows at most what the file unfolds to.
    constexpr std::size_t kUnfolding = 32;
    constexpr std::size_t kFree = 1U << 20;
    if (values > (weights.size() + 1) * (kFree + kUnfolding * size))
        std::abort();
}

} // namespace crossview::fuzz
