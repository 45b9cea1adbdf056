#include "bridge/dataset_info.h"
#include "bridge/inspection_controller.h"
#include "bridge/projection_controller.h"
#include "bridge/query_controller.h"
#include "bridge/thumbnail_store.h"
#include "bridge/training_controller.h"
#include "ui/window/fake_world.h"

#include <QSignalSpy>
#include <QTest>

namespace crossview::ui::test {

class ControllersTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;

    /// The world's data is open, with these options and no run.
    void open(Workspace& workspace, const RunOptions& options) {
        workspace.adopt(m_world.opened());
        workspace.editOptions(options, {});
    }
    /// The world's data is open and a run goes on.
    void openAndBegin(Workspace& workspace) {
        workspace.adopt(m_world.opened());
        workspace.beginRun();
    }

    /// Other data, as an opened project.
    OpenedProject openedOf(std::shared_ptr<const Dataset> dataset) {
        auto session = std::make_shared<Session>(*m_world.session);
        session->input.dataset = std::move(dataset);
        OpenedProject project;
        project.session = session;
        return project;
    }

private Q_SLOTS:
    void noStepAndNoEpochIsLost() {
        FakeTrainer trainer;
        trainer.stepsPerEpoch = 1000;
        trainer.milliseconds = 0;
        Workspace workspace;
        TrainingController controller(workspace, trainer.function(m_world));
        std::vector<int> steps;
        std::vector<int> epochs;
        int snapshots = 0;
        bool ended = false;
        connect(&controller, &TrainingController::stepsArrived, this,
                [&](const std::vector<StepMetrics>& some) {
                    for (const StepMetrics& step : some)
                        steps.push_back(step.step);
                });
        connect(&controller, &TrainingController::epochFinished, this,
                [&](const EpochMetrics& epoch) { epochs.push_back(epoch.epoch); });
        connect(&controller, &TrainingController::snapshotArrived, this,
                [&](const std::shared_ptr<const Snapshot>&) { ++snapshots; });
        connect(&controller, &TrainingController::ended, this, [&](const TrainingOutcome& outcome) {
            ended = true;
            QCOMPARE(outcome.end, TrainingOutcome::End::finished);
            QCOMPARE(steps.size(), std::size_t{4000}); // all before the outcome
        });
        RunOptions options;
        options.optimiser.epochs = 4;
        open(workspace, options);
        controller.start();
        QCOMPARE(controller.state(), TrainingController::State::Running);
        QTRY_VERIFY_WITH_TIMEOUT(ended, 20000);
        for (std::size_t i = 0; i < steps.size(); ++i)
            QCOMPARE(steps[i], static_cast<int>(i) + 1);
        QCOMPARE(epochs, (std::vector<int>{1, 2, 3, 4}));
        QVERIFY(snapshots >= 1 && snapshots <= 5);
        QCOMPARE(controller.state(), TrainingController::State::Idle);
    }

    void stepsOneBatchWhilePaused() {
        FakeTrainer trainer;
        Workspace workspace;
        TrainingController controller(workspace, trainer.function(m_world));
        int steps = 0;
        connect(&controller, &TrainingController::stepsArrived, this,
                [&](const std::vector<StepMetrics>& some) { steps += static_cast<int>(some.size()); });
        RunOptions options;
        open(workspace, options);
        controller.start(true);
        QTest::qWait(120);
        QCOMPARE(steps, 0);
        controller.step();
        QTRY_COMPARE(steps, 1);
        QTest::qWait(120);
        QCOMPARE(steps, 1);
        QCOMPARE(controller.state(), TrainingController::State::Paused);
        controller.resume();
        QTRY_VERIFY(steps > 5);
        controller.stop();
        QTRY_COMPARE(controller.state(), TrainingController::State::Idle);
    }

    void changesReachTheTrainer() {
        FakeTrainer trainer;
        Workspace workspace;
        TrainingController controller(workspace, trainer.function(m_world));
        RunOptions options;
        open(workspace, options);
        controller.start();
        options.loss.margin = 0.37;
        workspace.editOptions(options, QStringLiteral("loss.margin"));
        QTRY_COMPARE(trainer.seenMargin.load(), 0.37);
        controller.stop();
        QTRY_VERIFY(!controller.isActive());
    }

    void aThrownErrorEndsAsFailedWithItsSentence() {
        FakeTrainer trainer;
        trainer.mode = FakeTrainer::Mode::Fail;
        Workspace workspace;
        TrainingController controller(workspace, trainer.function(m_world));
        std::optional<TrainingOutcome> outcome;
        connect(&controller, &TrainingController::ended, this,
                [&](const TrainingOutcome& end) { outcome = end; });
        open(workspace, RunOptions{});
        controller.start();
        QTRY_VERIFY(outcome.has_value());
        QCOMPARE(outcome->end, TrainingOutcome::End::failed);
        QCOMPARE(outcome->message, std::string("The loss became NaN at step 4; lower the learning rate."));
    }

    void aReplacedRunSaysNothingMore() {
        FakeTrainer trainer;
        trainer.mode = FakeTrainer::Mode::Hang;
        Workspace workspace;
        TrainingController controller(workspace, trainer.function(m_world));
        int outcomes = 0;
        connect(&controller, &TrainingController::ended, this, [&] { ++outcomes; });
        open(workspace, RunOptions{});
        controller.start();
        QTest::qWait(50);
        trainer.mode = FakeTrainer::Mode::Publish;
        RunOptions options;
        options.optimiser.epochs = 1;
        workspace.editOptions(options, {});
        controller.start();
        QTRY_COMPARE(outcomes, 1);
        QTest::qWait(100);
        QCOMPARE(outcomes, 1);
        QCOMPARE(trainer.starts.load(), 2);
    }

    void aSentenceFindsItsPicturesNearestFirst() {
        Workspace workspace;
        QueryController queries(workspace);
        openAndBegin(workspace);
        std::optional<QueryAnswer> answer;
        connect(&queries, &QueryController::answered, this,
                [&](const QueryAnswer& found) { answer = found; });
        Query query;
        query.kind = Query::Kind::Text;
        query.text = "a blue boat zeppelin";
        queries.ask(query, 7);
        QTest::qWait(100);
        QVERIFY(!answer); // nothing is trained
        workspace.takeSnapshot(m_world.snapshot(3));
        QTRY_VERIFY(answer.has_value());
        QCOMPARE(answer->epoch, 3);
        QCOMPARE(answer->hits.size(), std::size_t{7});
        QCOMPARE(answer->searched, kPictures);
        for (std::size_t h = 0; h < kPicturesPerConcept; ++h)
            QCOMPARE(answer->hits[h].item, static_cast<std::int32_t>(kPicturesPerConcept + h));
        QVERIFY(answer->hits[4].distance < answer->hits[5].distance);
        QCOMPARE(answer->unknownWords, std::vector<std::string>{"zeppelin"});
        QVERIFY(!answer->truePairs[0]); // no sentence of the data says this
        answer.reset();
        query.text = "a Blue  boat";
        queries.ask(query, 7);
        QTRY_VERIFY(answer.has_value());
        QVERIFY(answer->truePairs[0] && answer->truePairs[4] && !answer->truePairs[5]);
    }

    void aCorrectionOrdersAnewAndIsMadeOncePerNetwork() {
        Workspace workspace;
        std::atomic<int> made{0};
        // One query of the bank, which finds picture 5 and nothing else: it is a hub.
        QueryController queries(workspace, [&made](const CorrectionOptions& options, const TrainingInput&,
                                                   const Snapshot& snapshot, View answers,
                                                   const std::stop_token&, const ProgressSink&) {
            ++made;
            MatrixD bank(1, answers == View::image ? snapshot.images.rows() : snapshot.sentences.rows());
            std::ranges::fill(bank.values(), -1.0);
            bank(0, 5) = 1;
            return ScoreCorrection::ofSimilarities(options, bank);
        });
        openAndBegin(workspace);
        workspace.takeSnapshot(m_world.snapshot(3));
        std::optional<QueryAnswer> answer;
        connect(&queries, &QueryController::answered, this,
                [&](const QueryAnswer& found) { answer = found; });
        queries.ask(Query::ofText("a blue boat"), 7);
        QTRY_VERIFY(answer.has_value());
        QCOMPARE(answer->hits.front().item, 5);
        QVERIFY(answer->scores.empty());
        answer.reset();
        queries.setCorrection(Correction::csls);
        QTRY_VERIFY(answer.has_value());
        QVERIFY2(answer->error.empty(), answer->error.c_str());
        QCOMPARE(answer->scores.size(), std::size_t{7});
        QVERIFY(std::ranges::find(answer->hits, 5, &Hit::item) == answer->hits.end());
        answer.reset();
        queries.ask(Query::ofText("a red flower"), 7);
        QTRY_VERIFY(answer.has_value());
        QCOMPARE(made.load(), 1); // of the same network
        answer.reset();
        workspace.takeSnapshot(m_world.snapshot(4));
        QTRY_VERIFY(answer.has_value());
        QCOMPARE(made.load(), 2);
        queries.setCorrection(Correction::none);
        answer.reset();
        QTRY_VERIFY(answer.has_value());
        QVERIFY(answer->scores.empty());
    }

    void aPinnedAnswerStays() {
        Workspace workspace;
        QueryController queries(workspace);
        openAndBegin(workspace);
        workspace.takeSnapshot(m_world.snapshot(1));
        int newest = -1;
        connect(&queries, &QueryController::answered, this,
                [&](const QueryAnswer& found) { newest = found.epoch; });
        Query query;
        query.kind = Query::Kind::Item;
        query.item = {View::image, 0};
        queries.ask(query);
        QTRY_COMPARE(newest, 1);
        queries.setPinned(true);
        workspace.takeSnapshot(m_world.snapshot(2));
        QTest::qWait(150);
        QCOMPARE(newest, 1);
        queries.setPinned(false);
        QTRY_COMPARE(newest, 2);
    }

    void unknownWordsAndUnreadablePicturesAreSaid() {
        Workspace workspace;
        QueryController queries(workspace);
        openAndBegin(workspace);
        workspace.takeSnapshot(m_world.snapshot(1));
        std::optional<QueryAnswer> answer;
        connect(&queries, &QueryController::answered, this,
                [&](const QueryAnswer& found) { answer = found; });
        Query query;
        query.kind = Query::Kind::Text;
        query.text = "xyzzy";
        queries.ask(query);
        QTRY_VERIFY(answer.has_value());
        QVERIFY(answer->nothingKnown);
        QVERIFY(answer->hits.empty());
        answer.reset();
        query.kind = Query::Kind::PictureFile;
        query.picture = "/nowhere/at-all.png";
        queries.ask(query);
        QTRY_VERIFY(answer.has_value());
        QVERIFY(answer->error.find("at-all.png") != std::string::npos);
    }

    void ranksOfPartnersAgreeWithAFullSort() {
        Workspace workspace;
        InspectionController inspections(workspace);
        openAndBegin(workspace);
        const auto snapshot = m_world.snapshot(2);
        workspace.takeSnapshot(snapshot);
        std::optional<Inspection> seen;
        connect(&inspections, &InspectionController::inspected, this,
                [&](const Inspection& found) { seen = found; });
        workspace.select({View::image, 7});
        QTRY_VERIFY(seen.has_value());
        QCOMPARE(seen->partners.size(), std::size_t{2});
        for (const Partner& partner : seen->partners) {
            int nearer = 0;
            const auto distance = [&](std::size_t s) {
                double sum = 0;
                for (std::size_t d = 0; d < kDimensions; ++d)
                    sum += std::pow(snapshot->images.row(7)[d] - snapshot->sentences.row(s)[d], 2);
                return sum;
            };
            for (std::size_t s = 0; s < snapshot->sentences.rows(); ++s)
                nearer += distance(s) < distance(static_cast<std::size_t>(partner.item.index)) - 1e-9 ? 1 : 0;
            QCOMPARE(partner.rank, nearer + 1);
        }
        QCOMPARE(seen->nearestImages.front().item / static_cast<int>(kPicturesPerConcept), 1);
        for (const Hit& hit : seen->nearestImages)
            QVERIFY(hit.item != 7);
    }

    void whatCannotBeReadIsNoNeighbourAndHasNoRank() {
        constexpr int kBroken = 8;
        auto session = std::make_shared<Session>(*m_world.session);
        auto features = std::make_shared<FeatureSet>(*session->input.features);
        features->unreadableImages = features->leftOutImages = {kBroken};
        features->unreadable = {"8.png: cannot be read"};
        session->input.features = features;
        OpenedProject project;
        project.session = session;
        Workspace workspace;
        InspectionController inspections(workspace);
        ProjectionController projections(workspace);
        const DatasetInfo info(workspace, inspections);
        workspace.adopt(project);
        workspace.beginRun();
        workspace.takeSnapshot(m_world.snapshot(2));
        std::optional<Inspection> seen;
        connect(&inspections, &InspectionController::inspected, this,
                [&](const Inspection& found) { seen = found; });
        workspace.select({View::image, 7});
        QTRY_VERIFY(seen.has_value());
        QVERIFY(!seen->nearestImages.empty());
        for (const Hit& hit : seen->nearestImages)
            QVERIFY(hit.item != kBroken);
        seen.reset();
        workspace.select({View::sentence, 1}); // the name of pictures 5 to 9
        QTRY_VERIFY(seen.has_value());
        QCOMPARE(seen->partners.size(), kPicturesPerConcept);
        for (const Partner& partner : seen->partners) {
            QCOMPARE(partner.rank == 0, partner.item.index == kBroken);
            QVERIFY(partner.rank < static_cast<int>(kPicturesPerConcept)); // nobody stands behind it
        }
        seen.reset();
        workspace.select({View::image, kBroken});
        QTRY_VERIFY(seen.has_value());
        QVERIFY(seen->nearestImages.empty() && seen->nearestSentences.empty());
        for (const Partner& partner : seen->partners)
            QCOMPARE(partner.rank, 0);
        QVERIFY(!info.takesPart({View::image, kBroken}) && info.takesPart({View::image, 7}));
        QCOMPARE(info.whyLeftOut({View::image, kBroken}), QStringLiteral("8.png: cannot be read"));
        QVERIFY(!info.distance({View::image, kBroken}, {View::sentence, 1}).has_value());

        // The others lie where they would lie without it.
        QTRY_COMPARE(projections.epochs().size(), std::size_t{1});
        const Projection& map = *projections.epochs().at(2);
        QCOMPARE(map.images(kBroken, 0), 0.0F);
        QCOMPARE(map.images(kBroken, 1), 0.0F);
    }

    void everyEpochIsProjectedAndNothingFlips() {
        Workspace workspace;
        ProjectionController projections(workspace);
        projections.project(m_world.snapshot(1));
        QTRY_COMPARE(projections.epochs().size(), std::size_t{1});
        projections.project(m_world.snapshot(2));
        QTRY_COMPARE(projections.epochs().size(), std::size_t{2});
        const Projection& first = *projections.epochs().at(1);
        const Projection& second = *projections.epochs().at(2);
        for (std::size_t i = 0; i < kPictures; ++i)
            QVERIFY(std::hypot(first.images(i, 0) - second.images(i, 0),
                               first.images(i, 1) - second.images(i, 1)) < 1e-3F);
        projections.clear();
        QVERIFY(projections.epochs().empty());
    }

    void aPictureThatDoesNotExistIsNeverAskedFor() {
        Workspace workspace;
        ThumbnailStore store(workspace);
        std::vector<ImageItem> images(2);
        images[0].path = m_world.picture(0).toStdString();
        workspace.adopt(openedOf(
            std::make_shared<Dataset>("two", images, std::vector<SentenceItem>{{"x", ""}},
                                      Relation(2, 1, {{0, 0}}), std::vector<std::string>{}, "/nowhere")));
        QVERIFY(store.hasPicture(0));
        QVERIFY(!store.hasPicture(1));
        QVERIFY(!store.hasPicture(2));
        QVERIFY(!store.hasPicture(-1));
        QSignalSpy loaded(&store, &ThumbnailSource::loaded);
        QVERIFY(store.thumbnail(1, 32).isNull());
        QVERIFY(store.thumbnail(0, 32).isNull());
        QTRY_COMPARE(loaded.size(), 1);
        QCOMPARE(loaded.front().front().toInt(), 0);
        QVERIFY(!store.isUnreadable(1));
    }

    void thumbnailsArriveAndUnreadableOnesAreKnown() {
        Workspace workspace;
        ThumbnailStore store(workspace);
        std::vector<ImageItem> images(2);
        images[0].path = m_world.picture(0).toStdString();
        images[1].path = "/nowhere/at-all.png";
        workspace.adopt(
            openedOf(std::make_shared<Dataset>("two", images, std::vector<SentenceItem>{{"x", ""}},
                                               Relation(2, 1, {{0, 0}}), std::vector<std::string>{})));
        QSignalSpy loaded(&store, &ThumbnailSource::loaded);
        QVERIFY(store.thumbnail(0, 32).isNull());
        QVERIFY(store.thumbnail(1, 32).isNull());
        QTRY_COMPARE(loaded.size(), 2);
        const QImage picture = store.thumbnail(0, 32);
        QCOMPARE(picture.width(), 32);
        QVERIFY(std::abs(picture.height() * 48 - picture.width() * 40) <= 48); // not distorted
        QCOMPARE(picture.pixelColor(3, 3), FakeChain::colourOf(0));
        QVERIFY(store.isUnreadable(1));
        QVERIFY(store.thumbnail(1, 32).isNull());
        QTest::qWait(60);
        QCOMPARE(loaded.size(), 2); // not asked for again
    }
};

} // namespace crossview::ui::test

QTEST_GUILESS_MAIN(crossview::ui::test::ControllersTest)
#include "test_controllers.moc"
