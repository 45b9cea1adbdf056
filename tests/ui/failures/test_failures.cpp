// Queries that find others before their own: the panel, what it looks for, and where a row leads.
#include "bridge/controllers.h"
#include "failures/failures_panel.h"
#include "failures/make_failures_panel.h"
#include "map/map_controls.h"
#include "ui/window/fake_world.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

namespace crossview::ui::test {

class FailuresTest : public QObject {
    Q_OBJECT
private:
    // One picture of each concept is tested.
    static constexpr std::array<int, 4> kTested{0, 5, 10, 15};

    FakeWorld m_world;
    std::unique_ptr<Controllers> m_controllers;
    std::unique_ptr<FailuresPanel> m_panel;

    Workspace& workspace() { return m_controllers->workspace; }

    OpenedProject opened(bool withTestSplit) const {
        OpenedProject project = m_world.opened();
        auto session = std::make_shared<Session>(*project.session);
        auto splits = std::make_shared<SplitAssignment>(*session->input.splits);
        std::ranges::fill(splits->images, Split::train);
        if (withTestSplit)
            for (const int image : kTested)
                splits->images[std::size_t(image)] = Split::test;
        session->input.splits = splits;
        project.session = session;
        return project;
    }

    /// The world's snapshot in which two pictures lie in each other's place.
    std::shared_ptr<const Snapshot> exchanged(int epoch, int a, int b) const {
        const auto right = m_world.snapshot(epoch);
        auto made = std::make_shared<Snapshot>(*right);
        Matrix images(right->images.rows(), right->images.cols());
        std::ranges::copy(std::span(right->images.view().data(), images.size()), images.values().begin());
        std::ranges::swap_ranges(images.row(std::size_t(a)), images.row(std::size_t(b)));
        made->images = SharedMatrix(std::move(images));
        return made;
    }

private Q_SLOTS:
    void init() {
        m_controllers = std::make_unique<Controllers>(Services{});
        m_panel.reset(makeFailuresPanel(*m_controllers));
        m_panel->resize(360, 500);
    }
    void cleanup() {
        m_panel.reset();
        m_controllers.reset();
    }

    void theWorstQueriesStandFirstAndLeadToTheirItems() {
        m_panel->show();
        QVERIFY(m_panel->headline().contains(QStringLiteral("After the first epoch")));
        workspace().adopt(opened(true));
        workspace().beginRun();
        QVERIFY(workspace().takeSnapshot(exchanged(3, 0, 5)));
        QTRY_COMPARE(m_panel->list()->count(), 2);
        QVERIFY2(m_panel->headline().startsWith(QStringLiteral("2 of 4")), qPrintable(m_panel->headline()));
        QVERIFY(m_panel->headline().contains(QStringLiteral("epoch 3")));
        for (int row = 0; row < 2; ++row) {
            const FailedQuery& failure = m_panel->list()->at(row);
            QCOMPARE(failure.query, (ItemRef{View::image, kTested[std::size_t(row)]}));
            const auto own = workspace().session()->input.dataset->relation().sentencesOf(
                std::size_t(failure.query.index));
            QVERIFY(std::ranges::find(own, failure.own.index) != own.end());
            QVERIFY(failure.rank >= 1);
            QVERIFY(!failure.found.empty());
            QVERIFY(std::ranges::find(own, failure.found.front().index) == own.end());
        }
        // A row selects its query; Enter asks it.
        m_panel->list()->setFocus();
        QTest::keyClick(m_panel->list(), Qt::Key_Home);
        QTest::keyClick(m_panel->list(), Qt::Key_Down);
        QCOMPARE(workspace().selected(), (ItemRef{View::image, 5}));
        QSignalSpy asked(&m_controllers->queries, &QueryController::asked);
        QTest::keyClick(m_panel->list(), Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        // The other direction.
        QTest::mouseClick(m_panel->entry(FailureKind::sentences), Qt::LeftButton);
        QTRY_VERIFY(m_panel->list()->count() > 0 && m_panel->list()->at(0).query.view == View::sentence);
        QVERIFY(m_panel->entry(FailureKind::sentences)->isChecked());
    }

    void aNewEpochIsLookedAtWhileItIsSeen() {
        workspace().adopt(opened(true));
        workspace().beginRun();
        QVERIFY(workspace().takeSnapshot(exchanged(1, 0, 5)));
        QTest::qWait(50);
        QCOMPARE(m_panel->list()->count(), 0); // nobody watches
        m_panel->show();
        QTRY_COMPARE(m_panel->list()->count(), 2);
        QVERIFY(workspace().takeSnapshot(m_world.snapshot(2)));
        QTRY_VERIFY(m_panel->headline().startsWith(QStringLiteral("All 4 queries")));
        QCOMPARE(m_panel->list()->count(), 0);
        m_panel->hide();
        QVERIFY(workspace().takeSnapshot(exchanged(3, 10, 15)));
        QTest::qWait(50);
        QCOMPARE(m_panel->list()->count(), 0);
        m_panel->show();
        QTRY_COMPARE(m_panel->list()->count(), 2);
        workspace().adopt(m_world.opened()); // another project: nothing of the last is left
        QCOMPARE(m_panel->list()->count(), 0);
    }

    void aCaptionThatMayBeWrongIsFound() {
        m_panel->show();
        workspace().adopt(opened(true));
        workspace().beginRun();
        QVERIFY(workspace().takeSnapshot(exchanged(2, 0, 5))); // their own sentences are the other's
        QTest::mouseClick(m_panel->entry(FailureKind::doubtfulPairs), Qt::LeftButton);
        QTRY_VERIFY(m_panel->list()->count() > 0);
        QVERIFY2(m_panel->headline().startsWith(QStringLiteral("Of ")), qPrintable(m_panel->headline()));
        const FailedQuery& first = m_panel->list()->at(0);
        QVERIFY(first.query.index == 0 || first.query.index == 5);
        QVERIFY(first.place > 4 * first.similar);
        const auto own =
            workspace().session()->input.dataset->relation().sentencesOf(std::size_t(first.query.index));
        QVERIFY(std::ranges::find(own, first.own.index) != own.end());
        m_panel->list()->setFocus();
        QTest::keyClick(m_panel->list(), Qt::Key_Home);
        QCOMPARE(workspace().selected(), first.query);
        QVERIFY(workspace().takeSnapshot(m_world.snapshot(3)));
        QTRY_VERIFY(m_panel->headline().contains(QStringLiteral("none stands out")));
    }

    void aDoubtfulCaptionIsCorrectedForTheNextRun() {
        m_panel->show();
        workspace().adopt(opened(true));
        workspace().beginRun();
        QVERIFY(workspace().takeSnapshot(exchanged(2, 0, 5)));
        QTRY_VERIFY(m_panel->list()->count() > 0);
        QVERIFY(!m_panel->captionEdit()->isVisible()); // only pairs are corrected
        QTest::mouseClick(m_panel->entry(FailureKind::doubtfulPairs), Qt::LeftButton);
        QTRY_VERIFY(m_panel->captionEdit()->isVisible());
        QVERIFY(!m_panel->unpairButton()->isEnabled());
        const int count = m_panel->list()->count();
        QVERIFY(count > 1);
        m_panel->list()->setFocus();
        QTest::keyClick(m_panel->list(), Qt::Key_Home);
        const FailedQuery first = m_panel->list()->at(0);
        QCOMPARE(m_panel->captionEdit()->text(), m_controllers->info.text(first.own));
        QVERIFY(!m_panel->rewordButton()->isEnabled()); // as it is
        QTest::mouseClick(m_panel->unpairButton(), Qt::LeftButton);
        QCOMPARE(m_panel->list()->count(), count - 1);
        QCOMPARE(workspace().edits(),
                 (std::vector<DataEdit>{{DataEdit::Kind::unpair, {first.query, first.own}, {}}}));
        QVERIFY(workspace().needsOtherData()); // the next run is a new one
        // The next one has its place; its caption is written anew.
        const FailedQuery second = m_panel->list()->at(0);
        QVERIFY(second.own != first.own || second.query != first.query);
        QCOMPARE(m_panel->captionEdit()->text(), m_controllers->info.text(second.own));
        m_panel->captionEdit()->selectAll();
        QTest::keyClicks(m_panel->captionEdit(), QStringLiteral("a  green <b>thing</b> "));
        QVERIFY(m_panel->rewordButton()->isEnabled());
        QTest::keyClick(m_panel->captionEdit(), Qt::Key_Return);
        QCOMPARE(workspace().edits().back(),
                 (DataEdit{DataEdit::Kind::reword, {second.query, second.own}, "a green <b>thing</b>"}));
        QCOMPARE(m_panel->list()->count(), count - 2);
        workspace().undoStack()->undo();
        workspace().undoStack()->undo();
        QVERIFY(workspace().edits().empty());
        QVERIFY(!workspace().needsOtherData());
        QCOMPARE(m_panel->list()->count(), count);
    }

    void withoutATestSplitItSaysSo() {
        m_panel->show();
        workspace().adopt(opened(false));
        workspace().beginRun();
        QVERIFY(workspace().takeSnapshot(m_world.snapshot(1)));
        QTRY_VERIFY2(m_panel->headline().contains(QStringLiteral("no test and no validation split")),
                     qPrintable(m_panel->headline()));
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::FailuresTest)
#include "test_failures.moc"
