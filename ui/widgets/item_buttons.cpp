#include "widgets/item_buttons.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <numbers>

namespace crossview::ui {
namespace {

constexpr double kRadius = 6;
constexpr double kBarHeight = 3;

void paintBar(QPainter& painter, const QRectF& box, double share, Role role) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Role::Border));
    painter.drawRoundedRect(box, 1.5, 1.5);
    painter.setBrush(theme().color(role));
    painter.drawRoundedRect(QRectF(box.topLeft(), QSizeF(box.width() * share, box.height())), 1.5, 1.5);
}

void paintTick(QPainter& painter, const QPointF& centre, double radius) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Role::TruePair));
    painter.drawEllipse(centre, radius, radius);
    painter.setPen(QPen(theme().color(Role::Panel), 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(
        QPolygonF({centre + QPointF(-0.42, 0.03) * radius, centre + QPointF(-0.1, 0.36) * radius,
                   centre + QPointF(0.45, -0.33) * radius}));
}

QString decimal(float value) {
    return QLocale().toString(static_cast<double>(value), 'f', 2);
}

Role viewRole(View view) {
    return view == View::image ? Role::ImageView : Role::SentenceView;
}

} // namespace

double closeness(float distance) {
    return std::clamp(1.0 - static_cast<double>(distance) / std::numbers::sqrt2, 0.0, 1.0);
}

void paintItemPicture(QPainter& painter, const QRectF& box, const ItemSources& sources, int image,
                      bool selected) {
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const auto pixels = static_cast<int>(box.width() * painter.device()->devicePixelRatioF());
    const QImage picture = sources.thumbnails->thumbnail(image, pixels);
    QPainterPath frame;
    frame.addRoundedRect(box, kRadius, kRadius);
    // Pictures with a transparent ground were drawn for white paper: that stays so in the dark.
    painter.fillPath(frame, picture.isNull() ? theme().color(Role::Field) : QColor(Qt::white));
    if (!picture.isNull()) {
        painter.save();
        painter.setClipPath(frame);
        const QSizeF size = QSizeF(picture.size()).scaled(box.size() - QSizeF(6, 6), Qt::KeepAspectRatio);
        QRectF target(QPointF(0, 0), size);
        target.moveCenter(box.center());
        painter.drawImage(target, picture);
        painter.restore();
    } else if (!sources.thumbnails->hasPicture(image)) {
        paintPlaceholder(painter, box);
    } else if (sources.thumbnails->isUnreadable(image)) {
        painter.setPen(theme().color(Role::SecondaryText));
        painter.drawText(box, Qt::AlignCenter | Qt::TextWordWrap,
                         QCoreApplication::translate("ItemButton", "not readable"));
    }
    painter.setPen(QPen(theme().color(selected ? Role::Accent : Role::Border), selected ? 2 : 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(frame);
}

ItemButton::ItemButton(const ItemSources& sources, ItemRef item, QWidget* parent)
    : QAbstractButton(parent), m_sources(sources), m_item(item) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setMouseTracking(true);
    setAttribute(Qt::WA_Hover);
    m_text = sources.info->text(item);
    setAccessibleName(item.view == View::image ? tr("Image: %1").arg(m_text)
                                               : tr("Sentence: %1").arg(m_text));
    connect(this, &QAbstractButton::clicked, this, [this] { Q_EMIT chosen(m_item); });
    if (item.view == View::image)
        connect(sources.thumbnails, &ThumbnailSource::loaded, this, [this](int image) {
            if (image == m_item.index)
                update();
        });
}

void ItemButton::setSelected(bool selected) {
    if (m_selected == selected)
        return;
    m_selected = selected;
    update();
}

bool ItemButton::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), asToolTip(text()), this);
        return true;
    }
    return QAbstractButton::event(event);
}

void ItemButton::paintPicture(QPainter& painter, const QRectF& box, int image) const {
    paintItemPicture(painter, box, m_sources, image, m_selected);
}

void ItemButton::paintFocus(QPainter& painter, const QRectF& box) const {
    if (!hasFocus() && !underMouse())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const bool strong = hasFocus();
    painter.setPen(QPen(theme().color(strong ? Role::Accent : Role::SecondaryText), strong ? 2 : 1));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
}

PictureButton::PictureButton(const ItemSources& sources, ItemRef item, QWidget* parent)
    : ItemButton(sources, item, parent) {
    setFixedSize(sizeHint());
}

void PictureButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    paintPicture(painter, box, m_item.index);
    paintFocus(painter, rect());
}

ResultCard::ResultCard(const ItemSources& sources, ItemRef item, QWidget* parent)
    : ItemButton(sources, item, parent) {}

int ResultCard::heightFor(int width, const QFontMetrics& metrics) {
    return width + 8 + metrics.height() + 2;
}

void ResultCard::setResult(float distance, bool truePair) {
    m_distance = distance;
    m_truePair = truePair;
    describe();
    update();
}

void ResultCard::describe() {
    const QString pair = m_truePair ? tr(", a true pair") : QString();
    setAccessibleDescription(tr("Distance %1%2").arg(decimal(m_distance), pair));
    setPlainToolTip(this,
                    tr("%1\nDistance %2 in the joint space (0: the same place, 1.41: nothing in common)%3")
                        .arg(text(), decimal(m_distance),
                             m_truePair ? tr("\n✓ The data says that they match") : QString()));
}

void ResultCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = width();
    const QRectF box(0.5, 0.5, side - 1, side - 1);
    paintPicture(painter, box, m_item.index);
    if (m_truePair)
        paintTick(painter, box.topRight() + QPointF(-12, 12), 8);
    paintBar(painter, QRectF(0, side + 3, side, kBarHeight), closeness(m_distance), Role::ImageView);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() - 1.5);
    painter.setFont(small);
    painter.setPen(theme().color(Role::SecondaryText));
    const QString number = decimal(m_distance);
    const QRectF line(0, side + 8, side, height() - side - 8);
    const double numberWidth = QFontMetricsF(small).horizontalAdvance(number) + 1;
    paintElided(painter, line.adjusted(0, 0, -numberWidth - 4, 0), text());
    painter.drawText(line, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), number);
    paintFocus(painter, QRectF(0, 0, side, side));
}

TextRow::TextRow(const ItemSources& sources, ItemRef item, QWidget* parent)
    : ItemButton(sources, item, parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize TextRow::sizeHint() const {
    return {200, fontMetrics().height() + 10};
}

void TextRow::setRank(int rank) {
    m_rank = rank;
    m_truePair = true;
    if (const QString obstacle = m_sources.info->whyLeftOut(m_item); !obstacle.isEmpty())
        setPlainToolTip(this, tr("%1\nTakes no part. %2").arg(text(), obstacle));
    if (rank > 0) {
        setAccessibleDescription(tr("True partner, rank %1").arg(rank));
        setPlainToolTip(this,
                        tr("%1\nTrue partner: number %2 among all items of its view, counted by distance")
                            .arg(text())
                            .arg(grouped(rank)));
    }
    update();
}

void TextRow::setDistance(float distance, bool truePair) {
    m_distance = distance;
    m_truePair = truePair;
    setAccessibleDescription(
        tr("Distance %1%2").arg(decimal(distance), truePair ? tr(", a true pair") : QString()));
    update();
}

void TextRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF box = QRectF(rect()).adjusted(2, 1, -2, -1);
    paintFocus(painter, rect());
    const double middle = box.center().y();
    if (m_item.view == View::image) {
        const double side = box.height();
        paintPicture(painter, QRectF(box.left() + 0.5, box.top() + 0.5, side - 1, side - 1), m_item.index);
        box.setLeft(box.left() + side + 6);
    } else {
        paintViewMark(painter, QRectF(box.left() + 2, middle - 4, 8, 8), m_item.view);
        box.setLeft(box.left() + 16);
    }
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() - 1.5);
    const QFontMetricsF metrics(small);
    if (m_rank > 0) {
        const QString chip = tr("rank %1").arg(grouped(m_rank));
        const double chipWidth = metrics.horizontalAdvance(chip) + 14;
        const QRectF outline(box.right() - chipWidth, middle - metrics.height() / 2 - 2, chipWidth,
                             metrics.height() + 4);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().color(Role::TruePair), 1));
        painter.drawRoundedRect(outline, outline.height() / 2, outline.height() / 2);
        painter.setFont(small);
        painter.drawText(outline, Qt::AlignCenter, chip);
        box.setRight(outline.left() - 6);
    } else if (m_distance) {
        const QString number = decimal(*m_distance);
        const double numberWidth = metrics.horizontalAdvance(number) + 2;
        painter.setFont(small);
        painter.setPen(theme().color(Role::SecondaryText));
        painter.drawText(QRectF(box.right() - numberWidth, box.top(), numberWidth, box.height()),
                         static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), number);
        box.setRight(box.right() - numberWidth - 6);
        constexpr double kBarWidth = 48;
        paintBar(painter, QRectF(box.right() - kBarWidth, middle - kBarHeight / 2, kBarWidth, kBarHeight),
                 closeness(*m_distance), viewRole(m_item.view));
        box.setRight(box.right() - kBarWidth - 8);
        if (m_truePair) {
            paintTick(painter, QPointF(box.right() - 6, middle), 6);
            box.setRight(box.right() - 16);
        }
    }
    painter.setFont(font());
    painter.setPen(theme().color(Role::Text));
    paintElided(painter, box, text());
}

} // namespace crossview::ui
