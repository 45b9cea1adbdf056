#pragma once

#include <QObject>
#include <QString>

namespace crossview::ui {

class MainWindow;

/// What --screenshot asks for.
struct ScreenshotRequest {
    QString file;   ///< where the PNG goes
    int epochs = 0; ///< to train first
    QString query;  ///< to ask then; may be empty
};

/// Runs, waits for the epochs, asks, lets the pictures arrive, saves the window, closes it and ends the
/// application: with 1 and a sentence where that did not succeed.
class Screenshot : public QObject {
public:
    /// Belongs to the window; begins once a project is open in it.
    Screenshot(MainWindow* window, ScreenshotRequest request);

private:
    void begin();
    void ask();
    void selectFirst();
    void save();

    MainWindow* m_window;
    ScreenshotRequest m_request;
    bool m_begun = false;
    bool m_asked = false;
    int m_exitCode = 0;
};

} // namespace crossview::ui
