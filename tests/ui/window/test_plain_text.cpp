// What a project says is shown as it is written, everywhere in the window: no markup is read, no file is
// opened, no control character gets through.
#include "inspector/inspector_panel.h"
#include "query/query_panel.h"
#include "query/result_view.h"
#include "style/plain_text.h"
#include "ui/window/fake_world.h"
#include "widgets/building_blocks.h"
#include "widgets/item_buttons.h"
#include "widgets/list_dialog.h"
#include "window/main_window.h"
#include "window/message_bar.h"
#include "window/run_bar.h"
#include "window/work_page.h"

#include <QAbstractButton>
#include <QDialog>
#include <QHelpEvent>
#include <QListWidget>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include <sys/inotify.h>
#include <unistd.h>

namespace crossview::ui::test {

/// Tells whether anybody opened a file.
class Trap {
public:
    explicit Trap(const QString& file) : m_queue(inotify_init1(IN_NONBLOCK)) {
        QImage picture(8, 8, QImage::Format_RGB32);
        picture.fill(Qt::red);
        picture.save(file);
        inotify_add_watch(m_queue, file.toStdString().c_str(), IN_OPEN | IN_ACCESS);
    }
    ~Trap() { ::close(m_queue); }
    bool sprang() {
        char events[4096];
        return ::read(m_queue, events, sizeof events) > 0;
    }

private:
    int m_queue;
};

class PlainTextTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    FakeTrainer m_trainer;
    QString m_evil;  // as the data say it
    QString m_shown; // as it should stand there

    void fillWorld() {
        const Dataset& fair = *m_world.session->input.dataset;
        const std::string evil = m_evil.toStdString();
        std::vector<ImageItem> images = fair.images();
        for (ImageItem& image : images) {
            image.title += evil;
            image.source = evil;
        }
        std::vector<SentenceItem> sentences = fair.sentences();
        for (SentenceItem& sentence : sentences) {
            sentence.text += evil;
            sentence.kind = evil;
        }
        std::vector<std::string> concepts = fair.concepts();
        for (std::string& name : concepts)
            name += evil;
        auto session = std::make_shared<Session>(*m_world.session);
        session->input.dataset =
            std::make_shared<Dataset>("name" + evil, images, sentences, fair.relation(), concepts);
        auto features = std::make_shared<FeatureSet>(*session->input.features);
        features->unreadableImages = features->leftOutImages = {19};
        features->unreadable = {evil};
        session->input.features = features;
        m_world.session = session;
    }

    Services services() {
        Services made;
        made.train = m_trainer.function(m_world);
        made.open = [this](const std::filesystem::path&, const OpenRequest&, const std::stop_token&,
                           const ProgressSink& progress) {
            report(progress, {m_evil.toStdString(), 1, 2, m_evil.toStdString()});
            OpenedProject opened;
            opened.session = m_world.session;
            opened.remark = m_evil.toStdString();
            opened.groups = {{m_evil.toStdString()}, std::vector<int>(kPictures, 0)};
            return opened;
        };
        made.devices = {{"cpu", m_evil.toStdString()}};
        return made;
    }

    /// Everything that stands in the widgets of all windows. Returns how many texts held the evil one.
    int look() {
        int found = 0;
        for (QWidget* widget : QApplication::allWidgets()) {
            if (const auto* label = qobject_cast<QLabel*>(widget))
                if (label->textFormat() != Qt::PlainText && Qt::mightBeRichText(label->text()) &&
                    label->objectName() != QStringLiteral("epoch") && !label->inherits("QTipLabel"))
                    QTest::qFail(qPrintable(QStringLiteral("read as markup: ") + label->text()), __FILE__,
                                 __LINE__);
            if (widget->toolTip().contains(QStringLiteral("<img")))
                QTest::qFail(qPrintable(QStringLiteral("markup in a tool tip: ") + widget->toolTip()),
                             __FILE__, __LINE__);
            for (const QString& text :
                 {widget->property("text").toString(), widget->toolTip(), widget->windowTitle()}) {
                found += text.contains(QStringLiteral("trap.png")) ? 1 : 0;
                for (const QChar letter : text)
                    if ((letter.category() == QChar::Other_Control && letter != QLatin1Char('\n') &&
                         letter != QLatin1Char('\t')) ||
                        letter == QChar(0x202E))
                        QTest::qFail(qPrintable(QStringLiteral("a control character in: ") + text), __FILE__,
                                     __LINE__);
            }
            if (const auto* button = qobject_cast<QAbstractButton*>(widget))
                if (button->text().contains(QStringLiteral("trap.png")) && !button->shortcut().isEmpty())
                    QTest::qFail(qPrintable(QStringLiteral("a shortcut out of: ") + button->text()), __FILE__,
                                 __LINE__);
            if (widget->isVisible() && widget->isWindow())
                widget->grab();
        }
        return found;
    }

    /// What a tool tip shows over a widget.
    QString toolTipOver(QWidget* widget) {
        QToolTip::hideText();
        QHelpEvent help(QEvent::ToolTip, widget->rect().center(),
                        widget->mapToGlobal(widget->rect().center()));
        QCoreApplication::sendEvent(widget, &help);
        return QToolTip::text();
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName(QStringLiteral("crossview-test"));
        QCoreApplication::setApplicationName(
            QStringLiteral("plain-text-%1").arg(QCoreApplication::applicationPid()));
        const QString trap = m_world.folder() + QStringLiteral("/trap.png");
        m_evil = QStringLiteral("<b>x</b><img src=\"%1\"><img src=\"file://%1\"> &Alt [*] %2 end")
                     .arg(trap, QString(300, QLatin1Char('w')));
        m_shown = m_evil;
        m_evil += QString::fromUtf8("\x1b[31m\xc2\x9b\xe2\x80\xae") + QChar(QChar::Null);
        m_shown += QStringLiteral("\\u001b[31m\\u009b\\u202e\\u0000");
        fillWorld();
    }

    void cleanupTestCase() {
        QSettings settings;
        settings.clear();
        QFile::remove(settings.fileName());
    }

    void whatTheHelpersMakeOfIt() {
        QCOMPARE(shownText(m_evil), m_shown);
        QVERIFY(shownOnButton(m_evil).contains(QStringLiteral("&&Alt")));
        QVERIFY(!asToolTip(m_evil).contains(QStringLiteral("<img")));
        QCOMPARE(asToolTip(QStringLiteral("a < b & c\nd")), QStringLiteral("a < b & c\nd"));
        PlainLabel label(m_evil);
        QCOMPARE(label.text(), m_shown);
        QCOMPARE(label.textFormat(), Qt::PlainText);
        QWidget window;
        setPlainTitle(&window, QStringLiteral("a [*] b"));
        QCOMPARE(window.windowTitle(), QStringLiteral("a [*][*] b")); // which Qt shows as "a [*] b"
    }

    void theTrapWorks() {
        Trap trap(m_world.folder() + QStringLiteral("/trap.png"));
        QVERIFY(!trap.sprang());
        QLabel label(m_evil);
        label.grab();
        QVERIFY2(trap.sprang(), "a label as Qt makes it opens what its text names");
    }

    void nothingOfAProjectIsRead() {
        Trap trap(m_world.folder() + QStringLiteral("/trap.png"));
        MainWindow window(services());
        window.resize(1280, 800);
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        window.controllers().projects.open(m_world.folder());
        look();
        QTRY_COMPARE(opened.size(), 1);
        QVERIFY(look() > 2); // title, project button, message
        window.training()->start();
        QTRY_VERIFY(!window.training()->isActive());
        QTRY_VERIFY(window.work()->map()->statusText().contains(QStringLiteral("epoch 4")));
        const int before = look();

        auto* title = window.inspector()->findChild<QLabel*>(QStringLiteral("inspectorTitle"));
        for (const ItemRef item :
             {ItemRef{View::image, 3}, ItemRef{View::sentence, 9}, ItemRef{View::image, 19}}) {
            window.workspace().select(item);
            QTRY_VERIFY(window.controllers().inspections.newest().item == item);
            QVERIFY2(title->text().endsWith(m_shown), qPrintable(title->text()));
            QVERIFY(look() > before);
        }
        window.queryPanel()->askText(QStringLiteral("red flower"));
        QTRY_VERIFY(!window.queryPanel()->results()->results().empty());
        QVERIFY(look() > before);
        const auto* card = qobject_cast<ResultCard*>(window.queryPanel()->results()->results().front());
        QVERIFY(card->text().endsWith(m_shown));
        for (ItemButton* button : window.findChildren<ItemButton*>())
            if (button->isVisible()) {
                const QString tip = toolTipOver(button);
                QVERIFY2(!tip.isEmpty() && !tip.contains(QStringLiteral("<img")), qPrintable(tip));
            }
        for (ElidedLabel* label : window.findChildren<ElidedLabel*>())
            toolTipOver(label);
        toolTipOver(window.work()->map());
        window.controllers().queries.ask(Query::ofItem({View::image, 2}));
        QTRY_VERIFY(window.queryPanel()->query().kind == Query::Kind::Item);
        look();
        window.controllers().queries.ask(Query::ofPicture("/nowhere/" + m_evil.toStdString()));
        QTest::qWait(200);
        look();
        window.controllers().messages.fail(m_evil);
        QVERIFY2(window.messages()->message().endsWith(m_shown), qPrintable(window.messages()->message()));
        look();
        QDialog* list = makeListDialog(m_evil, {m_evil}, &window);
        list->show();
        look();
        QCOMPARE(list->findChild<QListWidget*>()->item(0)->text(), m_shown);
        list->close();
        QVERIFY2(!trap.sprang(), "a file was opened because a text names it");
        QVERIFY(window.windowTitle().contains(QStringLiteral("<b>x</b><img")));
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::PlainTextTest)
#include "test_plain_text.moc"
