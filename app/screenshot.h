#pragma once

#include <QObject>
#include <QSize>
#include <QString>

namespace crossview::ui {

class MainWindow;

/// What --screenshot and --export-map ask for.
struct ScreenshotRequest {
    QString file;     ///< where the PNG of the window goes; empty: nowhere
    int epochs = 0;   ///< to train first
    QString query;    ///< to ask then; may be empty
    QString mapFile;  ///< where the map goes, .png or .svg; empty: nowhere
    QSize mapSize;    ///< pixels; invalid: as the map in the window
    double scale = 1; ///< of text and marks in it
};

/// Runs, waits for the epochs, asks, lets the pictures arrive, saves the window or the map, closes it and
/// ends the application: with 1 and a sentence where that did not succeed.
class Screenshot : public QObject {
public:
    /// Belongs to the window; begins once a project is open in it.
    Screenshot(MainWindow* window, ScreenshotRequest request);

private:
    void begin();
    void ask();
    void selectFirst();
    void save();
    void saveMap();
    void end(bool saved);

    MainWindow* m_window;
    ScreenshotRequest m_request;
    bool m_begun = false;
    bool m_asked = false;
    int m_exitCode = 0;
};

} // namespace crossview::ui
