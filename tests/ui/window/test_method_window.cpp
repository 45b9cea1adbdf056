#include "style/theme.h"
#include "window/method_window.h"

#include <QApplication>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>
#include <QTextBrowser>
#include <QTreeWidget>

namespace crossview::ui::test {

class MethodWindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ThemeWatcher::of(this)->apply(); }

    void showsTheEquationOfTheLoss() {
        MethodWindow window;
        window.show();
        QCOMPARE(window.page()->verticalScrollBar()->value(), 0);
        const QString text = window.page()->toPlainText();
        QVERIFY(text.contains(QStringLiteral("[ m + d(xᵢ, yⱼ) − d(xᵢ, yₖ) ]₊")));
        QVERIFY(text.contains(QStringLiteral("CVPR 2016, equation 5")));
    }

    /// tests/cited_pages.cmake holds the code's citations against the page; this, the page against the
    /// window.
    void findsEverySectionThatTheCodeCites() {
        MethodWindow window;
        window.resize(1000, 600);
        window.show();
        for (const char* number : {"1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "4",
                                   "6", "6A", "6B", "6E", "6G", "7"}) {
            QVERIFY2(window.showSection(QString::fromLatin1(number)), number);
            QVERIFY2(window.contents()->currentItem()->text(0).startsWith(QLatin1String(number)), number);
        }
        QVERIFY(!window.showSection(QStringLiteral("6Z")));
    }

    void contentsScrollAndFollowThePage() {
        MethodWindow window;
        window.resize(1000, 600);
        window.show();
        QVERIFY(window.showSection(QStringLiteral("1.8")));
        const QTextCursor top = window.page()->cursorForPosition({40, 18});
        QVERIFY2(top.block().text().startsWith(QStringLiteral("1.8")), qPrintable(top.block().text()));
        window.page()->verticalScrollBar()->setValue(0);
        QVERIFY(!window.contents()->currentItem()->text(0).startsWith(QStringLiteral("1.8")));
    }

    void findsInThePageFromTheKeyboard() {
        MethodWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
        QVERIFY(window.findField()->hasFocus());
        QTest::keyClicks(window.findField(), QStringLiteral("wilson"));
        const int first = window.page()->textCursor().selectionStart();
        QCOMPARE(window.page()->textCursor().selectedText().toLower(), QStringLiteral("wilson"));
        QVERIFY(window.page()->extraSelections().size() >= 2);
        QTest::keyClick(window.findField(), Qt::Key_Return);
        QVERIFY(window.page()->textCursor().selectionStart() > first);
        QTest::keyClick(window.findField(), Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(window.page()->textCursor().selectionStart(), first);
        window.findField()->setText(QStringLiteral("no such words"));
        QVERIFY(window.page()->extraSelections().isEmpty());
    }

    void followsTheThemeAndEscapeCloses() {
        MethodWindow window;
        window.show();
        ThemeWatcher* themes = ThemeWatcher::of(this);
        for (const ThemeWatcher::Mode mode : {ThemeWatcher::Mode::Dark, ThemeWatcher::Mode::Light}) {
            themes->setMode(mode);
            const QColor background = window.page()->palette().color(QPalette::Base);
            QCOMPARE(background, themes->theme().color(Role::Panel));
            for (QTextBlock block = window.page()->document()->begin(); block.isValid();
                 block = block.next()) {
                if (block.text().isEmpty())
                    continue;
                const QColor ink = block.begin().fragment().charFormat().foreground().color();
                const QBrush own = block.blockFormat().background();
                const QColor paper = own.style() == Qt::NoBrush ? background : own.color();
                QVERIFY2(contrast(ink, paper) > 4.5, qPrintable(block.text()));
            }
        }
        QTest::keyClick(&window, Qt::Key_Escape);
        QVERIFY(!window.isVisible());
    }

    void opensOnceForAWindow() {
        QWidget parent;
        MethodWindow* window = MethodWindow::showFor(&parent);
        QVERIFY(window->isVisible());
        window->close();
        QCOMPARE(MethodWindow::showFor(&parent), window);
        QVERIFY(window->isVisible());
    }

    /// With CROSSVIEW_SCREENSHOTS naming a folder: pictures of it, to be looked at.
    void photographs() {
        const QString folder = qEnvironmentVariable("CROSSVIEW_SCREENSHOTS");
        if (folder.isEmpty())
            QSKIP("only where pictures are asked for");
        ThemeWatcher* themes = ThemeWatcher::of(this);
        for (const ThemeWatcher::Mode mode : {ThemeWatcher::Mode::Light, ThemeWatcher::Mode::Dark}) {
            themes->setMode(mode);
            MethodWindow window;
            window.resize(1280, 800);
            window.show();
            const QString name =
                mode == ThemeWatcher::Mode::Dark ? QStringLiteral("dark") : QStringLiteral("light");
            for (const char* section : {"", "1.2", "1.8", "6B"}) {
                if (*section != 0)
                    window.showSection(QString::fromLatin1(section));
                if (QLatin1String(section) == QLatin1String("6B"))
                    window.findField()->setText(QStringLiteral("margin"));
                QTest::qWait(50);
                QVERIFY(window.grab().save(QStringLiteral("%1/method-%2-%3-%4.png")
                                               .arg(folder, name, QString::fromLatin1(section))
                                               .arg(window.devicePixelRatioF())));
            }
        }
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::MethodWindowTest)
#include "test_method_window.moc"
