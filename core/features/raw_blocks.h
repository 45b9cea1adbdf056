#pragma once

#include "common/matrix.h"
#include "features/gist.h"
#include "features/options.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

namespace crossview {

/// One kind of values that a picture has before anything is fitted: they depend on the picture and on a few
/// settings only, so they are computed once per picture whatever the split is.
struct RawBlock {
    std::string name;           ///< "hsv", "hog", "tiny", "gist", "patch", "lite0", "lite2"
    std::string settings;       ///< what changes the values, as text; part of the file name by its hash
    std::size_t dimensions = 0; ///< values per picture
    std::size_t components = 0; ///< PCA components asked for
    int side = 0;               ///< the picture comes fitted into a square of so many pixels
    std::function<void(const cv::Mat&, std::span<float>)> compute; ///< safe from several threads
    /// Loads what computing needs; may be empty. Throws Error when it is not here.
    std::function<void()> prepare;
};

/// The blocks that the options ask for, in the order in which they are joined. Throws Error when the options
/// leave no block or make no sense.
std::vector<RawBlock> rawBlocks(const ImageFeatureOptions& options);

/// Computes a block and rounds it to half precision: what is stored is exactly what a query computes.
void computeRaw(const RawBlock& block, const cv::Mat& fitted, std::span<float> out);

/// Values of some blocks for one picture of any size, in their order. Throws what the blocks throw.
std::vector<std::vector<float>> computeRaw(std::span<const RawBlock* const> blocks, const cv::Mat& picture);

} // namespace crossview
