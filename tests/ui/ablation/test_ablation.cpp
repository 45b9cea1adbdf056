// The paper's Table 1 at one press: what is planned, how the table fills, and how it is stopped.
#include "ablation/ablation_page.h"
#include "ablation/make_ablation_page.h"
#include "bridge/controllers.h"
#include "ui/window/fake_world.h"
#include "widgets/building_blocks.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace crossview::ui::test {

class AblationTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    std::unique_ptr<Controllers> m_controllers;
    std::unique_ptr<AblationPage> m_page;
    std::atomic<int> m_release{0}; ///< runs that may end
    std::mutex m_mutex;
    AblationRequest m_asked;

    /// Ranks 0 for the first `right` of ten queries, 20 for the others.
    static Measurement measurement(std::size_t right) {
        DirectionRanks ranks;
        for (std::size_t q = 0; q < 10; ++q) {
            ranks.ranks.push_back(q < right ? 0 : 20);
            ranks.images.push_back(std::int32_t(q));
        }
        Measurement measurement;
        measurement.protocol = "documents";
        measurement.images = 10;
        measurement.pools.push_back({ranks, ranks, 10});
        return measurement;
    }

    /// Every run ends when it is let go; row r has r right answers.
    AblationTable ablate(const AblationRequest& request, const AblationListener& listener,
                         const std::stop_token& stop) {
        {
            const std::scoped_lock lock(m_mutex);
            m_asked = request;
        }
        AblationTable table;
        table.axes = request.plan.axes;
        table.full = request.plan.full;
        table.seeds = request.seeds.size();
        for (const Variant& variant : request.plan.variants)
            table.rows.push_back({variant.names, variant.title, {}, {}});
        std::size_t number = 0;
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            for (const std::uint64_t seed : request.seeds) {
                ++number;
                listener.onRun({AblationStep::Kind::train,
                                row,
                                seed,
                                {},
                                0,
                                number,
                                table.rows.size() * request.seeds.size()});
                EpochMetrics metrics;
                metrics.epoch = 4;
                listener.training.onEpoch(metrics);
                while (m_release < int(number)) {
                    if (stop.stop_requested())
                        return table;
                    std::this_thread::sleep_for(std::chrono::milliseconds(2));
                }
                table.rows[row].runs.push_back({seed, "run", measurement(row)});
            }
            listener.onRow(table, row);
        }
        table.isWhole = true;
        return table;
    }

    QString cell(int row, int column) const { return m_page->table()->cells()->at(row, column).text; }

private Q_SLOTS:
    void init() {
        m_release = 0;
        Services services;
        services.ablate = [this](const AblationRequest& request, const AblationListener& listener,
                                 const std::stop_token& stop,
                                 const ProgressSink&) { return ablate(request, listener, stop); };
        m_controllers = std::make_unique<Controllers>(std::move(services));
        m_page.reset(makeAblationPage(*m_controllers));
        m_page->resize(900, 500);
        m_page->show();
    }
    void cleanup() {
        m_release = 1000;
        m_page.reset();
        m_controllers.reset();
    }

    void tableOneIsPlannedAndFilled() {
        QVERIFY(!m_page->runButton()->isEnabled()); // no project
        m_controllers->workspace.adopt(m_world.opened());
        QVERIFY(m_page->runButton()->isEnabled());
        QVERIFY2(m_page->planText().startsWith(QStringLiteral("6 rows, 3 seeds: 18 runs")),
                 qPrintable(m_page->planText()));
        QVERIFY(!m_page->valuesField()->isVisible());
        m_page->seedsField()->setText(QStringLiteral("4, 5"));
        QVERIFY(m_page->planText().startsWith(QStringLiteral("6 rows, 2 seeds: 12 runs")));
        QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
        QTRY_VERIFY2(m_page->momentText().startsWith(QStringLiteral("Run 1 of 12, epoch 4 of")),
                     qPrintable(m_page->momentText()));
        QCOMPARE(m_page->runButton()->text(), QStringLiteral("Stop"));
        QVERIFY(!m_page->seedsField()->isEnabled());
        QCOMPARE(m_page->table()->cells()->rowCount(), 6);
        QCOMPARE(cell(0, 2), QStringLiteral("–"));
        m_release = 4;
        QTRY_VERIFY2(cell(1, 2).startsWith(QStringLiteral("10.0")), qPrintable(cell(1, 2)));
        QCOMPARE(cell(1, 9), QStringLiteral("2 of 2"));
        QCOMPARE(cell(2, 9), QStringLiteral("0 of 2"));
        m_release = 12;
        QTRY_COMPARE(m_page->momentText(), QStringLiteral("Done."));
        QCOMPARE(m_page->runButton()->text(), QStringLiteral("Train and compare"));
        QVERIFY(cell(5, 2).startsWith(QStringLiteral("50.0")));
        QTest::mouseClick(m_page->copyButton(), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("50.0")));
        const std::scoped_lock lock(m_mutex);
        QCOMPARE(m_asked.seeds, (std::vector<std::uint64_t>{4, 5}));
        QCOMPARE(m_asked.project, m_controllers->workspace.session()->folder);
    }

    void anyOptionIsAnAxis() {
        m_controllers->workspace.adopt(m_world.opened());
        m_page->axisBox()->setCurrentIndex(m_page->axisBox()->findData(QStringLiteral("loss.margin")));
        QVERIFY(m_page->valuesField()->isVisible());
        QCOMPARE(m_page->valuesField()->text(), QStringLiteral("0.1, 0.2, 0.4")); // half, itself, twice
        QVERIFY(m_page->planText().startsWith(QStringLiteral("3 rows, 3 seeds: 9 runs")));
        m_page->valuesField()->setText(QStringLiteral("0.1, 99"));
        QVERIFY2(m_page->planText().contains(QStringLiteral("margin")), qPrintable(m_page->planText()));
        QVERIFY(!m_page->runButton()->isEnabled());
        m_page->axisBox()->setCurrentIndex(m_page->axisBox()->findData(QStringLiteral("network.nonLinear")));
        QCOMPARE(m_page->valuesField()->text(), QStringLiteral("false, true"));
        m_page->seedsField()->setText(QStringLiteral("one"));
        QVERIFY(!m_page->runButton()->isEnabled());
        m_page->seedsField()->setText(QStringLiteral("1"));
        QVERIFY(m_page->runButton()->isEnabled());
        m_release = 2;
        QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
        QTRY_COMPARE(m_page->momentText(), QStringLiteral("Done."));
        const std::scoped_lock lock(m_mutex);
        QCOMPARE(m_asked.plan.variants.size(), std::size_t(2));
        QVERIFY(!m_asked.plan.variants[0].options.network.nonLinear);
    }

    void publishedNumbersStandBesideWithTheirSources() {
        QVERIFY(!m_page->publishedTable()->isVisible());
        m_page->publishedBox()->setCurrentIndex(m_page->publishedBox()->findData(QStringLiteral("coco1k")));
        QVERIFY(m_page->publishedTable()->isVisible());
        const CellTableModel* rows = m_page->publishedTable()->cells();
        QVERIFY(rows->at(0, 0).text.startsWith(QStringLiteral("This method, CVPR 2016")));
        QCOMPARE(rows->at(0, 1).text, QStringLiteral("50.1  79.7  89.2"));
        QCOMPARE(rows->at(0, 3).text, QStringLiteral("third party"));
        QVERIFY(!rows->at(0, 4).text.isEmpty());
        const int all = rows->rowCount();
        m_page->publishedBox()->setCurrentIndex(m_page->publishedBox()->findData(QStringLiteral("coco5k")));
        QVERIFY(rows->rowCount() > 0 && rows->rowCount() < all);
        m_page->publishedBox()->setCurrentIndex(0);
        QVERIFY(!m_page->publishedTable()->isVisible());
    }

    void itCanBeStopped() {
        m_controllers->workspace.adopt(m_world.opened());
        QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
        m_release = 3;
        QTRY_COMPARE(cell(0, 9), QStringLiteral("3 of 3"));
        QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
        QTRY_VERIFY(m_page->momentText().startsWith(QStringLiteral("Stopped")));
        QCOMPARE(cell(0, 9), QStringLiteral("3 of 3"));
        QVERIFY(m_page->runButton()->isEnabled());
        // Another project begins with nothing.
        OpenedProject other = m_world.opened();
        auto session = std::make_shared<Session>(*other.session);
        session->folder = "/elsewhere";
        other.session = session;
        m_controllers->workspace.adopt(other);
        QVERIFY(!m_page->table()->isVisible());
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::AblationTest)
#include "test_ablation.moc"
