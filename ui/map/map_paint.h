#pragma once

#include "map/item_info.h"
#include "map/splatter.h"
#include "style/theme.h"

#include <QtCore/QLocale>
#include <QtGui/QPainter>
#include <QtWidgets/QWidget>

namespace crossview::ui {

// Small things that several parts of the map draw or write in the same way.

/// Colour of a view's marks.
QColor viewColour(const Theme& theme, View view);
/// Circle for images, diamond for sentences.
Mark viewMark(View view);
/// A mark around `centre`, filled, or hollow when `filled` is false.
void paintMark(QPainter& painter, Mark mark, QPointF centre, double radius, const QColor& colour,
               bool filled = true);
/// A view's mark around `centre`, filled, or hollow when `filled` is false.
void paintMark(QPainter& painter, View view, QPointF centre, double radius, const QColor& colour,
               bool filled = true);
/// A count with group separators, also where the locale is "C".
QString countText(qint64 count, const QLocale& locale);
/// Rounded card with a hairline border, as everything that floats on the map.
void paintCard(QPainter& painter, const QRectF& rect, const Theme& theme);

/// A ring inside an entry that has the keyboard focus.
void paintFocus(QPainter& painter, const QWidget& widget, const Theme& theme);

} // namespace crossview::ui
