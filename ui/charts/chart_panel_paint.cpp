#include "charts/chart_panel.h"

#include <QtGui/QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace crossview::ui {

namespace {
constexpr double kPadding = 12;
constexpr double kHeader = 32;

QFont headingFont(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
}
} // namespace

void ChartPanel::drawBackground(QPainter* painter, const QRectF& rect) {
    QChartView::drawBackground(painter, rect);
    if (isEmpty())
        return;
    painter->save();
    painter->resetTransform();
    painter->setPen(QPen(ThemeWatcher::of(this)->theme().color(Role::Border), 1));
    const QRectF area = plotArea();
    for (double value = 0; value <= m_scale.top * (1 + 1e-9); value += m_scale.step) {
        const double y = std::round(area.bottom() - value / m_scale.top * area.height()) + 0.5;
        painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
    painter->restore();
}

void ChartPanel::drawForeground(QPainter* painter, const QRectF& /*rect*/) {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    painter->save();
    painter->resetTransform();
    paintHeader(*painter);
    if (isEmpty()) {
        painter->setFont(font());
        painter->setPen(theme.color(Role::SecondaryText));
        painter->drawText(QRectF(kPadding, kHeader, width() - 2 * kPadding, height() - kHeader - kPadding),
                          Qt::AlignCenter | Qt::TextWordWrap, m_empty);
    } else {
        paintNames(*painter);
        paintMarks(*painter);
        if (m_axis->hoveredStep() >= 0)
            paintCardAt(*painter, m_axis->hoveredStep());
    }
    if (hasFocus()) {
        QColor ring = theme.color(Role::Accent);
        ring.setAlphaF(0.6F);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(ring, 1));
        painter->drawRoundedRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
    painter->restore();
}

void ChartPanel::paintHeader(QPainter& painter) const {
    const Theme& theme = ThemeWatcher::of(nullptr)->theme();
    const QRectF line(kPadding, 4, width() - 2 * kPadding, kHeader - 8);
    const QFont heading = headingFont(font());
    painter.setFont(heading);
    painter.setPen(theme.color(Role::Text));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, m_title);
    const double room = line.width() - QFontMetricsF(heading).horizontalAdvance(m_title) - 12;
    painter.setFont(smallFont());
    painter.setPen(theme.color(Role::SecondaryText));
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                     QFontMetricsF(smallFont()).elidedText(m_unit, Qt::ElideLeft, room));
}

void ChartPanel::paintNames(QPainter& painter) const {
    const Theme& theme = ThemeWatcher::of(nullptr)->theme();
    const QRectF area = plotArea();
    const QFontMetricsF metrics(smallFont());
    painter.setFont(smallFont());
    painter.setPen(theme.color(Role::SecondaryText));
    for (double value = 0; value <= m_scale.top * (1 + 1e-9); value += m_scale.step) {
        const double y = area.bottom() - value / m_scale.top * area.height();
        painter.drawText(QRectF(0, y - metrics.height() / 2, area.left() - 6, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, locale().toString(value, 'f', m_scale.decimals));
    }
    paintTimeLabels(painter);

    std::vector<double> wanted;
    std::vector<std::size_t> named;
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        if (m_series[i]->count() == 0)
            continue;
        const double value = m_series[i]->at(m_series[i]->count() - 1).y();
        wanted.push_back(area.bottom() - std::clamp(value / m_scale.top, 0.0, 1.0) * area.height());
        named.push_back(i);
    }
    const double height = metrics.height() - 1;
    const std::vector<double> placed =
        spreadLabels(wanted, height, area.top() - height / 2, area.bottom() + height / 2);
    const double room = width() - area.right() - 8;
    for (std::size_t k = 0; k < named.size(); ++k) {
        painter.setPen(theme.readable(m_curves[named[k]].role));
        painter.drawText(QRectF(area.right() + 7, placed[k] - height / 2, room, height),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip,
                         metrics.elidedText(m_curves[named[k]].name, Qt::ElideRight, room));
    }
}

void ChartPanel::paintMarks(QPainter& painter) const {
    const Theme& theme = ThemeWatcher::of(nullptr)->theme();
    const QRectF area = plotArea();
    const int last = m_axis->lastEpoch();
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_epochMarker > 0 && m_epochMarker < last) {
        const double x = std::round(xOf(m_axis->stepOfEpoch(m_epochMarker))) + 0.5;
        painter.setPen(QPen(theme.color(Role::Accent), 1));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    if (m_bestEpoch > 0) {
        const double x = xOf(m_axis->stepOfEpoch(m_bestEpoch));
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Role::TruePair));
        painter.drawPolygon(
            QPolygonF{{x, area.bottom()}, {x + 4, area.bottom() + 5}, {x - 4, area.bottom() + 5}});
    }
}

void ChartPanel::paintTimeLabels(QPainter& painter) const {
    const Theme& theme = ThemeWatcher::of(nullptr)->theme();
    const QRectF area = plotArea();
    const QFontMetricsF metrics(smallFont());
    constexpr double kAir = 8;
    const auto [left, right] = endLabels();
    const QRectF row(area.left(), area.bottom() + 5, area.width(), metrics.height());
    const QString best = m_bestEpoch > 0 ? tr("best %1").arg(m_bestEpoch) : QString();
    const auto room = [&](const QString& text) {
        return text.isEmpty() ? 0.0 : metrics.horizontalAdvance(text) + kAir;
    };
    // The best epoch stands under its mark; where it gets narrow the ends give way, the left one first.
    const bool showLeft = room(left) + room(best) + room(right) < row.width() + kAir;
    const double from = row.left() + (showLeft ? room(left) : 0), width = metrics.horizontalAdvance(best);
    const bool showRight = best.isEmpty() || from + width + room(right) <= row.right();
    painter.setPen(theme.color(Role::SecondaryText));
    if (showRight)
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, right);
    if (showLeft)
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, left);
    const double to = std::max(from + width, row.right() - (showRight ? room(right) : 0));
    const double x = xOf(m_axis->stepOfEpoch(m_bestEpoch)) - width / 2;
    painter.setPen(theme.readable(Role::TruePair));
    painter.drawText(QRectF(std::clamp(x, from, to - width), row.top(), width, row.height()),
                     Qt::AlignCenter | Qt::TextDontClip, best);
}

void ChartPanel::paintCardAt(QPainter& painter, int step) const {
    const Theme& theme = ThemeWatcher::of(nullptr)->theme();
    const QRectF area = plotArea();
    const double x = std::clamp(xOf(step), area.left(), area.right());
    painter.setPen(QPen(theme.color(Role::SecondaryText), 1, Qt::DotLine));
    painter.drawLine(QPointF(std::round(x) + 0.5, area.top()), QPointF(std::round(x) + 0.5, area.bottom()));
    if (!underMouse())
        return; // the other chart carries the card

    const std::vector<Value> values = valuesAt(step);
    const QFont small = smallFont();
    const QFontMetricsF metrics(small);
    const QString title = headline(step);
    double names = 0, numbers = 0;
    int lines = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i].known)
            continue;
        ++lines;
        names = std::max(names, metrics.horizontalAdvance(m_curves[i].longName));
        numbers = std::max(numbers, metrics.horizontalAdvance(values[i].text));
    }
    constexpr double kKey = 22; // the sample of the line
    const double line = metrics.height();
    const QSizeF size(std::max(metrics.horizontalAdvance(title), kKey + names + 12 + numbers) + 16,
                      (lines + 1) * line + 14);
    QRectF card(QPointF(x + 12, area.top() + 4), size);
    if (card.right() > width() - 4)
        card.moveRight(x - 12);
    card.moveLeft(std::max(4.0, card.left()));
    card.moveTop(std::clamp(card.top(), 2.0, std::max(2.0, height() - size.height() - 2)));
    painter.setPen(QPen(theme.color(Role::Border), 1));
    painter.setBrush(theme.color(Role::Panel));
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setFont(small);
    painter.setPen(theme.color(Role::SecondaryText));
    double y = card.top() + 7;
    painter.drawText(QRectF(card.left() + 8, y, size.width() - 16, line), Qt::AlignLeft | Qt::AlignVCenter,
                     title);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i].known)
            continue;
        y += line;
        painter.setPen(m_series[i]->pen());
        painter.drawLine(QPointF(card.left() + 8, y + line / 2),
                         QPointF(card.left() + 8 + kKey - 6, y + line / 2));
        painter.setPen(theme.color(Role::Text));
        const QRectF row(card.left() + 8 + kKey, y, size.width() - 16 - kKey, line);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, m_curves[i].longName);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, values[i].text);
    }
}

} // namespace crossview::ui
