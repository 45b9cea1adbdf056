#include "bridge/gui_watchdog.h"

#include <QMenu>
#include <QTest>
#include <QTimer>

#include <chrono>
#include <thread>

namespace crossview::ui::test {

class GuiWatchdogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anOpenMenuIsNoBlockButWhatHappensInItIs() {
        auto* application = qobject_cast<WatchedApplication*>(qApp);
        QVERIFY(application);
        QMenu menu;
        menu.addAction(QStringLiteral("nothing"));
        QTimer opener;
        opener.setSingleShot(true);
        bool closed = false;
        connect(&opener, &QTimer::timeout, this, [&] {
            menu.exec(QPoint(0, 0)); // as a tool button does with its menu
            closed = true;
        });
        QTimer pause; // the second event of the menu's loop that takes long
        pause.setObjectName(QStringLiteral("pause"));
        connect(&pause, &QTimer::timeout, this,
                [] { std::this_thread::sleep_for(std::chrono::milliseconds(60)); });
        pause.start(80);
        QTimer::singleShot(400, &menu, &QWidget::close);
        opener.start(0);
        QTRY_VERIFY(closed);
        pause.stop();
        QVERIFY2(application->longestMilliseconds() < 300, qPrintable(application->longestWhere()));
        QVERIFY(application->longestMilliseconds() >= 60);
        QTimer blocker;
        blocker.setSingleShot(true);
        blocker.setObjectName(QStringLiteral("blocker"));
        bool done = false;
        connect(&blocker, &QTimer::timeout, this, [&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(350));
            done = true;
        });
        blocker.start(0);
        QTRY_VERIFY(done);
        QTRY_VERIFY(application->longestMilliseconds() >= 350);
        QVERIFY(application->longestWhere().contains(QStringLiteral("blocker")));
    }
};

} // namespace crossview::ui::test

int main(int argc, char** argv) {
    crossview::ui::WatchedApplication application(argc, argv);
    crossview::ui::test::GuiWatchdogTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_gui_watchdog.moc"
