#include "map/map_paint.h"

#include <QtGui/QPainterPath>

namespace crossview::ui {

QColor viewColour(const Theme& theme, View view) {
    return theme.color(view == View::image ? Role::ImageView : Role::SentenceView);
}

Mark viewMark(View view) {
    return view == View::image ? Mark::circle : Mark::diamond;
}

void paintMark(QPainter& painter, View view, QPointF centre, double radius, const QColor& colour,
               bool filled) {
    paintMark(painter, viewMark(view), centre, radius, colour, filled);
}

void paintMark(QPainter& painter, Mark mark, QPointF centre, double radius, const QColor& colour,
               bool filled) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(filled ? QPen(Qt::NoPen) : QPen(colour, 1.25));
    painter.setBrush(filled ? QBrush(colour) : QBrush(Qt::NoBrush));
    if (mark == Mark::circle) {
        painter.drawEllipse(centre, radius, radius);
    } else {
        const double reach = radius * 1.3;
        const std::array<QPointF, 4> corners{centre + QPointF(0, -reach), centre + QPointF(reach, 0),
                                             centre + QPointF(0, reach), centre + QPointF(-reach, 0)};
        painter.drawPolygon(corners.data(), int(corners.size()));
    }
    painter.restore();
}

QString countText(qint64 count, const QLocale& locale) {
    if (locale.language() != QLocale::C)
        return locale.toString(count);
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(count);
}

void paintCard(QPainter& painter, const QRectF& rect, const Theme& theme) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(Role::Border), 1));
    painter.setBrush(theme.color(Role::Panel));
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.restore();
}

void paintFocus(QPainter& painter, const QWidget& widget, const Theme& theme) {
    if (!widget.hasFocus())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.color(Role::Accent), 1));
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

} // namespace crossview::ui
