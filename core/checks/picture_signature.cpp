#include "checks/picture_signature.h"

#include "checks/item_groups.h"
#include "common/progress.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace crossview {
namespace {

constexpr int kGrid = 8;
constexpr int kColourGrid = 4;
constexpr int kSlope = 2; // of 255: less is noise of the compression
constexpr int kParts = kNearSlopes + 1;
constexpr int kBits = 128;

int distance(const PictureSignature& a, const PictureSignature& b) {
    return std::popcount(a.slopes[0] ^ b.slopes[0]) + std::popcount(a.slopes[1] ^ b.slopes[1]);
}

/// The bits [begin, end) of the slopes.
std::uint64_t bitsOf(const PictureSignature& picture, int begin, int end) {
    std::uint64_t bits = 0;
    for (int bit = begin; bit < end; ++bit)
        bits = bits << 1U | ((picture.slopes[static_cast<std::size_t>(bit / 64)] >> (bit % 64)) & 1U);
    return bits;
}

} // namespace

PictureSignature signatureOf(const cv::Mat& bgr) {
    PictureSignature signature;
    cv::Mat grey, grid, colours;
    cv::cvtColor(bgr, grey, cv::COLOR_BGR2GRAY);
    cv::resize(grey, grid, {kGrid + 1, kGrid + 1}, 0, 0, cv::INTER_AREA);
    for (int row = 0; row < kGrid; ++row)
        for (int column = 0; column < kGrid; ++column) {
            const int here = grid.at<std::uint8_t>(row, column);
            const std::uint64_t bit = std::uint64_t{1} << (row * kGrid + column);
            if (grid.at<std::uint8_t>(row, column + 1) - here > kSlope)
                signature.slopes[0] |= bit;
            if (grid.at<std::uint8_t>(row + 1, column) - here > kSlope)
                signature.slopes[1] |= bit;
        }
    cv::resize(bgr, colours, {kColourGrid, kColourGrid}, 0, 0, cv::INTER_AREA);
    std::size_t at = 0;
    for (int row = 0; row < kColourGrid; ++row)
        for (int column = 0; column < kColourGrid; ++column)
            for (int channel = 0; channel < 3; ++channel)
                signature.colours[at++] = colours.at<cv::Vec3b>(row, column)[channel];
    return signature;
}

bool areNear(const PictureSignature& a, const PictureSignature& b) {
    if (distance(a, b) > kNearSlopes)
        return false;
    int sum = 0;
    for (std::size_t i = 0; i < a.colours.size(); ++i)
        sum += std::abs(int{a.colours[i]} - int{b.colours[i]});
    return sum <= kNearColours * static_cast<int>(a.colours.size());
}

std::vector<std::vector<std::int32_t>> nearPictures(std::span<const std::optional<PictureSignature>> pictures,
                                                    const std::stop_token& stop) {
    ItemGroups groups(pictures.size());
    std::vector<std::pair<std::uint64_t, std::int32_t>> keys;
    for (int part = 0; part < kParts; ++part) {
        keys.clear();
        for (std::size_t i = 0; i < pictures.size(); ++i)
            if (pictures[i])
                keys.emplace_back(bitsOf(*pictures[i], kBits * part / kParts, kBits * (part + 1) / kParts),
                                  static_cast<std::int32_t>(i));
        std::ranges::sort(keys);
        for (std::size_t begin = 0, end = 0; begin < keys.size(); begin = end) {
            throwIfStopped(stop);
            while (end < keys.size() && keys[end].first == keys[begin].first)
                ++end;
            for (std::size_t a = begin; a < end; ++a)
                for (std::size_t b = a + 1; b < end; ++b)
                    if (areNear(*pictures[static_cast<std::size_t>(keys[a].second)],
                                *pictures[static_cast<std::size_t>(keys[b].second)]))
                        groups.unite(keys[a].second, keys[b].second);
        }
    }
    return groups.groups();
}

} // namespace crossview
