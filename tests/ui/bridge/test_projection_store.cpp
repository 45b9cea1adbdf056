#include "bridge/picture_groups.h"
#include "bridge/projection_controller.h"
#include "ui/window/fake_world.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace crossview::ui::test {

namespace {

Dataset datasetWith(const std::vector<std::string>& categories, const std::string& kind,
                    const std::vector<int>& conceptOf = {}) {
    std::vector<ImageItem> images(categories.size());
    std::vector<SentenceItem> sentences;
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        images[i].path = std::to_string(i) + ".png";
        images[i].conceptId = conceptOf.empty() ? -1 : conceptOf[i];
        sentences.push_back({categories[i], kind});
        pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
    }
    std::vector<std::string> concepts;
    if (!conceptOf.empty())
        concepts = {"boat", "kite"};
    const std::size_t count = images.size();
    return Dataset("groups", images, sentences, Relation(count, count, pairs), concepts);
}

} // namespace

class ProjectionStoreTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;

private Q_SLOTS:
    void everyEpochIsThereAgainAfterARestart() {
        const QTemporaryDir project;
        const std::filesystem::path folder = project.path().toStdString();
        Projection third;
        {
            ProjectionController projections;
            projections.setProject(folder);
            for (int epoch = 1; epoch <= 3; ++epoch) {
                projections.project(m_world.snapshot(epoch));
                QTRY_COMPARE(projections.epochs().size(), static_cast<std::size_t>(epoch));
            }
            third = *projections.epochs().at(3);
        }
        ProjectionController again;
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
        const auto madeBy = [&] {
            QFile file(project.filePath(QStringLiteral("runs/fake/projections/epoch-0001-made-by.json")));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        for (const bool reopened : {false, true}) {
            ProjectionController projections;
            projections.setProject(folder);
            projections.project(m_world.snapshot(1), reopened);
            QTRY_COMPARE(projections.epochs().size(), std::size_t{1});
            QVERIFY2(madeBy().contains("pca"), madeBy().constData());
            QFile file(project.filePath(QStringLiteral("runs/fake/projections/epoch-0001-made-by.json")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("{\"method\": \"tea leaves\"}");
        }
    }

    void aFolderThatCannotBeWrittenBecomesOneMessage() {
        const QTemporaryDir project;
        QFile obstacle(project.filePath(QStringLiteral("runs")));
        QVERIFY(obstacle.open(QIODevice::WriteOnly)); // a file where a folder is wanted: root is refused too
        ProjectionController projections;
        projections.setProject(project.path().toStdString());
        QSignalSpy failed(&projections, &ProjectionController::failed);
        projections.project(m_world.snapshot(1));
        QTRY_COMPARE(projections.epochs().size(), std::size_t{1}); // the map is shown all the same
        QTRY_COMPARE(failed.size(), 1);
        projections.project(m_world.snapshot(2));
        QTRY_COMPARE(projections.epochs().size(), std::size_t{2});
        QCOMPARE(failed.size(), 1);
    }

    void picturesAreGroupedByTheNarrowestCategoryThatManyShare() {
        const Dataset data =
            datasetWith({"animals: birds", "Animals: birds", "animals: bugs", "animals: bugs",
                         "Animals & Nature: animal bug", "animals: fish", "tools"},
                        "category");
        const PictureGroups groups = pictureGroups(data, 2);
        const auto nameOf = [&](std::size_t picture) {
            const int group = groups.groupOfImage[picture];
            return group < 0 ? QString() : groups.names[group];
        };
        QCOMPARE(nameOf(0), QStringLiteral("birds"));
        QCOMPARE(nameOf(1), QStringLiteral("birds"));
        QCOMPARE(nameOf(2), QStringLiteral("bugs"));
        QCOMPARE(nameOf(4), QStringLiteral("bugs")); // another spelling of it
        QCOMPARE(nameOf(5), QStringLiteral("animals"));
        QCOMPARE(nameOf(6), QString()); // alone
    }

    void dataWithoutCategoriesIsGroupedByItsLargestConcepts() {
        const Dataset data =
            datasetWith(std::vector<std::string>(8, "a thing"), "caption", {0, 0, 0, 0, 0, 0, 1, 1});
        const PictureGroups groups = pictureGroups(data);
        QCOMPARE(groups.names, QStringList{QStringLiteral("boat")});
        QCOMPARE(groups.groupOfImage, (std::vector<int>{0, 0, 0, 0, 0, 0, -1, -1}));
    }
};

} // namespace crossview::ui::test

QTEST_GUILESS_MAIN(crossview::ui::test::ProjectionStoreTest)
#include "test_projection_store.moc"
