#include "picture.h"

#include "common/error.h"
#include "common/hash.h"

#include <QBuffer>
#include <QPainter>

#include <algorithm>
#include <set>

namespace crossview {

QRect alphaBox(const QImage& image) {
    // Nearly transparent pixels are soft shadows' ends: they would make the drawing small and off-centre.
    constexpr int kVisible = 8;
    const QImage argb = image.convertToFormat(QImage::Format_ARGB32);
    int left = argb.width();
    int right = -1;
    int top = argb.height();
    int bottom = -1;
    for (int y = 0; y < argb.height(); ++y) {
        const auto* row = reinterpret_cast<const QRgb*>(argb.constScanLine(y));
        for (int x = 0; x < argb.width(); ++x) {
            if (qAlpha(row[x]) < kVisible)
                continue;
            left = std::min(left, x);
            right = std::max(right, x);
            top = std::min(top, y);
            bottom = y;
        }
    }
    return right < 0 ? QRect() : QRect(QPoint(left, top), QPoint(right, bottom));
}

QImage fitPicture(const QImage& image) {
    const QRect box = alphaBox(image);
    if (box.isEmpty())
        return {};
    const QSize size = box.size().scaled(kPictureInside, kPictureInside, Qt::KeepAspectRatio);
    const QImage content =
        image.copy(box)
            .convertToFormat(QImage::Format_ARGB32_Premultiplied)
            .scaled(size.expandedTo(QSize(1, 1)), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QImage picture(kPictureSide, kPictureSide, QImage::Format_RGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    painter.drawImage((kPictureSide - content.width()) / 2, (kPictureSide - content.height()) / 2, content);
    painter.end();
    return picture;
}

std::size_t colourCount(const QImage& picture, std::size_t limit) {
    const QImage rgb = picture.convertToFormat(QImage::Format_RGB32);
    std::set<QRgb> colours;
    for (int y = 0; y < rgb.height(); ++y) {
        const auto* row = reinterpret_cast<const QRgb*>(rgb.constScanLine(y));
        for (int x = 0; x < rgb.width(); ++x)
            if (colours.insert(row[x] | 0xFF000000U).second && colours.size() >= limit)
                return limit;
    }
    return colours.size();
}

std::string pixelHash(const QImage& picture) {
    const QImage rgb = picture.convertToFormat(QImage::Format_RGB888);
    Hash hash;
    hash.add(static_cast<long long>(rgb.width())).add(static_cast<long long>(rgb.height()));
    for (int y = 0; y < rgb.height(); ++y)
        hash.addBytes(
            std::as_bytes(std::span(rgb.constScanLine(y), static_cast<std::size_t>(rgb.width()) * 3)));
    return hash.hex();
}

QByteArray encodePng(const QImage& picture) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly) || !picture.save(&buffer, "PNG"))
        throw Error("Qt cannot write PNG pictures: install the package libqt6gui6 anew.");
    return bytes;
}

} // namespace crossview
