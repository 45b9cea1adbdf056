#include "clip_art.h"
#include "picture.h"

#include <QPainter>
#include <QSvgRenderer>
#include <QXmlStreamReader>

#include <algorithm>

namespace crossview {
namespace {

constexpr qsizetype kLargestSvg = 4 << 20; ///< bytes; larger ones are traced photos that take seconds
constexpr double kFirstSide = 192;         ///< pixels of the longer side when looking for the visible part
constexpr double kSecondSide = 2 * kPictureInside;

/// Renders a part of the drawing (its own units) with its longer side `side` pixels long.
QImage render(QSvgRenderer& renderer, const QRectF& part, double side) {
    const double scale = side / std::max(part.width(), part.height());
    const QSize size(std::max(1, qRound(part.width() * scale)), std::max(1, qRound(part.height() * scale)));
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    renderer.setViewBox(part);
    QPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    renderer.render(&painter, QRectF(QPointF(0, 0), QSizeF(size)));
    painter.end();
    return image;
}

} // namespace

QImage drawSvg(const QByteArray& svg) {
    if (svg.size() > kLargestSvg)
        return {};
    QSvgRenderer renderer;
    if (!renderer.load(svg))
        return {};
    QRectF page = renderer.viewBoxF();
    if (page.isEmpty())
        page = QRectF(QPointF(0, 0), QSizeF(renderer.defaultSize()));
    const double longer = std::max(page.width(), page.height());
    if (page.isEmpty() || longer > 1e6 || longer < 1e-3)
        return {};
    const QImage whole = render(renderer, page, kFirstSide);
    const QRect box = alphaBox(whole);
    if (box.isEmpty())
        return {};
    // Once more with the visible part alone: a small drawing on a large page would be a blur.
    const double unit = longer / kFirstSide;
    const QRectF part = QRectF(box).adjusted(-1, -1, 1, 1);
    const QRectF visible(page.x() + part.x() * unit, page.y() + part.y() * unit, part.width() * unit,
                         part.height() * unit);
    return render(renderer, visible.intersected(page), kSecondSide);
}

SvgMetadata parseSvgMetadata(const QByteArray& svg) {
    SvgMetadata metadata;
    QXmlStreamReader reader(svg);
    std::vector<QString> open; // local names from the first <Work> inwards
    while (!reader.atEnd()) {
        const auto token = reader.readNext();
        if (token == QXmlStreamReader::EndElement && !open.empty()) {
            open.pop_back();
            if (open.empty())
                break;
        } else if (token == QXmlStreamReader::StartElement) {
            const QString name = reader.name().toString();
            if (!open.empty() || name == QStringLiteral("Work"))
                open.push_back(name);
        } else if (token == QXmlStreamReader::Characters && !open.empty()) {
            const std::string text = reader.text().toString().toStdString();
            const QString& leaf = open.back();
            const auto inside = [&open](const QString& name) {
                return std::find(open.begin(), open.end(), name) != open.end();
            };
            if (leaf == QStringLiteral("title") && open.size() == 2)
                metadata.title += text;
            else if (leaf == QStringLiteral("description") && open.size() == 2)
                metadata.description += text;
            else if (leaf == QStringLiteral("li") && inside(QStringLiteral("subject")))
                metadata.keywords.push_back(text);
            else if (leaf == QStringLiteral("title") &&
                     (inside(QStringLiteral("creator")) || inside(QStringLiteral("rights")) ||
                      inside(QStringLiteral("publisher"))))
                metadata.authors.push_back(text);
        }
    }
    return metadata;
}

} // namespace crossview
