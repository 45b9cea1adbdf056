// Reduction, axis and label layout without a widget.
#include "charts/axis_layout.h"
#include "charts/step_reducer.h"
#include "charts/time_axis.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace crossview::ui;

class TestChartParts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void shortCurvesAreKeptPointByPoint() {
        StepReducer reducer;
        for (int step = 1; step <= 50; ++step)
            reducer.append(step, std::sin(step));
        const auto points = reducer.reduced(0, 50, 400);
        QCOMPARE(points.size(), std::size_t(50));
        for (int step = 1; step <= 50; ++step)
            QCOMPARE(points[std::size_t(step - 1)], QPointF(step, std::sin(step)));
    }

    void reductionKeepsEveryExtremeOfEveryColumn() {
        constexpr int kSteps = 100000, kColumns = 300;
        std::mt19937 generator(5); // NOLINT(cert-msc51-cpp)
        std::normal_distribution<double> noise(0, 1);
        std::vector<double> values;
        StepReducer reducer;
        for (int step = 1; step <= kSteps; ++step) {
            const double value = 10 * std::exp(-step / 20000.0) + noise(generator) + (step == 77777 ? 60 : 0);
            values.push_back(value);
            reducer.append(step, value);
        }
        QElapsedTimer clock;
        clock.start();
        const auto points = reducer.reduced(0, kSteps, kColumns);
        const double milliseconds = double(clock.nsecsElapsed()) * 1e-6;
        qInfo("100,000 steps to %d columns: %.3f ms", kColumns, milliseconds);
        QVERIFY(points.size() <= std::size_t(2 * kColumns + 1));
        QVERIFY(
            std::is_sorted(points.begin(), points.end(), [](QPointF a, QPointF b) { return a.x() < b.x(); }));
        for (const QPointF& p : points) // nothing invented
            QCOMPARE(p.y(), values[std::size_t(p.x()) - 1]);
        const auto largest = std::ranges::max_element(points, {}, [](QPointF p) { return p.y(); });
        QCOMPARE(largest->x(), 77777.0);
        // Against brute force: within a column and its neighbours (buckets may straddle an edge) the range is
        // kept.
        for (int column = 1; column + 1 < kColumns; ++column) {
            const auto range = [&](int from, int to) {
                return std::minmax_element(values.begin() + from, values.begin() + to);
            };
            const int width = kSteps / kColumns;
            const auto [low, high] = range(column * width, (column + 1) * width);
            double seenLow = 1e9, seenHigh = -1e9;
            for (const QPointF& p : points)
                if (p.x() > (column - 1) * width && p.x() <= (column + 2) * width) {
                    seenLow = std::min(seenLow, p.y());
                    seenHigh = std::max(seenHigh, p.y());
                }
            QVERIFY(seenLow <= *low && seenHigh >= *high);
        }
        QCOMPARE(points.back(), QPointF(kSteps, values.back()));
        QCOMPARE(reducer.largest(), *std::ranges::max_element(values));
    }

    void valuesThatAreNotFiniteAreLeftOut() {
        StepReducer reducer;
        reducer.append(1, std::numeric_limits<double>::quiet_NaN());
        QVERIFY(reducer.empty());
        QVERIFY(reducer.reduced(0, 10, 100).empty());
        reducer.append(2, 0.5);
        reducer.append(3, std::numeric_limits<double>::infinity());
        QCOMPARE(reducer.reduced(0, 10, 100), (std::vector<QPointF>{{2, 0.5}}));
        QCOMPARE(reducer.largest(), 0.5);
    }

    void axisIsRound_data() {
        QTest::addColumn<double>("largest");
        QTest::addColumn<double>("top");
        QTest::addColumn<double>("step");
        QTest::addColumn<int>("decimals");
        QTest::newRow("loss") << 0.197 << 0.20 << 0.05 << 2;
        QTest::newRow("recall") << 70.0 << 80.0 << 20.0 << 0;
        QTest::newRow("exact") << 80.0 << 80.0 << 20.0 << 0;
        QTest::newRow("small") << 0.0031 << 0.004 << 0.001 << 3;
        QTest::newRow("quarter") << 9.3 << 10.0 << 2.5 << 1;
        QTest::newRow("nothing") << 0.0 << 1.0 << 0.25 << 2;
        QTest::newRow("nan") << double(NAN) << 1.0 << 0.25 << 2;
    }
    void axisIsRound() {
        QFETCH(double, largest);
        QFETCH(double, top);
        QFETCH(double, step);
        QFETCH(int, decimals);
        const RoundAxis axis = roundAxis(largest);
        QVERIFY2(std::abs(axis.top / top - 1) < 1e-9, qPrintable(QString::number(axis.top)));
        QVERIFY2(std::abs(axis.step / step - 1) < 1e-9, qPrintable(QString::number(axis.step)));
        QCOMPARE(axis.decimals, decimals);
    }

    void labelsNeverOverlapAndStayInsideAndNearTheirPlace() {
        std::mt19937 generator(11); // NOLINT(cert-msc51-cpp)
        std::uniform_real_distribution<double> uniform(0, 200);
        for (int round = 0; round < 500; ++round) {
            std::vector<double> wanted(std::size_t(1 + round % 8));
            for (double& value : wanted)
                value = round % 3 == 0 ? std::floor(uniform(generator) / 40) * 40 : uniform(generator);
            const auto placed = spreadLabels(wanted, 12, 0, 200);
            std::vector<double> sorted = placed;
            std::sort(sorted.begin(), sorted.end());
            QVERIFY(sorted.front() >= 6 - 1e-9 && sorted.back() <= 194 + 1e-9);
            for (std::size_t i = 1; i < sorted.size(); ++i)
                QVERIFY(sorted[i] - sorted[i - 1] >= 12 - 1e-9);
            for (std::size_t a = 0; a < wanted.size(); ++a)
                for (std::size_t b = 0; b < wanted.size(); ++b)
                    if (wanted[a] < wanted[b])
                        QVERIFY(placed[a] < placed[b]);
        }
        QCOMPARE(spreadLabels(std::vector<double>{50, 100}, 12, 0, 200), (std::vector<double>{50, 100}));
        QCOMPARE(spreadLabels(std::vector<double>{100, 100}, 12, 0, 200), (std::vector<double>{94, 106}));
        QCOMPARE(spreadLabels(std::vector<double>{0, 0, 0}, 10, 0, 20), (std::vector<double>{5, 10, 15}));
        QVERIFY(spreadLabels(std::vector<double>{}, 10, 0, 20).empty());
    }

    void timeAxisKnowsEpochsAndSteps() {
        TimeAxis axis;
        QSignalSpy changed(&axis, &TimeAxis::changed);
        axis.reach(10, 1);
        axis.reach(27, 1);
        axis.reach(54, 2);
        axis.reach(60, 3);
        axis.reach(54, 2); // again: no harm
        QCOMPARE(changed.count(), 4);
        QCOMPARE(axis.lastStep(), 60);
        QCOMPARE(axis.lastEpoch(), 3);
        QCOMPARE(axis.stepOfEpoch(1), 27);
        QCOMPARE(axis.stepOfEpoch(0), 0);
        QCOMPARE(axis.epochOfStep(27), 1);
        QCOMPARE(axis.epochOfStep(28), 2);
        QCOMPARE(axis.epochOfStep(999), 3);
        QCOMPARE(axis.nearestEpoch(30), 1);
        QCOMPARE(axis.nearestEpoch(50), 2);
        axis.clear();
        QCOMPARE(axis.epochOfStep(5), 0);
    }
};

QTEST_GUILESS_MAIN(TestChartParts)
#include "test_chart_parts.moc"
