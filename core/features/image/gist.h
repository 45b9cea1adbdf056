#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <opencv2/core.hpp>

namespace crossview {

/// Bank of Gabor filters in the frequency domain whose energies, averaged over a 4 x 4 grid, tell the texture
/// and layout of a picture ("gist"). Immutable; safe to use from several threads.
class GistBank {
public:
    GistBank();

    /// Values per picture: scales x orientations x 16 cells.
    static std::size_t dimensions();

    /// Energies of an 8-bit BGR square, as square roots; writes dimensions() values. They do not change when
    /// the picture is made brighter by a constant, and scale with its contrast.
    void energies(const cv::Mat& bgr, std::span<float> out) const;

private:
    std::vector<cv::Mat> m_filters; // real transfer functions in both channels, CV_32FC2
};

} // namespace crossview
