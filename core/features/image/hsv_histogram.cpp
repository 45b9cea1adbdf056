#include "features/image/hsv_histogram.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace crossview {
namespace {

constexpr int kHueBins = 12;
constexpr int kSaturationBins = 3;
constexpr int kValueBins = 3;
constexpr std::size_t kBins = std::size_t{kHueBins} * kSaturationBins * kValueBins;

/// A vote shared linearly between two neighbouring bins.
struct Vote {
    std::array<int, 2> bin;
    std::array<float, 2> weight;
};

/// Bins with centres at 0, 1, …, bins - 1 over a position in [0, bins - 1].
Vote vote(float position, int bins) {
    const int low = std::clamp(static_cast<int>(position), 0, bins - 1);
    const float share = position - static_cast<float>(low);
    return {{low, std::min(low + 1, bins - 1)}, {1 - share, share}};
}

/// Votes of all 256 levels: hue is a circle of 180 half degrees.
std::array<Vote, 256> hueVotes() {
    std::array<Vote, 256> votes{};
    for (std::size_t i = 0; i < votes.size(); ++i) {
        const float position = static_cast<float>(i % 180) / 180.F * kHueBins;
        const int low = static_cast<int>(position);
        const float share = position - static_cast<float>(low);
        votes[i] = {{low % kHueBins, (low + 1) % kHueBins}, {1 - share, share}};
    }
    return votes;
}

std::array<Vote, 256> levelVotes(int bins) {
    std::array<Vote, 256> votes{};
    for (std::size_t i = 0; i < votes.size(); ++i)
        votes[i] = vote(static_cast<float>(i) / 255.F * static_cast<float>(bins - 1), bins);
    return votes;
}

} // namespace

std::size_t hsvDimensions(int grid) {
    return kBins * (1 + static_cast<std::size_t>(grid * grid));
}

void hsvHistogram(const cv::Mat& bgr, int grid, std::span<float> out) {
    assert(out.size() == hsvDimensions(grid));
    static const std::array<Vote, 256> hues = hueVotes();
    static const std::array<Vote, 256> saturations = levelVotes(kSaturationBins);
    static const std::array<Vote, 256> values = levelVotes(kValueBins);
    cv::Mat hsv;
    cv::cvtColor(bgr, hsv, cv::COLOR_BGR2HSV);
    std::fill(out.begin(), out.end(), 0.F);
    for (int y = 0; y < hsv.rows; ++y) {
        const auto* row = hsv.ptr<cv::Vec3b>(y);
        const int cellRow = y * grid / hsv.rows;
        for (int x = 0; x < hsv.cols; ++x) {
            const int cell = 1 + cellRow * grid + x * grid / hsv.cols;
            float* const counts = out.data() + static_cast<std::size_t>(cell) * kBins;
            const Vote& h = hues[row[x][0]];
            const Vote& s = saturations[row[x][1]];
            const Vote& v = values[row[x][2]];
            for (std::size_t a = 0; a < 2; ++a)
                for (std::size_t b = 0; b < 2; ++b)
                    for (std::size_t c = 0; c < 2; ++c)
                        counts[(h.bin[a] * kSaturationBins + s.bin[b]) * kValueBins + v.bin[c]] +=
                            h.weight[a] * s.weight[b] * v.weight[c];
        }
    }
    for (std::size_t cell = 1; cell * kBins < out.size(); ++cell)
        for (std::size_t bin = 0; bin < kBins; ++bin)
            out[bin] += out[cell * kBins + bin];
    for (std::size_t cell = 0; cell * kBins < out.size(); ++cell) {
        const auto histogram = out.subspan(cell * kBins, kBins);
        float sum = 0;
        for (const float count : histogram)
            sum += count;
        for (float& count : histogram)
            count = sum > 0 ? std::sqrt(count / sum) : 0.F;
    }
}

} // namespace crossview
