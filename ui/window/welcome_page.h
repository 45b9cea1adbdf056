#pragma once

#include <QWidget>

namespace crossview::ui {

/// Stands in the centre while there is no project: what belongs here, and the actions that fill it.
class WelcomePage : public QWidget {
    Q_OBJECT
public:
    explicit WelcomePage(QWidget* parent = nullptr);

Q_SIGNALS:
    void pictureBookRequested();
    void openRequested();
    void importRequested();
};

} // namespace crossview::ui
