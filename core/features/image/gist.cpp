#include "features/image/gist.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

namespace crossview {
namespace {

constexpr int kSide = 64;
constexpr int kCells = 4;
constexpr int kScales = 4;
constexpr int kOrientations = 8;
constexpr double kHighestFrequency = 0.32; // cycles per pixel of the 64 x 64 picture

/// Transfer function of one filter: a Gaussian in log frequency and in angle, on one side of the spectrum
/// only, so that the magnitude of the answer is an energy without ripples.
cv::Mat transfer(int scale, int orientation) {
    const double centre = kHighestFrequency / std::pow(2.0, scale);
    const double angle = std::numbers::pi * orientation / kOrientations;
    const double angleSpread = std::numbers::pi / kOrientations * 0.75;
    cv::Mat filter(kSide, kSide, CV_32FC2);
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x) {
            const double fy = (y < kSide / 2 ? y : y - kSide) / static_cast<double>(kSide);
            const double fx = (x < kSide / 2 ? x : x - kSide) / static_cast<double>(kSide);
            const double frequency = std::hypot(fx, fy);
            double gain = 0;
            if (frequency > 0) {
                const double octaves = std::log2(frequency / centre);
                const double turn = std::remainder(std::atan2(fy, fx) - angle, 2 * std::numbers::pi);
                gain = std::exp(-octaves * octaves / (2 * 0.55 * 0.55) -
                                turn * turn / (2 * angleSpread * angleSpread));
            }
            const auto value = static_cast<float>(gain);
            filter.at<cv::Vec2f>(y, x) = {value, value};
        }
    return filter;
}

} // namespace

GistBank::GistBank() {
    for (int scale = 0; scale < kScales; ++scale)
        for (int orientation = 0; orientation < kOrientations; ++orientation)
            m_filters.push_back(transfer(scale, orientation));
}

std::size_t GistBank::dimensions() {
    return std::size_t{kScales} * kOrientations * kCells * kCells;
}

void GistBank::energies(const cv::Mat& bgr, std::span<float> out) const {
    assert(out.size() == dimensions());
    cv::Mat grey;
    cv::cvtColor(bgr, grey, cv::COLOR_BGR2GRAY);
    cv::resize(grey, grey, {kSide, kSide}, 0, 0, cv::INTER_AREA);
    cv::Mat picture;
    grey.convertTo(picture, CV_32F, 1.0 / 255.0);
    cv::Mat spectrum;
    cv::dft(picture, spectrum, cv::DFT_COMPLEX_OUTPUT);
    cv::Mat filtered;
    constexpr int kCellSide = kSide / kCells;
    std::size_t position = 0;
    for (const cv::Mat& filter : m_filters) {
        cv::multiply(spectrum, filter, filtered);
        cv::dft(filtered, filtered, cv::DFT_INVERSE | cv::DFT_SCALE);
        const auto cells = out.subspan(position, std::size_t{kCells} * kCells);
        std::fill(cells.begin(), cells.end(), 0.F);
        for (int y = 0; y < kSide; ++y) {
            const auto* row = filtered.ptr<cv::Vec2f>(y);
            for (int x = 0; x < kSide; ++x) {
                const int cell = y / kCellSide * kCells + x / kCellSide;
                cells[static_cast<std::size_t>(cell)] +=
                    std::sqrt(row[x][0] * row[x][0] + row[x][1] * row[x][1]);
            }
        }
        for (float& cell : cells)
            cell = std::sqrt(cell / (kCellSide * kCellSide));
        position += cells.size();
    }
}

} // namespace crossview
