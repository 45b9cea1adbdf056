#include "map/export/map_picture.h"

#include "common/progress.h"
#include "map/map_paint.h"
#include "map/points/density_field.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <algorithm>

namespace crossview::ui {

namespace {
constexpr std::size_t kChunk = 16384; // points between two looks at the stop
constexpr double kHalo = 3;

void paint(QPainter& painter, const MapPicture::Shape& shape) {
    using Form = MapPicture::Shape::Form;
    switch (shape.form) {
    case Form::circle:
    case Form::diamond:
        paintMark(painter, shape.form == Form::circle ? Mark::circle : Mark::diamond, shape.centre,
                  shape.radius, shape.colour, shape.isFilled);
        return;
    case Form::line:
        painter.setPen(QPen(shape.colour, shape.width));
        painter.drawLine(shape.centre, shape.end);
        return;
    case Form::square:
    case Form::ring:
        break;
    }
    const QRectF box(shape.centre - QPointF(shape.radius, shape.radius),
                     QSizeF(2 * shape.radius, 2 * shape.radius));
    painter.setPen(shape.isFilled ? QPen(Qt::NoPen) : QPen(shape.colour, shape.width));
    painter.setBrush(shape.isFilled ? QBrush(shape.colour) : QBrush(Qt::NoBrush));
    if (shape.form == Form::ring)
        painter.drawEllipse(box);
    else
        painter.drawRoundedRect(box, 2, 2);
}

void paint(QPainter& painter, const MapPicture::Text& text, const QColor& ground) {
    if (text.hasHalo) {
        QPainterPath path;
        path.addText(text.start, text.font, text.text);
        QColor soft = ground;
        soft.setAlphaF(0.9F);
        painter.strokePath(path, QPen(soft, kHalo, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    }
    painter.setFont(text.font);
    painter.setPen(text.colour);
    painter.drawText(text.start, text.text);
}
} // namespace

std::size_t MapPicture::pointsInFrame() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        if (style[i] < styles.size() &&
            frame.contains(transform.toScreen({static_cast<double>(x[i]), static_cast<double>(y[i])})))
            ++count;
    return count;
}

QImage pointsOf(const MapPicture& picture, const std::stop_token& stop) {
    Splatter splatter;
    DensityField field;
    MapTransform inFrame = picture.transform;
    inFrame.pan(-picture.frame.topLeft());
    const std::span<const float> x = picture.x, y = picture.y;
    const std::span<const std::uint8_t> style = picture.style;
    if (picture.isCrowd) {
        field.resize(picture.frame.size().toSize(), picture.scale);
        field.begin(picture.mapBackground, picture.styles, picture.shown, inFrame);
    } else {
        splatter.resize(picture.frame.size().toSize(), picture.scale);
        splatter.begin(picture.mapBackground, picture.styles);
    }
    for (std::size_t first = 0; first < x.size(); first += kChunk) {
        throwIfStopped(stop);
        const std::size_t portion = std::min(kChunk, x.size() - first);
        const auto someX = x.subspan(first, portion), someY = y.subspan(first, portion);
        if (picture.isCrowd)
            field.add(someX, someY, style.subspan(first, portion));
        else
            splatter.splat(inFrame, someX, someY, style.subspan(first, portion));
    }
    throwIfStopped(stop);
    if (picture.isCrowd)
        field.develop(1);
    return (picture.isCrowd ? field.image() : splatter.image()).copy(); // their memory goes
}

QImage imageOf(const MapPicture& picture, const std::stop_token& stop) {
    QImage image(picture.size, QImage::Format_RGB32);
    image.fill(picture.background);
    if (image.isNull())
        return image;
    const QImage points = pointsOf(picture, stop);
    QPainter painter(&image);
    painter.scale(picture.scale, picture.scale); // a device pixel ratio below 1 is ignored
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(picture.frame.topLeft(), QSizeF(points.size()) / picture.scale), points);
    painter.save();
    painter.setClipRect(picture.frame);
    painter.setBrush(Qt::NoBrush);
    for (const MapPicture::Line& line : picture.lines) {
        painter.setPen(line.pen);
        painter.drawPolyline(line.places);
    }
    for (const MapPicture::Tile& tile : picture.tiles)
        painter.drawImage(tile.place, tile.image);
    for (const MapPicture::Shape& mark : picture.marks)
        paint(painter, mark);
    painter.restore();
    throwIfStopped(stop);
    painter.setPen(QPen(picture.border, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(picture.frame.adjusted(0.5, 0.5, -0.5, -0.5));
    for (const MapPicture::Shape& symbol : picture.symbols)
        paint(painter, symbol);
    for (const MapPicture::Text& text : picture.texts)
        paint(painter, text, picture.mapBackground);
    painter.end();
    if (!picture.description.isEmpty())
        image.setText(QStringLiteral("Description"), picture.description);
    return image;
}

} // namespace crossview::ui
