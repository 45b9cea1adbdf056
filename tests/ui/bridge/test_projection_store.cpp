#include "bridge/projection_controller.h"
#include "ui/window/fake_world.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace crossview::ui::test {

class ProjectionStoreTest : public QObject {
    Q_OBJECT
private:
    static constexpr int kPatienceMs = 60'000; // t-SNE under a sanitizer on a busy machine
    FakeWorld m_world;

private Q_SLOTS:
    void everyEpochIsThereAgainAfterARestart() {
        const QTemporaryDir project;
        const std::filesystem::path folder = project.path().toStdString();
        std::filesystem::create_directories(folder / "runs" / "fake");
        Projection third;
        {
            Workspace workspace;
            ProjectionController projections(workspace);
            projections.setProject(folder);
            for (int epoch = 1; epoch <= 3; ++epoch) {
                projections.project(m_world.snapshot(epoch));
                QTRY_COMPARE(projections.epochs().size(), static_cast<std::size_t>(epoch));
            }
            third = *projections.epochs().at(3);
        }
        Workspace workspace;
        ProjectionController again(workspace);
        again.setProject(folder);
        std::vector<int> found;
        QSignalSpy fetched(&again, &ProjectionController::fetched);
        connect(&again, &ProjectionController::found, this,
                [&](const std::vector<int>& epochs) { found = epochs; });
        again.project(m_world.snapshot(3), true);
        QTRY_COMPARE(again.epochs().size(), std::size_t{1});
        QCOMPARE(found, (std::vector<int>{1, 2}));
        // Read, not computed: where the points were, to half precision.
        for (std::size_t i = 0; i < kPictures; ++i)
            QVERIFY(std::abs(again.epochs().at(3)->images(i, 0) - third.images(i, 0)) < 2e-3F);
        again.fetch("fake", 1);
        QTRY_COMPARE(fetched.size(), 1);
        QVERIFY(again.epochs().contains(1));
    }

    void aMapThatAnotherMethodMadeIsMadeAnew() {
        const QTemporaryDir project;
        const std::filesystem::path folder = project.path().toStdString();
        std::filesystem::create_directories(folder / "runs" / "fake");
        const auto madeBy = [&] {
            QFile file(project.filePath(QStringLiteral("runs/fake/projections/epoch-0001-made-by.json")));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        for (const bool reopened : {false, true}) {
            Workspace workspace;
            ProjectionController projections(workspace);
            projections.setProject(folder);
            projections.project(m_world.snapshot(1), reopened);
            QTRY_COMPARE(projections.epochs().size(), std::size_t{1});
            QVERIFY2(madeBy().contains("pca"), madeBy().constData());
            QFile file(project.filePath(QStringLiteral("runs/fake/projections/epoch-0001-made-by.json")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("{\"method\": \"tea leaves\"}");
        }
    }

    void anotherMethodMakesTheMapAnewAndShowsOnlyItsOwnEpochs() {
        const QTemporaryDir project;
        const std::filesystem::path folder = project.path().toStdString();
        std::filesystem::create_directories(folder / "runs" / "fake");
        Workspace workspace;
        ProjectionController projections(workspace);
        projections.setProject(folder);
        for (int epoch = 1; epoch <= 2; ++epoch) {
            projections.project(m_world.snapshot(epoch));
            QTRY_VERIFY_WITH_TIMEOUT(!projections.isBusy(), kPatienceMs);
        }
        QCOMPARE(projections.epochs().size(), std::size_t{2});
        QSignalSpy cleared(&projections, &ProjectionController::cleared);
        QSignalSpy settled(&projections, &ProjectionController::settled);
        std::vector<int> found;
        connect(&projections, &ProjectionController::found, &cleared,
                [&](const std::vector<int>& epochs) { found = epochs; });
        int moves = 0;
        connect(&projections, &ProjectionController::moved, &cleared,
                [&](int epoch) { moves += epoch == 2 ? 1 : 0; });
        ProjectionOptions options;
        options.method = "tsne";
        projections.setOptions(options);
        QCOMPARE(cleared.size(), 1);
        QVERIFY(projections.isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!projections.isBusy(), kPatienceMs);
        QVERIFY(!settled.isEmpty());
        QVERIFY(moves > 0); // PCA at once, then the points on their way
        QCOMPARE(projections.epochs().size(), std::size_t{1});
        QVERIFY(projections.epochs().at(2)->madeBy.find("tsne") != std::string::npos);
        QVERIFY(found.empty());          // epoch 1 lies there by PCA
        projections.setOptions(options); // the same: nothing happens
        QCOMPARE(cleared.size(), 1);
        projections.setOptions({});
        QTRY_VERIFY_WITH_TIMEOUT(!projections.isBusy(), kPatienceMs);
        QCOMPARE(found, std::vector<int>{1});
    }

    void ofALongRunOnlyTheNewestMapsAreKeptInMemory() {
        const QTemporaryDir project;
        const std::filesystem::path folder = project.path().toStdString();
        std::filesystem::create_directories(folder / "runs" / "fake");
        Workspace workspace;
        ProjectionController projections(workspace);
        projections.setProject(folder);
        QSignalSpy released(&projections, &ProjectionController::released);
        QSignalSpy fetched(&projections, &ProjectionController::fetched);
        constexpr int kEpochs = static_cast<int>(ProjectionController::kKept) + 2;
        for (int epoch = 1; epoch <= kEpochs; ++epoch) {
            projections.project(m_world.snapshot(epoch));
            QTRY_VERIFY_WITH_TIMEOUT(!projections.isBusy(), kPatienceMs);
        }
        QCOMPARE(projections.epochs().size(), ProjectionController::kKept);
        QCOMPARE(released.size(), 2);
        QCOMPARE(released.front().front().toInt(), 1);
        QVERIFY(projections.epochs().contains(kEpochs) && !projections.epochs().contains(1));
        projections.fetch("fake", 1);
        QTRY_COMPARE(fetched.size(), 1);
        QVERIFY(!projections.epochs().at(kEpochs)->neighbours);
    }

    void whileSnapshotsComeFastTheNewestIsLaidOut() {
        Workspace workspace;
        ProjectionController projections(workspace);
        ProjectionOptions options;
        options.method = "tsne";
        projections.setOptions(options);
        for (int epoch = 1; epoch <= 20; ++epoch) {
            projections.project(m_world.snapshot(epoch));
            QTest::qWait(5);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!projections.isBusy(), kPatienceMs);
        QVERIFY(projections.epochs().contains(20));
        projections.project(m_world.snapshot(21));
        projections.clear(); // another run: nothing of this one comes any more
        QVERIFY(!projections.isBusy());
        QSignalSpy moved(&projections, &ProjectionController::moved);
        QTest::qWait(200);
        QVERIFY(projections.epochs().empty() && moved.isEmpty());
    }

    void aFolderThatCannotBeWrittenBecomesOneMessage() {
        const QTemporaryDir project;
        QFile obstacle(project.filePath(QStringLiteral("runs")));
        QVERIFY(obstacle.open(QIODevice::WriteOnly)); // a file where a folder is wanted: root is refused too
        Workspace workspace;
        ProjectionController projections(workspace);
        projections.setProject(project.path().toStdString());
        QSignalSpy failed(&projections, &ProjectionController::failed);
        projections.project(m_world.snapshot(1));
        QTRY_COMPARE(projections.epochs().size(), std::size_t{1}); // the map is shown all the same
        QTRY_COMPARE(failed.size(), 1);
        projections.project(m_world.snapshot(2));
        QTRY_COMPARE(projections.epochs().size(), std::size_t{2});
        QCOMPARE(failed.size(), 1);
    }
};

} // namespace crossview::ui::test

QTEST_GUILESS_MAIN(crossview::ui::test::ProjectionStoreTest)
#include "test_projection_store.moc"
