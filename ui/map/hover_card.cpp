#include "map/hover_card.h"

#include "map/map_paint.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainterPath>

#include <algorithm>

namespace crossview::ui {

namespace {
constexpr int kShadow = 6; // around the card
constexpr int kPadding = 8;
constexpr int kMarkWidth = 16;
constexpr int kTextWidth = 224; // of a sentence
constexpr int kGap = 14;        // between pointer and card
constexpr int kMostLines = 6;
} // namespace

HoverCard::HoverCard(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("hoverCard"));
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Item under the pointer"));
    setPlainToolTip(this, tr("Click to inspect this item"));
    hide();
}

int HoverCard::wrapFlags() const {
    // Only a word that is wider than the card may be broken anywhere.
    const int room = (m_content.item.view == View::image ? kPictureSide : kTextWidth) - kMarkWidth;
    for (const QString& word : m_content.text.split(QLatin1Char(' ')))
        if (fontMetrics().horizontalAdvance(word) > room)
            return Qt::TextWrapAnywhere;
    return Qt::TextWordWrap;
}

QRect HoverCard::textRect() const {
    const bool image = m_content.item.view == View::image;
    const int width = image ? kPictureSide : kTextWidth;
    const QRect wanted =
        fontMetrics().boundingRect(QRect(0, 0, width - kMarkWidth, 10000), wrapFlags(), m_content.text);
    const int lines = image ? 2 : kMostLines;
    return {0, 0, wanted.width(), std::min(wanted.height(), lines * fontMetrics().lineSpacing())};
}

QSize HoverCard::neededSize() const {
    const bool image = m_content.item.view == View::image;
    const int line = fontMetrics().lineSpacing();
    int details = 0;
    int detailWidth = 0;
    for (const QString& text : {m_content.conceptName, m_content.distance}) {
        if (text.isEmpty())
            continue;
        details += line;
        detailWidth = std::max(detailWidth, fontMetrics().horizontalAdvance(text));
    }
    const QRect text = textRect();
    const int widest = std::max(text.width(), detailWidth) + kMarkWidth;
    const int width = image ? kPictureSide : std::clamp(widest, 96, kTextWidth);
    const int picture = image ? kPictureSide + 4 : 0;
    return {width + 2 * (kPadding + kShadow), picture + text.height() + details + 2 * (kPadding + kShadow)};
}

void HoverCard::present(const Content& content, QPointF anchor) {
    m_content = content;
    setAccessibleDescription(content.text);
    const QSize size = neededSize();
    resize(size);
    const QRect room = parentWidget()->rect();
    // Above and to the right; where that is cut, to the other side, so that the point itself stays free.
    int x = int(anchor.x()) + kGap - kShadow;
    if (x + size.width() > room.right())
        x = int(anchor.x()) - kGap + kShadow - size.width();
    int y = int(anchor.y()) - kGap + kShadow - size.height();
    if (y < room.top())
        y = int(anchor.y()) + kGap - kShadow;
    move(std::clamp(x, room.left(), std::max(room.left(), room.right() - size.width())),
         std::clamp(y, room.top(), std::max(room.top(), room.bottom() - size.height())));
    raise();
    show();
    update();
}

void HoverCard::setPicture(const QImage& picture) {
    m_content.picture = picture;
    update();
}

void HoverCard::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(rect()).adjusted(kShadow, kShadow, -kShadow, -kShadow);
    QColor shadow = theme.isDark() ? theme.color(Role::Window).darker(200) : theme.color(Role::Text);
    shadow.setAlphaF(0.035F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(shadow);
    for (int spread = kShadow - 1; spread > 0; --spread)
        painter.drawRoundedRect(card.adjusted(-spread, -spread + 1, spread, spread), 6 + spread, 6 + spread);
    paintCard(painter, card, theme);

    double y = card.top() + kPadding;
    const double left = card.left() + kPadding;
    if (m_content.item.view == View::image) {
        const QRectF place(left, y, kPictureSide, kPictureSide);
        painter.setPen(Qt::NoPen);
        // Pictures are drawn for paper; on the dark card they keep a light ground.
        painter.setBrush(m_content.picture.isNull() ? theme.color(Role::Field)
                                                    : Theme::light().color(Role::Panel));
        painter.drawRoundedRect(place, 4, 4);
        if (!m_content.picture.isNull()) {
            QRectF target(
                QPointF(),
                QSizeF(m_content.picture.size()).scaled(kPictureSide, kPictureSide, Qt::KeepAspectRatio));
            target.moveCenter(place.center());
            painter.setRenderHint(QPainter::SmoothPixmapTransform);
            QPainterPath clip;
            clip.addRoundedRect(place, 4, 4);
            painter.save();
            painter.setClipPath(clip);
            painter.drawImage(target, m_content.picture);
            painter.restore();
        } else if (!m_content.hasPicture) {
            paintPlaceholder(painter, place);
        }
        y += kPictureSide + 4;
    }
    const QRect text = textRect();
    const double line = fontMetrics().lineSpacing();
    paintMark(painter, m_content.item.view, {left + 5, y + line / 2}, 4,
              viewColour(theme, m_content.item.view));
    painter.setFont(font());
    painter.setPen(theme.color(Role::Text));
    const double width = card.right() - kPadding - left - kMarkWidth;
    const QRectF place(left + kMarkWidth, y, width, text.height());
    painter.save();
    painter.setClipRect(place);
    painter.drawText(place, wrapFlags(), m_content.text);
    painter.restore();
    y += text.height();
    painter.setPen(theme.color(Role::SecondaryText));
    for (const QString& detail : {m_content.conceptName, m_content.distance}) {
        if (detail.isEmpty())
            continue;
        painter.drawText(QRectF(left + kMarkWidth, y, width, line), Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(detail, Qt::ElideRight, int(width)));
        y += line;
    }
}

void HoverCard::enterEvent(QEnterEvent* event) {
    QWidget::enterEvent(event);
    Q_EMIT entered();
}

void HoverCard::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    Q_EMIT left();
}

void HoverCard::mousePressEvent(QMouseEvent* event) {
    event->accept(); // or the map below would begin a drag whose end it never sees
}

void HoverCard::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT clicked();
    event->accept();
}

} // namespace crossview::ui
