#pragma once

#include <QByteArray>
#include <QImage>
#include <QRect>

#include <cstddef>
#include <string>

namespace crossview {

inline constexpr int kPictureSide = 128;   ///< width and height of a picture, pixels
inline constexpr int kPictureInside = 120; ///< its content fits into this square

/// Smallest rectangle that holds every pixel that is not transparent; empty when there is none.
QRect alphaBox(const QImage& image);

/// Crops to the alpha box, scales into 120 px and centres on white, 128 x 128 RGB. A null image when nothing
/// is visible.
QImage fitPicture(const QImage& image);

/// Number of different colours, counted up to `limit`.
std::size_t colourCount(const QImage& picture, std::size_t limit);

/// SHA-256 of the pixels: equal pictures have equal hashes.
std::string pixelHash(const QImage& picture);

/// The picture as a PNG file's bytes. Throws Error when Qt cannot write PNG.
QByteArray encodePng(const QImage& picture);

} // namespace crossview
