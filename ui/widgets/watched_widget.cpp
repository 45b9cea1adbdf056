#include "widgets/watched_widget.h"

namespace crossview::ui {

void WatchedWidget::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    Q_EMIT watched(true);
}

void WatchedWidget::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    Q_EMIT watched(false);
}

} // namespace crossview::ui
