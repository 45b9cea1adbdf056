// The page that checks the data: what is asked, how findings stand there, and that a row leads to its items.
#include "bridge/controllers.h"
#include "checking/check_page.h"
#include "checking/make_check_page.h"
#include "editing/edit_card.h"
#include "ui/window/fake_world.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace crossview::ui::test {

class CheckingTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    std::unique_ptr<Controllers> m_controllers;
    std::unique_ptr<CheckPage> m_page;
    std::atomic<int> m_checks{0};
    std::atomic<bool> m_hangs{false};
    std::atomic<bool> m_wasStopped{false};
    std::mutex m_mutex;
    std::vector<DataProblem> m_problems;
    std::string m_failure;
    std::shared_ptr<const Dataset> m_dataset; ///< that the project holds now
    std::filesystem::path m_asked;

    static ItemRef image(int index) { return {View::image, index}; }
    static ItemRef sentence(int index) { return {View::sentence, index}; }

    CheckedProject check(const std::filesystem::path& project, const std::stop_token& stop,
                         const ProgressSink& progress) {
        ++m_checks;
        report(progress, {"Looking at pictures", 7, 20, {}});
        while (m_hangs) {
            if (stop.stop_requested()) {
                m_wasStopped = true;
                throw Cancelled();
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        const std::scoped_lock lock(m_mutex);
        m_asked = project;
        if (!m_failure.empty())
            throw Error(m_failure);
        return {m_dataset, m_world.session->input.splits->images, m_problems};
    }

    Workspace& workspace() { return m_controllers->workspace; }
    QString cell(int row, int column) const { return m_page->kinds()->cells()->at(row, column).text; }
    FindingListModel* findings() const { return m_page->findings()->findings(); }
    void click(QAbstractItemView* view, int row, int column = 0) {
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          view->visualRect(view->model()->index(row, column)).center());
    }
    void checkAndWait() {
        QTest::mouseClick(m_page->checkButton(), Qt::LeftButton);
        QTRY_COMPARE(m_page->checkButton()->text(), QStringLiteral("Check again"));
    }

private Q_SLOTS:
    void init() {
        m_checks = 0;
        m_hangs = m_wasStopped = false;
        m_failure.clear();
        m_dataset = m_world.session->input.dataset;
        m_problems = {
            {ProblemKind::unreadablePicture, {image(3)}, false, "3.png ends too early."},
            {ProblemKind::samePictures, {image(0), image(1)}, false, {}},
            {ProblemKind::samePictures, {image(2), image(18), image(19)}, true, {}},
            {ProblemKind::nearSentences,
             {sentence(4), sentence(5), sentence(6), sentence(7), sentence(8)},
             false,
             {}},
            {ProblemKind::sentenceOfSplits, {sentence(3)}, true, {}},
        };
        Services services;
        services.check = [this](const std::filesystem::path& project, const std::stop_token& stop,
                                const ProgressSink& progress) { return check(project, stop, progress); };
        m_controllers = std::make_unique<Controllers>(std::move(services));
        m_page.reset(makeCheckPage(*m_controllers));
        m_page->resize(900, 700);
        m_page->show();
    }
    void cleanup() {
        m_hangs = false;
        m_page.reset();
        m_controllers.reset();
    }

    void findingsStandByKindWithWhatHelps() {
        QVERIFY(!m_page->checkButton()->isEnabled()); // no project
        QVERIFY(!m_page->kinds()->isVisible());
        workspace().adopt(m_world.opened());
        QVERIFY(m_page->checkButton()->isEnabled());
        QVERIFY(!m_page->copyButton()->isEnabled());
        QCOMPARE(m_checks.load(), 0); // only when it is asked for
        checkAndWait();
        QCOMPARE(m_asked, workspace().session()->folder);
        QCOMPARE(m_page->summary(), QStringLiteral("20 images and 24 sentences were looked at: 5 findings."));
        QCOMPARE(m_page->kinds()->cells()->rowCount(), 4);
        QCOMPARE(cell(0, 3), QStringLiteral("pictures that cannot be read"));
        QCOMPARE(cell(0, 2), QStringLiteral("–"));
        QCOMPARE(cell(1, 0), QStringLiteral("2"));
        QCOMPARE(cell(1, 1), QStringLiteral("5"));
        QCOMPARE(cell(1, 2), QStringLiteral("! 1"));
        // The first kind is shown at once, with the reason.
        QCOMPARE(findings()->rowCount(), 1);
        QCOMPARE(findings()->at(0).reason, QStringLiteral("3.png ends too early."));
        QVERIFY(m_page->advice().contains(QStringLiteral("mend them")));
        click(m_page->kinds(), 1, 3);
        QCOMPARE(findings()->rowCount(), 2);
        QVERIFY2(m_page->advice().contains(QStringLiteral("keep one of each group")) &&
                     m_page->advice().contains(QStringLiteral("across splits")),
                 qPrintable(m_page->advice()));
        click(m_page->kinds(), 2, 3);
        QVERIFY(!m_page->advice().contains(QStringLiteral("across splits"))); // none of them is
    }

    void aRowSaysItsItemsAndWhereTheyStand() {
        workspace().adopt(m_world.opened());
        checkAndWait();
        click(m_page->kinds(), 1, 3);
        const FindingRow pictures = findings()->at(0); // first: it spoils the test
        QCOMPARE(pictures.count, QStringLiteral("3 pictures"));
        QVERIFY(pictures.isAcrossSplits);
        QVERIFY(!findings()->at(1).isAcrossSplits);
        QCOMPARE(pictures.pictures.size(), std::size_t(3));
        QCOMPARE(pictures.pictures[0].splits, QStringLiteral("train"));
        QCOMPARE(pictures.pictures[2].splits, QStringLiteral("test"));
        QCOMPARE(pictures.pictures[2].text, QStringLiteral("yellow sun 19"));
        const QString said = findings()->index(0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(said.contains(QStringLiteral("across splits")) &&
                     said.contains(QStringLiteral("yellow sun 19 (test)")),
                 qPrintable(said));
        // The pictures themselves are drawn beside each other: their colours.
        const QRect row = m_page->findings()->visualRect(findings()->index(0));
        const auto isSeen = [&](const QColor& colour) {
            const QImage seen = m_page->findings()->viewport()->grab(row).toImage();
            for (int x = 0; x < seen.width(); ++x)
                if (seen.pixelColor(x, seen.height() / 2) == colour)
                    return true;
            return false;
        };
        QTRY_VERIFY(isSeen(FakeChain::colourOf(0)) && isSeen(FakeChain::colourOf(3)));
        click(m_page->kinds(), 2, 3);
        const FindingRow sentences = findings()->at(0);
        QCOMPARE(sentences.lines.size(), std::size_t(4));
        QCOMPARE(sentences.count, QStringLiteral("5 sentences, the first 4:"));
        QCOMPARE(sentences.lines[0].text, QStringLiteral("picture number 0 of a red flower"));
        // One sentence of several splits: with its pictures, whose splits they are.
        click(m_page->kinds(), 3, 3);
        const FindingRow both = findings()->at(0);
        QCOMPARE(both.count, QStringLiteral("1 sentence of 5 pictures"));
        QCOMPARE(both.lines[0].splits, QStringLiteral("train, test"));
        QCOMPARE(both.pictures.size(), std::size_t(5));
        QCOMPARE(both.pictures[4].splits, QStringLiteral("test"));
    }

    void aRowSelectsItsItems() {
        workspace().adopt(m_world.opened());
        checkAndWait();
        QVERIFY(workspace().selection().empty()); // finding alone selects nothing
        click(m_page->kinds(), 1, 3);
        QVERIFY(workspace().selection().empty());
        click(m_page->findings(), 0);
        QCOMPARE(workspace().selection(), (std::vector<ItemRef>{image(2), image(18), image(19)}));
        QTest::keyClick(m_page->findings(), Qt::Key_Down);
        QCOMPARE(workspace().selection(), (std::vector<ItemRef>{image(0), image(1)}));
        // Chosen again after something else was selected elsewhere.
        workspace().select(sentence(2));
        click(m_page->findings(), 1);
        QCOMPARE(workspace().selection(), (std::vector<ItemRef>{image(0), image(1)}));
    }

    void theTableGoesToTheClipboard() {
        workspace().adopt(m_world.opened());
        checkAndWait();
        QTest::mouseClick(m_page->copyButton(), Qt::LeftButton);
        const QString table = QGuiApplication::clipboard()->text();
        QCOMPARE(table.count(QLatin1Char('\n')), 13); // a heading and twelve items
        QVERIFY(table.contains(QStringLiteral("identical pictures\t2\timage\t19\ttest\t")));
    }

    void itTellsHowFarItIsAndCanBeStopped() {
        workspace().adopt(m_world.opened());
        checkAndWait();
        m_hangs = true;
        QTest::mouseClick(m_page->checkButton(), Qt::LeftButton);
        QCOMPARE(m_page->checkButton()->text(), QStringLiteral("Stop"));
        QTRY_COMPARE(m_page->summary(), QStringLiteral("Looking at pictures: 7 of 20"));
        QTest::mouseClick(m_page->checkButton(), Qt::LeftButton);
        QTRY_COMPARE(m_page->checkButton()->text(), QStringLiteral("Check again"));
        QVERIFY(m_wasStopped);
        QVERIFY(m_page->summary().endsWith(QStringLiteral("5 findings."))); // those before stay
        QCOMPARE(m_page->kinds()->cells()->rowCount(), 4);
    }

    void whatFailsIsSaid() {
        QSignalSpy said(&m_controllers->messages, &Messages::said);
        workspace().adopt(m_world.opened());
        m_failure = "project.sqlite cannot be read: disk I/O error.";
        QTest::mouseClick(m_page->checkButton(), Qt::LeftButton);
        QTRY_COMPARE(said.size(), 1);
        QCOMPARE(said[0][0].value<Message>().text, QString::fromStdString(m_failure));
        QCOMPARE(m_page->checkButton()->text(), QStringLiteral("Check the data"));
        // Other items stand in the project by now: numbers mean others.
        m_failure.clear();
        m_dataset = std::make_shared<Dataset>();
        QTest::mouseClick(m_page->checkButton(), Qt::LeftButton);
        QTRY_COMPARE(said.size(), 2);
        QVERIFY(said[1][0].value<Message>().text.contains(QStringLiteral("open it again")));
        QVERIFY(!m_page->kinds()->isVisible());
    }

    void findingsAreSettledAndTakenBack() {
        workspace().adopt(m_world.opened());
        QVERIFY(m_page->edits()->summary().startsWith(QStringLiteral("None.")));
        QVERIFY(!m_page->edits()->list()->isVisible());
        checkAndWait();
        QVERIFY(!m_page->button(Settling::keepFirst)->isVisible()); // of pictures that cannot be read
        QVERIFY(m_page->button(Settling::leaveOut)->isVisible());
        QVERIFY(!m_page->button(Settling::leaveOut)->isEnabled()); // none is chosen
        click(m_page->kinds(), 1, 3);
        click(m_page->findings(), 0);
        QTest::mouseClick(m_page->button(Settling::keepFirst), Qt::LeftButton);
        QCOMPARE(workspace().edits().size(), std::size_t(2));
        QCOMPARE(workspace().edits()[1].kind, DataEdit::Kind::leaveOut);
        QCOMPARE(workspace().edits()[1].items, (std::vector{image(18), image(19)}));
        // It is not shown any more, and the kind stays the shown one.
        QCOMPARE(findings()->rowCount(), 1);
        QCOMPARE(cell(1, 0), QStringLiteral("1"));
        QCOMPARE(m_page->kinds()->currentIndex().row(), 1);
        QCOMPARE(m_page->edits()->list()->count(), 2);
        QVERIFY(m_page->edits()->summary().startsWith(QStringLiteral("The next run learns from them")));
        // All of a kind at once.
        click(m_page->kinds(), 2, 3);
        m_page->findings()->setFocus();
        QTest::keyClick(m_page->findings(), Qt::Key_A, Qt::ControlModifier);
        QTest::mouseClick(m_page->button(Settling::accept), Qt::LeftButton);
        QCOMPARE(workspace().edits().back().kind, DataEdit::Kind::accept);
        QCOMPARE(m_page->kinds()->cells()->rowCount(), 3);
        // They can be taken back one by one or all.
        m_page->edits()->list()->setCurrentRow(2);
        QTest::mouseClick(m_page->edits()->takeBackButton(), Qt::LeftButton);
        QCOMPARE(m_page->kinds()->cells()->rowCount(), 4);
        QTest::mouseClick(m_page->edits()->takeAllBackButton(), Qt::LeftButton);
        QVERIFY(workspace().edits().empty());
        click(m_page->kinds(), 1, 3);
        QCOMPARE(findings()->rowCount(), 2);
    }

    void nothingFoundIsSaid() {
        workspace().adopt(m_world.opened());
        m_problems.clear();
        checkAndWait();
        QVERIFY(m_page->summary().endsWith(QStringLiteral("nothing was found.")));
        QVERIFY(!m_page->kinds()->isVisible());
        QVERIFY(!m_page->copyButton()->isEnabled());
    }

    void otherDataBeginWithNothing() {
        workspace().adopt(m_world.opened());
        checkAndWait();
        workspace().adopt(m_world.opened()); // the same, opened anew
        QVERIFY(m_page->kinds()->isVisible());
        OpenedProject other = m_world.opened();
        auto session = std::make_shared<Session>(*other.session);
        auto splits = std::make_shared<SplitAssignment>(*session->input.splits);
        splits->images.front() = Split::validation;
        session->input.splits = splits;
        other.session = session;
        workspace().adopt(other);
        QVERIFY(!m_page->kinds()->isVisible());
        QCOMPARE(findings()->rowCount(), 0);
        QCOMPARE(m_page->checkButton()->text(), QStringLiteral("Check the data"));
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::CheckingTest)
#include "test_checking.moc"
