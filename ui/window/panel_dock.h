#pragma once

#include <QDockWidget>

namespace crossview::ui {

/// A dock that looks like a card: a quiet title line to drag it by, with buttons to float and to close it.
class PanelDock : public QDockWidget {
    Q_OBJECT
public:
    PanelDock(const QString& title, const QString& name, QWidget* content, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace crossview::ui
