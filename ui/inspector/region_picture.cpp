#include "inspector/region_picture.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace crossview::ui {
namespace {

constexpr int kPictureHeight = 190;
constexpr int kLineHeight = 18;
constexpr int kSample = 26; // width of a line's sample in the legend

QPen linePen(const QColor& colour, double width, bool isDashed) {
    QPen pen(colour, width);
    pen.setJoinStyle(Qt::MiterJoin);
    pen.setCapStyle(Qt::FlatCap);
    if (isDashed)
        pen.setDashPattern({3, 2});
    return pen;
}

/// A box whose lines of odd widths end between pixels: each of their colours is seen unmixed.
QRectF onPixels(const QRectF& box) {
    return QRectF(box.toRect()).translated(0.5, 0.5);
}

/// A line that is seen on any picture: dark, light and coloured on top of each other.
template <typename Draw>
void drawOutlined(QPainter& painter, bool isFound, const Draw& draw) {
    painter.setBrush(Qt::NoBrush);
    for (const QPen& pen :
         {linePen(Qt::black, 7, false), linePen(Qt::white, 5, false),
          linePen(theme().color(isFound ? Role::SentenceView : Role::TruePair), 3, isFound)}) {
        painter.setPen(pen);
        draw();
    }
}

} // namespace

RegionPicture::RegionPicture(const ItemSources& sources, PhrasePlace place, QWidget* parent)
    : QWidget(parent), m_sources(sources), m_place(std::move(place)) {
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setSizePolicy(policy);
    connect(m_sources.thumbnails, &ThumbnailSource::loaded, this, [this](int image) {
        if (image != m_place.regions.front())
            return;
        updateGeometry();
        update();
    });
    describe();
}

void RegionPicture::setPlace(PhrasePlace place) {
    m_place = std::move(place);
    describe();
    updateGeometry();
    update();
}

void RegionPicture::describe() {
    const QString words = legend().join(QStringLiteral("; "));
    setAccessibleName(words);
    setPlainToolTip(this, words);
}

QStringList RegionPicture::legend() const {
    QStringList lines{m_place.regions.size() == 1
                          ? tr("✓ its region")
                          : tr("✓ its %1 regions").arg(grouped(static_cast<qint64>(m_place.regions.size())))};
    if (m_place.found >= 0)
        lines << tr("nearest of %1 boxes, overlap %2")
                     .arg(grouped(static_cast<qint64>(m_place.candidates)),
                          QLocale().toString(m_place.overlap, 'f', 2));
    return lines;
}

QSize RegionPicture::sizeHint() const {
    return {240, pictureHeight() + kLineHeight * static_cast<int>(legend().size()) + 4};
}

WholePicture RegionPicture::whole() const {
    return m_sources.thumbnails->wholePicture(m_place.regions.front(),
                                              static_cast<int>(2 * kPictureHeight * devicePixelRatioF()));
}

QRectF RegionPicture::areaOf(const WholePicture& whole) const {
    if (whole.image.isNull() || whole.size.isEmpty())
        return {};
    const QSizeF size = QSizeF(whole.size).scaled(QSizeF(width(), kPictureHeight), Qt::KeepAspectRatio);
    return {QPointF(0, 0), size};
}

int RegionPicture::pictureHeight() const {
    const QRectF area = areaOf(whole());
    return area.isEmpty() ? kPictureHeight : static_cast<int>(std::ceil(area.height()));
}

QRectF RegionPicture::boxOf(std::int32_t image) const {
    const WholePicture picture = whole();
    const QRectF area = areaOf(picture);
    const std::optional<PixelBox> box = m_sources.info->box(image);
    if (area.isEmpty() || !box)
        return {};
    const double scale = area.width() / picture.size.width();
    return {area.left() + box->x * scale, area.top() + box->y * scale, box->width * scale,
            box->height * scale};
}

void RegionPicture::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const WholePicture picture = whole();
    const QRectF area = areaOf(picture);
    if (area.isEmpty()) {
        const QRectF frame(0.5, 0.5, width() - 1, kPictureHeight - 1);
        painter.setPen(theme().color(Role::Border));
        painter.drawRect(frame);
        if (m_sources.thumbnails->isUnreadable(m_place.regions.front())) {
            painter.setPen(theme().color(Role::SecondaryText));
            painter.drawText(frame, Qt::AlignCenter, tr("not readable"));
        }
    } else {
        painter.drawImage(area, picture.image);
        painter.save();
        painter.setClipRect(area.adjusted(-3, -3, 3, 3));
        for (const std::int32_t region : m_place.regions)
            drawOutlined(painter, false, [&] { painter.drawRect(onPixels(boxOf(region))); });
        if (m_place.found >= 0)
            drawOutlined(painter, true, [&] { painter.drawRect(onPixels(boxOf(m_place.found))); });
        painter.restore();
    }
    const QStringList lines = legend();
    for (qsizetype l = 0; l < lines.size(); ++l) {
        const QRectF line(0, pictureHeight() + 4 + kLineHeight * double(l), width(), kLineHeight);
        const double middle = line.center().y();
        drawOutlined(painter, l == 1,
                     [&] { painter.drawLine(QPointF(2, middle), QPointF(2 + kSample, middle)); });
        painter.setPen(theme().color(Role::Text));
        paintElided(painter, line.adjusted(kSample + 10, 0, 0, 0), lines[l]);
    }
}

void RegionPicture::mousePressEvent(QMouseEvent* event) {
    // Of boxes in each other the inner one is meant.
    std::int32_t best = -1;
    double smallest = 0;
    std::vector<std::int32_t> boxes = m_place.regions;
    if (m_place.found >= 0)
        boxes.push_back(m_place.found);
    for (const std::int32_t image : boxes) {
        const QRectF box = boxOf(image);
        const double area = box.width() * box.height();
        if (box.contains(event->position()) && (best < 0 || area < smallest)) {
            best = image;
            smallest = area;
        }
    }
    if (best >= 0)
        Q_EMIT chosen({View::image, best});
}

} // namespace crossview::ui
