#pragma once

#include <QWidget>

namespace crossview::ui {

/// A page or panel that says when a person sees it, so that what it shows is worked out only then.
class WatchedWidget : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

Q_SIGNALS:
    /// It is seen, or not any more.
    void watched(bool isWatched);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
};

} // namespace crossview::ui
