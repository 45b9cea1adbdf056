#pragma once

#include <QApplication>

#include <functional>

namespace crossview::ui {

/// A QApplication that measures the longest time that the GUI thread was busy with one event, and names the
/// receiver. Prints it at exit. Used when CROSSVIEW_WATCHDOG is set.
class WatchedApplication : public QApplication {
    Q_OBJECT
public:
    WatchedApplication(int& argc, char** argv);
    ~WatchedApplication() override;

    bool notify(QObject* receiver, QEvent* event) override;

    double longestMilliseconds() const { return m_longest; }
    QString longestWhere() const { return m_where; }
    /// What comes from now on does not count (e.g. saving a picture of the window).
    void stopMeasuring() { m_measuring = false; }

private:
    void record(double milliseconds, const std::function<QString()>& describeIt);

    bool m_measuring = true;
    bool m_verbose; // CROSSVIEW_WATCHDOG=all: every block above the goal of 8 ms
    int m_depth = 0;
    int m_loopLevel = 0;       // event loop that the outermost event came from
    bool m_loopWithin = false; // a menu or dialog ran its own loop: that time is a person's, not a block
    double m_longest = 0;
    double m_innerLongest = 0; // slowest event within the outermost one of the moment
    QString m_innerWhere;
    QString m_where;
};

} // namespace crossview::ui
