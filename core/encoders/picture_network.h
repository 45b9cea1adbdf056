#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace cv {
class Mat;
}

namespace crossview {

/// The last layer of a network that names photos: logits = weights * features + bias.
struct PhotoClassifier {
    Matrix weights;          ///< [classes, features]
    std::vector<float> bias; ///< [classes]
};

/// A network that turns a picture into values: one of the catalogue, or one of the user's own. What it reads,
/// weights or a whole file, may wait for the first call that needs it, because rows that are stored need
/// none. The same picture gives the same values bit for bit. Safe to use from several threads.
class PictureNetwork {
public:
    virtual ~PictureNetwork() = default;
    /// Identity of the values: what the network is and how pictures are put before it. Two networks with the
    /// same settings give the same values. Reads nothing.
    virtual std::string settings() const = 0;
    /// Pixels per side of the white square that pictures are to come fitted into; 0: pictures of any size.
    virtual int side() const { return 0; }
    /// Reads what computing needs now. Throws Error when it is not here, damaged, or another network.
    virtual void load() const {}
    /// Values per picture. Throws as load, where only the network itself knows.
    virtual std::size_t dimensions() const = 0;
    /// Values [dimensions] of an 8-bit BGR picture. Throws Error that names the network, and as load.
    virtual std::vector<float> features(const cv::Mat& bgr) const = 0;
    /// Whether its values were trained to name photos.
    virtual bool hasClassifier() const { return false; }
    /// That layer. Throws as load, and std::logic_error where there is none.
    virtual const PhotoClassifier& classifier() const {
        throw std::logic_error("a network without a classifier");
    }
};

} // namespace crossview
