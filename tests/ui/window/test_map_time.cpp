// The map and its timeline: an epoch pinned to compare with, what moved since, ways through the epochs.
#include "bridge/time/trail_controller.h"
#include "projection/projection_files.h"
#include "style/theme.h"
#include "ui/map/synthetic_map.h"
#include "ui/window/fake_world.h"
#include "window/work_page.h"

#include <QSignalSpy>
#include <QTest>

namespace crossview::ui::test {
namespace {

constexpr int kItems = 5;

/// Images in a row, sentences in another beneath it.
std::shared_ptr<Projection> rows() {
    auto map = std::make_shared<Projection>();
    map->images = Matrix(kItems, 2);
    map->sentences = Matrix(kItems, 2);
    for (std::size_t i = 0; i < kItems; ++i) {
        map->images(i, 0) = map->sentences(i, 0) = float(i) - 2;
        map->images(i, 1) = 1;
        map->sentences(i, 1) = -1;
    }
    return map;
}

std::shared_ptr<Projection> rowsWith(View view, std::size_t item, float x, float y) {
    auto map = rows();
    Matrix& places = view == View::image ? map->images : map->sentences;
    places(item, 0) = x;
    places(item, 1) = y;
    return map;
}

bool isGround(const QImage& image, QPoint place) {
    return image.pixelColor(place) == ThemeWatcher::of(qApp)->theme().color(Role::MapBackground);
}

} // namespace

class TestMapTime : public QObject {
    Q_OBJECT
    std::unique_ptr<WorkPage> m_page;
    std::unique_ptr<SyntheticInfo> m_info;

    EmbeddingView* map() const { return m_page->map(); }
    QPoint place(float x, float y) const {
        return map()->mapTransform().toScreen({double(x), double(y)}).toPoint();
    }
    QImage grabbed() const { return map()->grab().toImage(); }

private Q_SLOTS:
    void init() {
        ThemeWatcher::of(qApp)->setMode(ThemeWatcher::Mode::Light);
        m_info = std::make_unique<SyntheticInfo>(makeSyntheticMap(kItems, 1, 1));
        m_page = std::make_unique<WorkPage>();
        map()->setReducedMotion(true);
        map()->setItems(kItems, kItems);
        map()->setItemInfo(m_info.get());
        m_page->resize(1000, 900);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_page->addProjection(1, rows());
        m_page->addProjection(2, rowsWith(View::image, 3, 1.5F, 0.2F));
        auto third = rowsWith(View::image, 3, 1.2F, 0);
        third->sentences(0, 1) = -0.4F;
        m_page->addProjection(3, third);
        map()->setFocus();
    }
    void cleanup() { m_page.reset(); }

    void keysOfTheTimelineWorkOnTheMap() {
        QCOMPARE(m_page->timeline()->epoch(), 3);
        QTest::keyClick(map(), Qt::Key_Comma);
        QCOMPARE(m_page->timeline()->epoch(), 2);
        QCOMPARE(map()->epoch(), 2);
        QTest::keyClick(map(), Qt::Key_Less, Qt::ShiftModifier);
        QCOMPARE(m_page->timeline()->epoch(), 1);
        QTest::keyClick(map(), Qt::Key_Period);
        QCOMPARE(m_page->timeline()->epoch(), 2);
        QTest::keyClick(map(), Qt::Key_K);
        QVERIFY(m_page->timeline()->isPlaying());
        QTest::keyClick(map(), Qt::Key_K);
        QVERIFY(!m_page->timeline()->isPlaying());
        QSignalSpy trails(m_page->timeline(), &Timeline::trailsRequested);
        QTest::keyClick(map(), Qt::Key_T);
        QCOMPARE(trails.size(), 1);
        QVERIFY(trails.front().front().toBool());
    }

    void aPinnedEpochLiesBeneathAndWhatMovedIsListed() {
        m_page->timeline()->setEpoch(1);
        const QPoint before = place(1, 1);
        QTest::keyClick(map(), Qt::Key_P);
        QCOMPARE(m_page->timeline()->slider()->pinned(), std::optional(1));
        QVERIFY(map()->movedList()->isVisible());
        m_page->timeline()->setEpoch(3);
        QTRY_COMPARE(map()->movedList()->entries().size(), std::size_t(2));
        QVERIFY(map()->statusText().contains(QStringLiteral("pinned: epoch 1")));
        const auto entries = map()->movedList()->entries();
        QCOMPARE(entries[0]->moved().item, (ItemRef{View::image, 3}));
        QCOMPARE(entries[1]->moved().item, (ItemRef{View::sentence, 0}));
        QVERIFY(map()->movedList()->headline().contains(QStringLiteral("epoch 1 to 3")));
        // Where image 3 was there is nothing now but its ghost.
        QVERIFY(!isGround(grabbed(), before));
        QTest::keyClick(map(), Qt::Key_P);
        QVERIFY(isGround(grabbed(), before));
        QVERIFY(!map()->movedList()->isVisible());
        QCOMPARE(m_page->timeline()->slider()->pinned(), std::optional<int>());
        QVERIFY(!map()->statusText().contains(QStringLiteral("pinned")));
    }

    void aClickOnWhatMovedGoesThere() {
        m_page->timeline()->setEpoch(1);
        m_page->timeline()->pinButton()->click();
        m_page->timeline()->setEpoch(3);
        QTRY_COMPARE(map()->movedList()->entries().size(), std::size_t(2));
        map()->setMapTransform(MapTransform(2000, {-9000, -9000}));
        QSignalSpy selected(map(), &EmbeddingView::selectionChanged);
        MovedEntry* entry = map()->movedList()->entries()[1];
        entry->setFocus();
        QTest::keyClick(entry, Qt::Key_Space); // as well as a click
        QCOMPARE(selected.size(), 1);
        QCOMPARE(map()->selection(), (std::vector{ItemRef{View::sentence, 0}}));
        for (const QPoint& at : {place(-2, -1), place(-2, -0.4F)})
            QVERIFY(map()->rect().contains(at));
        // A line leads from where it was.
        QVERIFY(!isGround(grabbed(), (place(-2, -1) * 3 + place(-2, -0.4F)) / 4) ||
                !isGround(grabbed(), (place(-2, -1) * 2 + place(-2, -0.4F) * 3) / 5));
    }

    void anotherMethodOrRunUnpins() {
        m_page->timeline()->pinButton()->click();
        QVERIFY(map()->movedList()->isVisible());
        m_page->clearProjections();
        QVERIFY(!map()->movedList()->isVisible());
        QVERIFY(!m_page->timeline()->pinButton()->isChecked());
    }

    void trailsAreDrawn() {
        const QPoint on = (place(-2, 1) + place(-2, 0)) / 2;
        QVERIFY(isGround(grabbed(), on));
        auto trails = std::make_shared<std::vector<Trail>>();
        trails->push_back({{View::image, 0}, {{1, -2, 1}, {2, -2, 0}}});
        map()->setTrails(trails);
        QVERIFY(!isGround(grabbed(), on));
        map()->setTrails(nullptr);
        QVERIFY(isGround(grabbed(), on));
    }

    void trailsAreCollectedFromMemoryAndDisk() {
        FakeWorld world;
        Workspace workspace;
        OpenedProject opened = world.opened();
        opened.run = RunRecord();
        opened.run->id = "fake";
        opened.snapshot = world.snapshot(3);
        workspace.adopt(opened);
        const std::size_t sentences = world.snapshot(0)->sentences.rows();
        const auto mapWith = [&](float x) {
            auto map = std::make_shared<Projection>();
            map->images = Matrix(kPictures, 2);
            map->sentences = Matrix(sentences, 2);
            map->images(4, 0) = x;
            map->sentences(2, 1) = -x;
            return map;
        };
        const auto folder = projectionFolder(world.folder().toStdString(), "fake");
        writeProjection(folder, 1, *mapWith(0.25F));
        TrailController trails(workspace);
        QSignalSpy followed(&trails, &TrailController::followed);
        workspace.selectMany({{View::sentence, 2}, {View::image, 4}});
        // Epoch 2 is said to be on disk and is not: left out.
        trails.follow({{1, nullptr}, {2, nullptr}, {3, mapWith(0.5F)}});
        QTRY_COMPARE(followed.size(), 1);
        const auto found = followed.front().front().value<std::shared_ptr<const std::vector<Trail>>>();
        QVERIFY(found);
        QCOMPARE(found->size(), std::size_t(2));
        const Trail& image = (*found)[1];
        QCOMPARE(image.item, (ItemRef{View::image, 4}));
        QCOMPARE(image.places.size(), std::size_t(2));
        QCOMPARE(image.places[0].epoch, 1);
        QCOMPARE(image.places[0].x, 0.25F);
        QCOMPARE(image.places[1].epoch, 3);
        QCOMPARE(image.places[1].x, 0.5F);
        QCOMPARE((*found)[0].places[0].y, -0.25F);
        workspace.selectMany({});
        trails.follow({{3, mapWith(0.5F)}});
        QTRY_COMPARE(followed.size(), 2);
        QVERIFY(!followed.back().front().value<std::shared_ptr<const std::vector<Trail>>>());
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::TestMapTime)
#include "test_map_time.moc"
