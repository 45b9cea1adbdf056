#include "style/icons.h"
#include "style/theme.h"

#include <QApplication>
#include <QDirIterator>
#include <QPainter>
#include <QTest>

namespace crossview::ui {

class ThemeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void contrastIsThatOfTheStandard() {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
        QVERIFY(std::abs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
    }

    void everyTextReads_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void everyTextReads() {
        QFETCH(bool, dark);
        const Theme theme = dark ? Theme::dark() : Theme::light();
        const auto check = [&](const QColor& text, Role ground, const char* what) {
            const double value = contrast(text, theme.color(ground));
            QVERIFY2(value >= 4.5,
                     qPrintable(QStringLiteral("%1: %2").arg(QString::fromLatin1(what)).arg(value)));
        };
        for (const Role ground : {Role::Window, Role::Panel, Role::MapBackground, Role::Field}) {
            check(theme.color(Role::Text), ground, "text");
            check(theme.color(Role::SecondaryText), ground, "secondary text");
        }
        check(theme.color(Role::AccentText), Role::Accent, "text on the accent");
        check(theme.color(Role::TruePair), Role::Panel, "rank chip");
        check(theme.color(Role::SecondaryText), Role::Panel, "disabled text");
        for (const Role ground : {Role::Panel, Role::Window, Role::MapBackground})
            for (const Role role : {Role::ImageView, Role::SentenceView, Role::Total, Role::TruePair,
                                    Role::Violated, Role::Missing})
                check(theme.readable(role), ground, "text in a view's colour");
        // Marks and the focus ring need 3 : 1.
        for (const Role role : {Role::ImageView, Role::SentenceView, Role::Accent, Role::Violated})
            QVERIFY(contrast(theme.color(role), theme.color(Role::Panel)) >= 3.0);
    }

    void theWatcherSwitchesPaletteAndTells() {
        ThemeWatcher* watcher = ThemeWatcher::of(this);
        QCOMPARE(ThemeWatcher::of(qApp), watcher);
        watcher->setMode(ThemeWatcher::Mode::Light);
        watcher->apply();
        int changes = 0;
        const QObject listener; // goes with what it counts in; the watcher stays
        connect(watcher, &ThemeWatcher::changed, &listener, [&] { ++changes; });
        watcher->setMode(ThemeWatcher::Mode::Dark);
        QCOMPARE(changes, 1);
        QVERIFY(watcher->theme().isDark());
        QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::dark().color(Role::Window));
        QVERIFY(!qApp->styleSheet().contains(QLatin1Char('{') + QStringLiteral("Panel")));
        watcher->setMode(ThemeWatcher::Mode::Light);
        QCOMPARE(changes, 2);
    }

    void everyIconDrawsInTheThemesColour() {
        initialiseResources();
        ThemeWatcher::of(this)->setMode(ThemeWatcher::Mode::Dark);
        int icons = 0;
        QDirIterator files(QStringLiteral(":/icons"));
        while (files.hasNext()) {
            const QString name = QFileInfo(files.next()).completeBaseName();
            if (name == QStringLiteral("crossview"))
                continue;
            ++icons;
            const QImage image = lineIcon(name).pixmap(QSize(40, 40)).toImage();
            bool found = false;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    found = found || image.pixelColor(x, y) == Theme::dark().color(Role::Text);
            QVERIFY2(found, qPrintable(name));
        }
        QVERIFY(icons > 10);
        QVERIFY(!applicationIcon().pixmap(QSize(64, 64)).isNull());
    }
};

} // namespace crossview::ui

QTEST_MAIN(crossview::ui::ThemeTest)
#include "test_theme.moc"
