#include "map/embedding_view.h"

#include "map/hover_card.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QNativeGestureEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview::ui {

namespace {
constexpr double kDragThreshold = 3;  // pixels: below it a press and release is a click
constexpr double kKeyPan = 48;        // pixels per arrow key
constexpr double kWheelRate = 0.0022; // per eighth of a degree: 1.3 times per notch

} // namespace

ItemRef EmbeddingView::itemAt(QPointF place) const {
    return m_scene.nearest(m_transform.toMap(place), kPickRadius / m_transform.scale());
}

std::optional<QPointF> EmbeddingView::itemPosition(ItemRef item) const {
    const QPointF p = m_scene.position(item);
    if (!std::isfinite(p.x()) || !std::isfinite(p.y()))
        return {};
    return m_transform.toScreen(p);
}

void EmbeddingView::mousePressEvent(QMouseEvent* event) {
    setFocus(Qt::MouseFocusReason);
    m_pressPlace = m_lastPlace = event->position();
    m_dragShift = event->modifiers().testFlag(Qt::ShiftModifier);
    if (event->button() == Qt::MiddleButton) {
        m_drag = Drag::pan;
        setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::LeftButton) {
        m_drag = Drag::click;
    }
}

void EmbeddingView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF place = event->position();
    if (m_drag == Drag::none) {
        m_hoverPlace = place;
        setHovered(itemAt(place), false);
        return;
    }
    const QPointF moved = place - m_pressPlace;
    if (m_drag == Drag::click && std::hypot(moved.x(), moved.y()) >= kDragThreshold) {
        hideCard();
        if (tool() == MapTool::box)
            m_drag = Drag::box;
        else
            m_drag = tool() == MapTool::lasso || m_dragShift ? Drag::lasso : Drag::pan;
        m_overlay.dragOutline = QPolygonF{m_pressPlace};
        if (m_drag == Drag::pan) {
            m_overlay.dragOutline.clear();
            setCursor(Qt::ClosedHandCursor);
        }
    }
    if (m_drag == Drag::pan) {
        m_zoom.reset();
        m_fitted = false;
        m_transform.pan(place - m_lastPlace);
        transformChanged();
    } else if (m_drag == Drag::lasso) {
        m_overlay.dragOutline << place;
        update();
    } else if (m_drag == Drag::box) {
        m_overlay.dragOutline = QPolygonF(QRectF(m_pressPlace, place).normalized());
        update();
    }
    m_lastPlace = place;
}

void EmbeddingView::mouseReleaseEvent(QMouseEvent* event) {
    const Drag drag = std::exchange(m_drag, Drag::none);
    const QPolygonF outline = std::exchange(m_overlay.dragOutline, {});
    setCursor(tool() == MapTool::pan ? Qt::ArrowCursor : Qt::CrossCursor);
    if (drag == Drag::click && event->button() == Qt::LeftButton)
        click(itemAt(event->position()), event->modifiers().testFlag(Qt::ControlModifier));
    else if (drag == Drag::lasso || drag == Drag::box)
        finishArea(outline, combineFor(event->modifiers(), m_dragShift));
    requestFrame();
}

void EmbeddingView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    const ItemRef item = itemAt(event->position());
    if (item.isValid())
        Q_EMIT activated(item);
    else
        fitAll();
}

void EmbeddingView::setHovered(ItemRef item, bool atOnce) {
    if (item != m_overlay.hovered) {
        m_overlay.hovered = item;
        setCursor(item.isValid() && tool() == MapTool::pan ? Qt::PointingHandCursor
                  : tool() == MapTool::pan                 ? Qt::ArrowCursor
                                                           : Qt::CrossCursor);
        update();
        Q_EMIT hovered(item);
    } else if (item.isValid() == m_card->isVisible() || m_dwell.isActive() || m_grace.isActive()) {
        return;
    }
    if (!item.isValid()) {
        m_dwell.stop();
        m_grace.start();
        return;
    }
    m_grace.stop();
    // While a card is open the next one comes at once; the first waits for the pointer to rest.
    if (atOnce || m_card->isVisible())
        showCard();
    else
        m_dwell.start();
}

void EmbeddingView::showCard() {
    const ItemRef item = m_overlay.hovered;
    const auto place = itemPosition(item);
    if (!item.isValid() || !place || m_info == nullptr || m_drag != Drag::none)
        return;
    HoverCard::Content content;
    content.item = item;
    content.text = m_info->text(item);
    content.conceptName = m_info->conceptName(item);
    if (content.conceptName == content.text)
        content.conceptName.clear();
    if (m_colours) {
        const QString what =
            tr("%1: %2").arg(m_colours->name, m_colours->classes[m_scene.classOf(item)].name);
        content.conceptName += content.conceptName.isEmpty() ? what : QStringLiteral(" · ") + what;
    }
    if (m_overlay.primary.isValid() && m_overlay.primary != item)
        if (const auto distance = m_info->distance(m_overlay.primary, item))
            content.distance = tr("distance %1").arg(locale().toString(*distance, 'f', 2));
    if (item.view == View::image && m_thumbnails.source() != nullptr) {
        content.hasPicture = m_thumbnails.source()->hasPicture(item.index);
        content.picture =
            m_thumbnails.source()->thumbnail(item.index, int(HoverCard::kPictureSide * devicePixelRatioF()));
    }
    m_card->present(content, *place);
}

void EmbeddingView::hideCard() {
    m_dwell.stop();
    m_grace.stop();
    m_card->hide();
}

void EmbeddingView::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    if (!m_card->underMouse())
        setHovered({}, false);
}

void EmbeddingView::focusInEvent(QFocusEvent* event) {
    m_keyboardFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                      event->reason() == Qt::ShortcutFocusReason;
    QWidget::focusInEvent(event);
    update();
}

void EmbeddingView::wheelEvent(QWheelEvent* event) {
    m_zoom.reset();
    m_fitted = false;
    const bool touchpad = event->device() != nullptr &&
                          event->device()->type() == QInputDevice::DeviceType::TouchPad &&
                          !event->pixelDelta().isNull();
    if (touchpad && !event->modifiers().testFlag(Qt::ControlModifier))
        m_transform.pan(event->pixelDelta());
    else
        m_transform.zoomAt(event->position(), std::exp(kWheelRate * event->angleDelta().y()));
    transformChanged();
    event->accept();
}

bool EmbeddingView::event(QEvent* event) {
    if (event->type() == QEvent::NativeGesture) {
        auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            m_fitted = false;
            m_transform.zoomAt(gesture->position(), 1 + gesture->value());
            transformChanged();
            return true;
        }
    }
    return QWidget::event(event);
}

void EmbeddingView::stepHover(QPointF direction) {
    const QPointF from = m_overlay.hovered.isValid()
                             ? itemPosition(m_overlay.hovered).value_or(QRectF(rect()).center())
                             : QRectF(rect()).center();
    ItemRef best;
    double bestCost = std::numeric_limits<double>::infinity();
    m_scene.visitIn(m_transform.toMap(QRectF(rect())), [&](ItemRef item) {
        const QPointF d = m_transform.toScreen(m_scene.target(item)) - from;
        const double ahead = QPointF::dotProduct(d, direction);
        const double aside = std::abs(d.x() * direction.y() - d.y() * direction.x());
        // Within 60 degrees of the arrow; what lies straight ahead is nearer than what lies aside.
        if (item == m_overlay.hovered || ahead < 1 || aside > 1.75 * ahead || ahead + 2 * aside >= bestCost)
            return;
        bestCost = ahead + 2 * aside;
        best = item;
    });
    if (best.isValid())
        setHovered(best, true);
}

void EmbeddingView::cancelOneThing() {
    if (m_drag != Drag::none) {
        m_drag = Drag::none;
        m_overlay.dragOutline.clear();
        update();
    } else if (m_card->isVisible()) {
        hideCard();
    } else if (!m_overlay.results.empty() || m_overlay.queryPoint) {
        clearResults();
    } else {
        changeSelection({});
    }
}

void EmbeddingView::keyPressEvent(QKeyEvent* event) {
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool control = modifiers.testFlag(Qt::ControlModifier);
    const QPointF direction = event->key() == Qt::Key_Left    ? QPointF(-1, 0)
                              : event->key() == Qt::Key_Right ? QPointF(1, 0)
                              : event->key() == Qt::Key_Up    ? QPointF(0, -1)
                              : event->key() == Qt::Key_Down  ? QPointF(0, 1)
                                                              : QPointF();
    if (!direction.isNull() && control) {
        stepHover(direction);
    } else if (!direction.isNull()) {
        m_zoom.reset();
        m_fitted = false;
        m_transform.pan(-direction * kKeyPan);
        transformChanged();
    } else if (event->key() == Qt::Key_A && control) {
        changeSelection(modifiers.testFlag(Qt::ShiftModifier) ? std::vector<ItemRef>{} : everythingShown());
    } else if (event->key() == Qt::Key_I && control && modifiers.testFlag(Qt::ShiftModifier)) {
        invertSelection();
    } else if (control) {
        QWidget::keyPressEvent(event);
    } else {
        switch (event->key()) {
        case Qt::Key_Home:
        case Qt::Key_0:
            fitAll();
            break;
        case Qt::Key_Z:
            fitSelection();
            break;
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            zoomIn();
            break;
        case Qt::Key_Minus:
            zoomOut();
            break;
        case Qt::Key_C:
            m_toolBar->openColourings();
            break;
        case Qt::Key_X:
            m_toolBar->openExaggeration();
            break;
        case Qt::Key_V:
            setTool(MapTool::pan);
            break;
        case Qt::Key_L:
            setTool(MapTool::lasso);
            break;
        case Qt::Key_R:
            setTool(MapTool::box);
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_overlay.hovered.isValid() && m_overlay.primary == m_overlay.hovered)
                Q_EMIT activated(m_overlay.hovered);
            else
                click(m_overlay.hovered, false);
            break;
        case Qt::Key_Escape:
            cancelOneThing();
            break;
        default:
            QWidget::keyPressEvent(event);
        }
    }
}

} // namespace crossview::ui
