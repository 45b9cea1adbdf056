// What the network does on pairs it did not learn from: the page, what it measures, and where hubs lead.
#include "bridge/controllers.h"
#include "evaluation/evaluation_page.h"
#include "evaluation/make_evaluation_page.h"
#include "features/asked_items.h"
#include "ui/window/fake_world.h"
#include "widgets/building_blocks.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace crossview::ui::test {

class EvaluationTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    std::unique_ptr<Controllers> m_controllers;
    std::unique_ptr<EvaluationPage> m_page;
    std::atomic<int> m_baselines{0};
    std::atomic<bool> m_hangs{false};

    Workspace& workspace() { return m_controllers->workspace; }

    OpenedProject opened(bool withTestSplit = true) const {
        OpenedProject project = m_world.opened();
        auto session = std::make_shared<Session>(*project.session);
        auto splits = std::make_shared<SplitAssignment>(*session->input.splits);
        std::ranges::fill(splits->images, Split::train);
        for (const int image : {0, 5, 10, 15})
            splits->images[std::size_t(image)] = withTestSplit ? Split::test : Split::validation;
        session->input.splits = splits;
        project.session = session;
        project.run = RunRecord();
        project.run->id = "fake";
        project.run->status = RunStatus::finished;
        project.run->optionsJson = toJson(session->options);
        project.snapshot = m_world.snapshot(2);
        return project;
    }

    /// By the world's embeddings, as measureRun does by the network.
    MeasuredRun measured(const TrainingInput& input, const MeasureRequest& request) const {
        const bool documents = request.protocol != TextUnit::sentences;
        const AskedItems items =
            askedItems(*input.splits, input.dataset->relation(), request.split, documents);
        EvaluationItems rows;
        if (!items.images.empty())
            rows = {items.imageRows(m_world.snapshot(2)->images),
                    items.textRows(m_world.snapshot(2)->sentences, input.dataset->relation()),
                    items.relation};
        MeasuredRun run;
        run.images = items.images;
        run.plain = measure(rows, documents ? "documents" : "sentences", request.ties, request.pool);
        if (!request.correction.isNone())
            run.corrected = run.plain;
        if (!items.images.empty())
            run.hubs = HubReports{
                hubReport(hubness(rows.texts, rows.images, 2), View::image, items, *input.dataset),
                hubReport(hubness(rows.images, rows.texts, 2), View::sentence, items, *input.dataset)};
        if (request.lists)
            run.lists = listReport(rows, items, *input.dataset);
        return run;
    }

    BaselineTable baselines(const BaselineRequest& request, const std::stop_token& stop,
                            const ProgressSink& progress) {
        ++m_baselines;
        report(progress, {"Looking for directions", 1, 2, {}});
        while (m_hangs) {
            throwIfStopped(stop);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        MeasureRequest measure;
        measure.split = request.split;
        measure.protocol = *request.protocol;
        const Measurement measurement = measured(m_world.session->input, measure).plain;
        BaselineTable table;
        table.run = request.run;
        table.rows.push_back({"network", {}, measurement, {}});
        table.rows.push_back({"CCA", "eta 0.01", measurement, Comparison{}});
        table.notes.push_back("Raw cosine: the dimensions differ.");
        return table;
    }

    QString cell(int row, int column) const { return m_page->recalls()->cells()->at(row, column).text; }
    int rows() const { return m_page->recalls()->isVisible() ? m_page->recalls()->cells()->rowCount() : 0; }

private Q_SLOTS:
    void init() {
        m_baselines = 0;
        m_hangs = false;
        Services services;
        services.measure = {
            [this](const TrainingInput&, const TrainingInput& asked, const FrozenNetwork&,
                   const MeasureRequest& request, const std::stop_token&,
                   const ProgressSink&) { return measured(asked, request); },
            [this](const BaselineRequest& request, const std::stop_token& stop,
                   const ProgressSink& progress) { return baselines(request, stop, progress); }};
        m_controllers = std::make_unique<Controllers>(std::move(services));
        m_page.reset(makeEvaluationPage(*m_controllers));
        m_page->resize(900, 600);
    }
    void cleanup() {
        m_hangs = false;
        m_page.reset();
        m_controllers.reset();
    }

    void theNetworkStandsWithItsIntervalsAndChance() {
        m_page->show();
        QVERIFY(m_page->conditions().startsWith(QStringLiteral("After the first epoch")));
        QVERIFY(!m_page->copyButton()->isEnabled());
        workspace().adopt(opened());
        QTRY_COMPARE(rows(), 2);
        QCOMPARE(cell(0, 0), QStringLiteral("network"));
        QVERIFY2(cell(0, 1).startsWith(QStringLiteral("100.0 ±")), qPrintable(cell(0, 1)));
        QCOMPARE(cell(1, 0), QStringLiteral("chance"));
        QCOMPARE(cell(1, 1), QStringLiteral("25.0")); // four images
        QVERIFY(m_page->conditions().contains(QStringLiteral("test split: 4 images")));
        QVERIFY(m_page->conditions().contains(QStringLiteral("epoch 2")));
        QTest::mouseClick(m_page->copyButton(), Qt::LeftButton);
        const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 4); // with the end of the last
        QCOMPARE(lines[0].count(QLatin1Char('\t')), 7);
        QVERIFY(lines[1].startsWith(QStringLiteral("network\t100.0 ±")));
    }

    void splitProtocolAndCorrectionAreAsked() {
        m_page->show();
        workspace().adopt(opened());
        QTRY_COMPARE(rows(), 2);
        m_page->protocolBox()->setCurrentIndex(1);
        QTRY_VERIFY(m_page->conditions().contains(QStringLiteral("every sentence by itself")));
        m_page->correctionBox()->setCurrentIndex(1);
        QTRY_COMPARE(rows(), 3);
        QCOMPARE(cell(1, 0), QStringLiteral("network, CSLS"));
        m_page->splitBox()->setCurrentIndex(1);
        QTRY_VERIFY2(m_page->conditions().contains(QStringLiteral("validation split holds no image")),
                     qPrintable(m_page->conditions()));
        QCOMPARE(rows(), 0);
        // Data without a test split begin with the other one.
        workspace().adopt(opened(false));
        QTRY_COMPARE(rows(), 3);
        QVERIFY(m_page->conditions().contains(QStringLiteral("validation split: 4 images")));
        QCOMPARE(m_page->splitBox()->currentIndex(), 1);
    }

    void wholeListsAreMeasured() {
        m_page->show();
        workspace().adopt(opened());
        QTRY_VERIFY(rows() == 2 && m_page->lists()->isVisible());
        const CellTableModel* lists = m_page->lists()->cells();
        QCOMPARE(lists->at(0, 0).text, QStringLiteral("pairs"));
        QCOMPARE(lists->at(0, 1).text, QStringLiteral("100.0"));
        QCOMPARE(lists->at(0, 6).text, QStringLiteral("100.0"));
    }

    void hubsLeadToTheirItems() {
        m_page->show();
        workspace().adopt(opened());
        QTRY_VERIFY(rows() == 2 && m_page->hubs(View::image)->isVisible());
        CellTable* hubs = m_page->hubs(View::image);
        QVERIFY(hubs->cells()->rowCount() >= 4);
        hubs->setFocus();
        QTest::mouseClick(hubs->viewport(), Qt::LeftButton, {},
                          hubs->visualRect(hubs->cells()->index(0, 1)).center());
        QCOMPARE(workspace().selected().view, View::image);
        QVERIFY(workspace().session()->input.splits->images[std::size_t(workspace().selected().index)] ==
                Split::test);
    }

    void baselinesAreMeasuredOnRequestAndCanBeStopped() {
        m_page->show();
        workspace().adopt(opened());
        QTRY_COMPARE(rows(), 2);
        QVERIFY(m_page->baselineButton()->isEnabled());
        QTest::mouseClick(m_page->baselineButton(), Qt::LeftButton);
        QTRY_COMPARE(rows(), 3);
        QCOMPARE(cell(1, 0), QStringLiteral("CCA"));
        QVERIFY(!m_page->baselineButton()->isEnabled()); // they stand there
        QCOMPARE(m_baselines.load(), 1);
        // Another protocol makes them void; a stop gives them up.
        m_page->protocolBox()->setCurrentIndex(1);
        QTRY_COMPARE(rows(), 2);
        m_hangs = true;
        QTest::mouseClick(m_page->baselineButton(), Qt::LeftButton);
        QTRY_COMPARE(m_baselines.load(), 2);
        QCOMPARE(m_page->baselineButton()->text(), QStringLiteral("Stop measuring"));
        QTest::mouseClick(m_page->baselineButton(), Qt::LeftButton);
        QTRY_COMPARE(m_page->baselineButton()->text(), QStringLiteral("Measure baselines"));
        QVERIFY(m_page->baselineButton()->isEnabled());
        QCOMPARE(rows(), 2);
    }

    void itFollowsEpochsWhileItIsSeen() {
        OpenedProject project = opened();
        project.run.reset();
        project.snapshot.reset();
        workspace().adopt(project);
        workspace().beginRun();
        QVERIFY(workspace().takeSnapshot(m_world.snapshot(1)));
        QTest::qWait(50);
        QVERIFY(m_page->conditions().startsWith(QStringLiteral("After the first epoch")));
        m_page->show();
        QTRY_VERIFY(m_page->conditions().contains(QStringLiteral("epoch 1.")));
        QVERIFY(!m_page->baselineButton()->isEnabled()); // it trains
        QVERIFY(workspace().takeSnapshot(m_world.snapshot(2)));
        QTRY_VERIFY(m_page->conditions().contains(QStringLiteral("epoch 2.")));
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::EvaluationTest)
#include "test_evaluation.moc"
