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
    std::string name;           ///< "hsv", "hog", "tiny", "gist", "patch"
    std::string settings;       ///< what changes the values, as text; part of the file name by its hash
    std::size_t dimensions = 0; ///< values per picture
    std::size_t components = 0; ///< PCA components asked for
    std::function<void(const cv::Mat&, std::span<float>)> compute; ///< safe from several threads
};

/// The blocks that the options ask for, in the order in which they are joined. Pictures come as squares of
/// options.size pixels from readPicture. Throws Error when the options leave no block or make no sense.
std::vector<RawBlock> rawBlocks(const ImageFeatureOptions& options);

/// Computes a block and rounds it to half precision: what is stored is exactly what a query computes.
void computeRaw(const RawBlock& block, const cv::Mat& picture, std::span<float> out);

} // namespace crossview
