// Clusters of the map that is shown: named on a worker, remembered, kept from epoch to epoch.
#include "bridge/cluster_controller.h"
#include "ui/window/fake_world.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

namespace crossview::ui::test {

class ClusterControllerTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;

    /// Every concept with its sentences around a corner of a square.
    static std::shared_ptr<const Projection> map(double turn = 0) {
        auto projection = std::make_shared<Projection>();
        projection->images = Matrix(kPictures, 2);
        projection->sentences = Matrix(kConcepts.size() + kPictures, 2);
        const auto place = [turn](std::span<float> at, std::size_t conceptId, std::size_t number) {
            const double angle = double(conceptId) * M_PI / 2 + turn;
            at[0] = float(std::cos(angle) + 0.02 * double(number % 5));
            at[1] = float(std::sin(angle) + 0.013 * double(number % 7));
        };
        for (std::size_t c = 0; c < kConcepts.size(); ++c)
            place(projection->sentences.row(c), c, 0);
        for (std::size_t i = 0; i < kPictures; ++i) {
            place(projection->images.row(i), i / kPicturesPerConcept, i);
            place(projection->sentences.row(kConcepts.size() + i), i / kPicturesPerConcept, i + 3);
        }
        return projection;
    }

private Q_SLOTS:
    void theShownMapIsNamedAndRemembered() {
        Workspace workspace;
        ClusterController clusters(workspace);
        QSignalSpy found(&clusters, &ClusterController::found);
        QSignalSpy settled(&clusters, &ClusterController::settled);
        clusters.follow(1, map()); // no project is open: of what?
        QVERIFY(!clusters.isBusy());
        workspace.adopt(m_world.opened());
        const auto first = map(), second = map(0.05);
        clusters.follow(1, first);
        QVERIFY(clusters.isBusy());
        QTRY_COMPARE(found.size(), 1);
        QVERIFY(!clusters.isBusy());
        QCOMPARE(settled.size(), 1);
        const auto ofFirst = clusters.newest();
        QVERIFY(!ofFirst->broad.empty());
        QCOMPARE(ofFirst->ofImage.size(), kPictures);
        clusters.follow(2, second);
        QTRY_COMPARE(found.size(), 2);
        const auto ofSecond = clusters.newest();
        QCOMPARE(ofSecond->broad.size(), ofFirst->broad.size());
        for (std::size_t b = 0; b < ofFirst->broad.size(); ++b) {
            QCOMPARE(ofSecond->broad[b].id, ofFirst->broad[b].id);
            QCOMPARE(ofSecond->broad[b].name, ofFirst->broad[b].name);
        }
        clusters.follow(1, first); // at once, without looking again
        QCOMPARE(found.size(), 3);
        QCOMPARE(clusters.newest(), ofFirst);
        QVERIFY(!clusters.isBusy());
    }

    void whilePointsMoveItLooksNowAndThenAndOnceMoreAtTheEnd() {
        Workspace workspace;
        ClusterController clusters(workspace);
        workspace.adopt(m_world.opened());
        QSignalSpy found(&clusters, &ClusterController::found);
        for (int frame = 0; frame < 20; ++frame) {
            clusters.follow(1, map(0.01 * frame));
            QTest::qWait(10);
        }
        QVERIFY(clusters.isBusy());
        QTRY_VERIFY(!clusters.isBusy());
        QCOMPARE(found.size(), 2);
    }

    void anotherProjectHasItsOwn() {
        Workspace workspace;
        ClusterController clusters(workspace);
        workspace.adopt(m_world.opened());
        const auto shown = map();
        clusters.follow(1, shown);
        QTRY_VERIFY(clusters.newest() != nullptr);
        clusters.follow(2, map(0.1)); // in the making when the other comes
        workspace.adopt(m_world.opened());
        QVERIFY(!clusters.newest() && !clusters.isBusy());
        QTest::qWait(150);
        QVERIFY(!clusters.newest());
        clusters.follow(1, shown);
        QTRY_VERIFY(clusters.newest() != nullptr);
    }
};

} // namespace crossview::ui::test

QTEST_GUILESS_MAIN(crossview::ui::test::ClusterControllerTest)
#include "test_cluster_controller.moc"
