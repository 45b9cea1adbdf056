// What the loss asks of the selected item: the panel, its axis and list, and where they lead.
#include "bridge/controllers.h"
#include "map/map_controls.h"
#include "triplets/make_triplets_panel.h"
#include "triplets/triplets_panel.h"
#include "ui/window/fake_world.h"

#include <QTest>

#include <algorithm>

namespace crossview::ui::test {

class TripletsTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    std::unique_ptr<Controllers> m_controllers;
    std::unique_ptr<TripletsPanel> m_panel;

    Workspace& workspace() { return m_controllers->workspace; }
    TripletListModel* rows() { return m_panel->list()->triplets(); }

    OpenedProject opened(const std::vector<int>& tested = {}) const {
        OpenedProject project = m_world.opened();
        auto session = std::make_shared<Session>(*project.session);
        auto splits = std::make_shared<SplitAssignment>(*session->input.splits);
        std::ranges::fill(splits->images, Split::train);
        for (const int image : tested)
            splits->images[std::size_t(image)] = Split::test;
        session->input.splits = splits;
        project.session = session;
        return project;
    }

    void begin(double margin, int topK, const std::vector<int>& tested = {}) {
        workspace().adopt(opened(tested));
        RunOptions options = workspace().options();
        options.loss.margin = margin;
        options.loss.topK = topK;
        options.loss.distance = Distance::euclidean;
        workspace().editOptions(options, {});
        workspace().beginRun();
        QVERIFY(workspace().takeSnapshot(m_world.snapshot(2)));
    }

    double distance(ItemRef a, ItemRef b) {
        const auto& snapshot = *workspace().answering();
        const auto rowOf = [&](ItemRef item) {
            return (item.view == View::image ? snapshot.images : snapshot.sentences)
                .row(std::size_t(item.index));
        };
        double sum = 0;
        for (std::size_t c = 0; c < rowOf(a).size(); ++c)
            sum += std::pow(double(rowOf(a)[c]) - double(rowOf(b)[c]), 2);
        return std::sqrt(sum);
    }

private Q_SLOTS:
    void init() {
        m_controllers = std::make_unique<Controllers>(Services{});
        m_panel.reset(makeTripletsPanel(*m_controllers));
        m_panel->resize(360, 500);
    }
    void cleanup() {
        m_panel.reset();
        m_controllers.reset();
    }

    void anItemShowsWhatBelongsToItAndItsHardestNegatives() {
        m_panel->show();
        QVERIFY(m_panel->headline().startsWith(QStringLiteral("Select an item")));
        QVERIFY(!m_panel->list()->isVisible());
        begin(10, 3); // everything is violated
        const ItemRef anchor{View::image, 6};
        workspace().select(anchor);
        const auto own = workspace().session()->input.dataset->relation().sentencesOf(6);
        QTRY_COMPARE(rows()->rowCount(), int(own.size()) + 3);
        QVERIFY2(m_panel->headline().contains(QStringLiteral("training split, epoch 2")),
                 qPrintable(m_panel->headline()));
        QVERIFY(
            m_panel->headline().startsWith(QStringLiteral("%1 of %1 triplets violated").arg(3 * own.size())));
        QVERIFY(m_panel->acrossEntry()->text().startsWith(QStringLiteral("T₁")));
        double before = 0;
        for (int row = 0; row < rows()->rowCount(); ++row) {
            const ItemRef item = rows()->item(row);
            QCOMPARE(item.view, View::sentence);
            const bool belongs = std::ranges::find(own, item.index) != own.end();
            QCOMPARE(rows()->isPositive(row), belongs);
            QVERIFY(std::abs(rows()->at(row).distance - distance(anchor, item)) < 1e-6);
            if (row == int(own.size()))
                before = 0;
            QVERIFY(rows()->at(row).distance >= before);
            before = rows()->at(row).distance;
            QVERIFY(rows()->numbers(row).startsWith(belongs ? QStringLiteral("✓") : QStringLiteral("!")));
        }
        // Within its own view.
        QTest::mouseClick(m_panel->withinEntry(), Qt::LeftButton);
        QVERIFY(m_panel->withinEntry()->text().startsWith(QStringLiteral("T₃")));
        QVERIFY(rows()->rowCount() == 0 || rows()->item(0).view == View::image);
        // A sentence has the other two terms.
        workspace().select({View::sentence, own.front()});
        QTRY_VERIFY(m_panel->withinEntry()->text().startsWith(QStringLiteral("T₄")));
        QTRY_VERIFY(rows()->rowCount() > 0 && rows()->item(0).view == View::sentence);
    }

    void withoutAViolationItSaysSo() {
        m_panel->show();
        begin(0.0, 3);
        workspace().select({View::image, 6});
        QTRY_VERIFY2(m_panel->headline().startsWith(QStringLiteral("0 of ")),
                     qPrintable(m_panel->headline()));
        for (int row = 0; row < rows()->rowCount(); ++row)
            QVERIFY(!rows()->numbers(row).startsWith(QStringLiteral("!")));
    }

    void onlyItemsOfItsOwnSplitAreLookedThrough() {
        m_panel->show();
        begin(10, 0, {0, 1, 6, 11});
        workspace().select({View::image, 6});
        QTRY_VERIFY(rows()->rowCount() > 0);
        QVERIFY(m_panel->headline().contains(QStringLiteral("test split")));
        const TrainingInput& input = workspace().session()->input;
        const auto pool = input.splits->sentencesIn(Split::test, input.dataset->relation());
        QCOMPARE(rows()->rowCount(), int(pool.size())); // K = 0 keeps all
        for (int row = 0; row < rows()->rowCount(); ++row)
            QVERIFY(std::ranges::find(pool, rows()->item(row).index) != pool.end());
    }

    void axisAndListPointAtEachOtherAndLeadToTheItem() {
        m_panel->show();
        begin(0.2, 5);
        workspace().select({View::image, 6});
        QTRY_VERIFY(rows()->rowCount() > 5);
        const int positives = int(workspace().session()->input.dataset->relation().sentencesOf(6).size());
        TripletAxis* axis = m_panel->axis();
        QVERIFY(axis->positive());
        QCOMPARE(*axis->positive(), rows()->at(positives - 1).distance); // the farthest
        m_panel->list()->setFocus();
        QTest::keyClick(m_panel->list(), Qt::Key_Home);
        QCOMPARE(*axis->positive(), rows()->at(0).distance); // the one that is pointed at
        QCOMPARE(workspace().selected(), (ItemRef{View::image, 6}));
        // The pointer over a negative's line brings its row; a click goes there.
        const int last = rows()->rowCount() - 1;
        const Candidate negative = rows()->at(last);
        const QPoint below(qRound(axis->xOf(negative.distance)), axis->height() / 2 + 8);
        const Candidate* under = axis->candidateAt(below);
        QVERIFY(under);
        QTest::mouseMove(axis, QPoint(1, 1));
        QTest::mouseMove(axis, below);
        QTRY_VERIFY(m_panel->list()->currentIndex().isValid());
        QCOMPARE(rows()->at(m_panel->list()->currentIndex().row()).item, under->item);
        const ItemRef there{View::sentence, under->item};
        QTest::mouseClick(axis, Qt::LeftButton, {}, below);
        QCOMPARE(workspace().selected(), there);
        QTRY_VERIFY(m_panel->acrossEntry()->text().startsWith(QStringLiteral("T₂")));
        // And from a row with Enter, back to a picture.
        QTRY_VERIFY(rows()->rowCount() > 0 && rows()->item(0).view == View::image);
        const ItemRef first = rows()->item(0);
        m_panel->list()->setFocus();
        QTest::keyClick(m_panel->list(), Qt::Key_Home);
        QTest::keyClick(m_panel->list(), Qt::Key_Return);
        QCOMPARE(workspace().selected(), first);
    }

    void anObjectiveWithoutAMarginDrawsNone() {
        m_panel->show();
        workspace().adopt(opened());
        RunOptions options = workspace().options();
        options.loss.objective = Objective::infoNce;
        workspace().editOptions(options, {});
        workspace().beginRun();
        QVERIFY(workspace().takeSnapshot(m_world.snapshot(2)));
        workspace().select({View::image, 6});
        QTRY_VERIFY2(m_panel->headline().contains(QStringLiteral("no margin")),
                     qPrintable(m_panel->headline()));
        QVERIFY(rows()->rowCount() > 0);
        for (int row = 0; row < rows()->rowCount(); ++row)
            QVERIFY(!rows()->numbers(row).startsWith(QStringLiteral("!")));
    }

    void itFollowsEpochsWhileItIsSeenAndForgetsAnotherProject() {
        begin(10, 3);
        workspace().select({View::image, 6});
        QTest::qWait(50);
        QCOMPARE(rows()->rowCount(), 0); // nobody watches
        m_panel->show();
        QTRY_VERIFY(m_panel->headline().contains(QStringLiteral("epoch 2")));
        QVERIFY(workspace().takeSnapshot(m_world.snapshot(3)));
        QTRY_VERIFY(m_panel->headline().contains(QStringLiteral("epoch 3")));
        workspace().adopt(m_world.opened());
        QCOMPARE(rows()->rowCount(), 0);
        m_panel->hide();
        m_panel->show();
        QVERIFY(m_panel->headline().startsWith(QStringLiteral("After the first epoch")) ||
                m_panel->headline().startsWith(QStringLiteral("Select an item")));
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::TripletsTest)
#include "test_triplets.moc"
