#include "bridge/projection_controller.h"
#include "bridge/projection_files.h"
#include "common/error.h"
#include "ui/window/fake_world.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace crossview::ui::test {

class ProjectionStoreTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;

private Q_SLOTS:
    void aMapComesBackFromTheDiskToHalfPrecision() {
        const QTemporaryDir folder;
        const auto place = std::filesystem::path(folder.path().toStdString()) / "projections";
        Projection written{Matrix(3, 2), Matrix(2, 2), 0.25};
        for (std::size_t i = 0; i < 3; ++i)
            written.images(i, 0) = 0.1F * static_cast<float>(i), written.images(i, 1) = -1.5F;
        written.sentences(1, 1) = 3.25F;
        writeProjection(place, 14, written);
        writeProjection(place, 2, written);
        QCOMPARE(storedProjections(place), (std::vector<int>{2, 14}));
        QVERIFY(std::filesystem::exists(place / "epoch-0014-images.npy"));
        const Projection read = readProjection(place, 14);
        QCOMPARE(read.images.rows(), std::size_t{3});
        QVERIFY(std::abs(read.images(2, 0) - 0.2F) < 1e-3F);
        QCOMPARE(read.sentences(1, 1), 3.25F);
        QCOMPARE(read.explained, 0.25);
    }

    void missingAndDamagedMapsAreNamed() {
        const QTemporaryDir folder;
        const auto place = std::filesystem::path(folder.path().toStdString());
        QVERIFY(storedProjections(place / "nowhere").empty());
        QVERIFY_EXCEPTION_THROWN(readProjection(place, 1), Error);
        writeProjection(place, 1, {Matrix(3, 2), Matrix(2, 2), 0});
        QFile file(folder.filePath(QStringLiteral("epoch-0001-images.npy")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not a matrix");
        file.close();
        try {
            readProjection(place, 1);
            QFAIL("a damaged map was read");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("epoch-0001-images.npy") != std::string::npos);
        }
    }

    void everyEpochIsThereAgainAfterARestart() {
        const QTemporaryDir project;
        const std::filesystem::path folder = project.path().toStdString();
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
