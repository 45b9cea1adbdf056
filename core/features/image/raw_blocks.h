#pragma once

#include "common/matrix.h"
#include "encoders/user/recipe_network.h"
#include "features/feature_options.h"
#include "features/image/row_coder.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

namespace crossview {

/// One kind of values that a picture has before anything is fitted: they depend on the picture and on a few
/// settings only, so they are computed once per picture whatever the split is.
struct RawBlock {
    std::string name;           ///< in the names of files: "hsv"
    std::string title;          ///< in a list for a person: "HSV"
    std::string settings;       ///< what changes the values, as text; part of the file name by its hash
    std::size_t dimensions = 0; ///< values per picture; 0: stored rows or `network` know
    std::size_t components = 0; ///< PCA components asked for
    /// The picture comes fitted into a square of so many pixels; 0: as it is.
    int side = 0;
    std::function<void(const cv::Mat&, std::span<float>)> compute; ///< safe from several threads
    /// What computes it, where that is a network; else empty.
    std::shared_ptr<const PictureNetwork> network = {};
    /// What is learnt from the values of training pictures before the components; both empty or none.
    FitRowCoder fitCoder = {};
    LoadRowCoder loadCoder = {};
};

/// What the blocks of a picture are made from.
struct RawBlockInput {
    const ImageFeatureOptions& options;
    std::string userNetworkIdentity; ///< userNetworkIdentity; empty without such a network
    NetworkOpener openNetwork;       ///< opens it
};

/// A block that is computed from the fitted square of every picture, without a network.
RawBlock squareBlock(const RawBlockInput& input, std::string name, std::string title, std::size_t dimensions,
                     std::function<void(const cv::Mat&, std::span<float>)> compute,
                     const std::string& settings = {});

/// A block of what a network sees in a picture; its dimensions stay 0.
RawBlock networkBlock(std::string name, std::string title, std::shared_ptr<const PictureNetwork> network);

/// The blocks that the options ask for, in the order in which they are joined. A network of the user's own
/// comes with its identity (userNetworkIdentity) and what opens it. Throws Error when the options leave no
/// block or make no sense.
std::vector<RawBlock> rawBlocks(const ImageFeatureOptions& options, const std::string& networkIdentity = {},
                                const NetworkOpener& openNetwork = {});

/// A picture of any size, fitted for each side that its blocks ask for, once. Not for several threads.
class FittedPictures {
public:
    explicit FittedPictures(cv::Mat picture) : m_picture(std::move(picture)) {}
    const cv::Mat& of(int side);

private:
    cv::Mat m_picture;
    std::map<int, cv::Mat> m_squares;
};

/// Values of a block, rounded to half precision: what is stored is exactly what a query computes. Throws what
/// the block throws.
std::vector<float> computeRaw(const RawBlock& block, FittedPictures& pictures);

} // namespace crossview
