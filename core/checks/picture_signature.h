#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// What is left of a picture when size, quality and small changes are taken away.
struct PictureSignature {
    /// Whether it becomes lighter to the right and downwards, in a grid of 8 × 8 each (a difference hash).
    std::array<std::uint64_t, 2> slopes{};
    std::array<std::uint8_t, 48> colours{}; ///< blue, green, red of a grid of 4 × 4
};

/// Of an 8-bit BGR picture, which is not empty.
PictureSignature signatureOf(const cv::Mat& bgr);

/// Two pictures are nearly the same when at most so many of 128 slopes differ …
inline constexpr int kNearSlopes = 10;
/// … and the colours differ by at most so much of 255 in the mean.
inline constexpr int kNearColours = 8;
bool areNear(const PictureSignature& a, const PictureSignature& b);

/// Groups of pictures that are nearly the same, pair by pair; items without a signature belong to none. Not
/// every pair is compared, but none that is near is missed: of 11 parts of the slopes one must be equal.
/// Throws Cancelled.
std::vector<std::vector<std::int32_t>> nearPictures(std::span<const std::optional<PictureSignature>> pictures,
                                                    const std::stop_token& stop = {});

} // namespace crossview
