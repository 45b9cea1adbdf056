// The real chart and timeline widgets.
#include "charts/loss_chart.h"
#include "charts/recall_chart.h"
#include "charts/timeline.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <cmath>
#include <limits>

using namespace crossview;
using namespace crossview::ui;

namespace {
std::vector<StepMetrics> steps(int first, int count, int perEpoch = 10) {
    std::vector<StepMetrics> result;
    for (int step = first; step < first + count; ++step) {
        StepMetrics m;
        m.step = step;
        m.epoch = (step - 1) / perEpoch + 1;
        m.terms = {0.1, 0.08 + 0.001 * step, 0.02, 0.04};
        m.total = 0.5;
        result.push_back(m);
    }
    return result;
}

EpochMetrics epochMetrics(int epoch, bool best, double r1 = 20) {
    EpochMetrics m;
    m.epoch = epoch;
    m.step = epoch * 10;
    m.best = best;
    m.validation.imageToSentence = {r1, 40, 60, 0, 0, 0, 500, 0, 0};
    m.validation.sentenceToImage = {r1 + 2, 44, 66, 0, 0, 0, 500, 0, 0};
    return m;
}

int pixelsOf(const QImage& image, const QColor& colour, const QRectF& area) {
    int count = 0;
    for (int y = int(area.top()); y < int(area.bottom()); ++y)
        for (int x = int(area.left()); x < int(area.right()); ++x) {
            const QRgb p = image.pixel(x, y);
            count += std::abs(qRed(p) - colour.red()) < 30 && std::abs(qGreen(p) - colour.green()) < 30 &&
                             std::abs(qBlue(p) - colour.blue()) < 30
                         ? 1
                         : 0;
        }
    return count;
}
} // namespace

class TestCharts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { ThemeWatcher::of(qApp)->setMode(ThemeWatcher::Mode::Light); }

    void curvesFollowTheOneEncoding() {
        LossChart loss;
        RecallChart recall;
        for (const bool dark : {false, true}) {
            ThemeWatcher::of(qApp)->setMode(dark ? ThemeWatcher::Mode::Dark : ThemeWatcher::Mode::Light);
            const Theme theme = ThemeWatcher::of(qApp)->theme();
            const auto curves = loss.curves();
            QCOMPARE(curves.size(), std::size_t(5));
            for (std::size_t i = 0; i < 4; ++i) {
                QCOMPARE(curves[i]->pen().color(),
                         theme.color(i % 2 == 0 ? Role::ImageView : Role::SentenceView));
                QCOMPARE(curves[i]->pen().dashPattern().isEmpty(), i < 2);
            }
            QCOMPARE(curves[4]->pen().color(), theme.color(Role::Total));
            QCOMPARE(curves[4]->pen().widthF(), 2.5);
            for (std::size_t i = 0; i < 6; ++i) {
                const QPen pen = recall.curves()[i]->pen();
                QCOMPARE(pen.color(), theme.color(i < 3 ? Role::ImageView : Role::SentenceView));
                QCOMPARE(pen.dashPattern().value(0, 0), i % 3 == 0 ? 0.0 : i % 3 == 1 ? 3.0 : 1.0);
            }
        }
    }

    void stepsAreShownWithTheirValues() {
        LossChart chart;
        chart.resize(420, 230);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        chart.addSteps(steps(1, 40));
        QTRY_COMPARE(chart.curves()[1]->count(), 40);
        QCOMPARE(chart.curves()[1]->at(39), QPointF(40, double(float(0.08 + 0.04))));
        chart.addSteps(steps(31, 20)); // 31 … 40 are known
        QTRY_COMPARE(chart.curves()[1]->count(), 50);
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("step 50")));
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("0.1300")));
        const QImage image = chart.grab().toImage();
        const Theme& theme = ThemeWatcher::of(qApp)->theme();
        for (const Role role : {Role::ImageView, Role::SentenceView, Role::Total})
            QVERIFY(pixelsOf(image, theme.color(role), chart.plotArea()) > 100);
        // Names stand right of the plot, in colour.
        const QRectF names(chart.plotArea().right() + 4, 0, 420 - chart.plotArea().right() - 6, 230);
        QVERIFY(pixelsOf(image, theme.readable(Role::SentenceView), names) > 20);
        chart.clear();
        QCOMPARE(chart.curves()[1]->count(), 0);
        QVERIFY(!chart.grab().toImage().isNull());
    }

    void redrawsAtMostTenTimesASecond() {
        LossChart chart;
        chart.resize(420, 230);
        QSignalSpy replaced(chart.curves()[0], &QXYSeries::pointsReplaced);
        QElapsedTimer clock;
        clock.start();
        int step = 1;
        while (clock.elapsed() < 520) {
            chart.addSteps(steps(step, 3));
            step += 3;
            QTest::qWait(2);
        }
        QVERIFY2(replaced.count() >= 1 && replaced.count() <= 6,
                 qPrintable(QString::number(replaced.count())));
    }

    void aHundredThousandStepsStayCheap() {
        LossChart chart;
        chart.resize(420, 230);
        chart.addSteps(steps(1, 100000, 1000));
        chart.refreshNow();
        QVERIFY(chart.curves()[0]->count() <= 2 * int(chart.plotArea().width()) + 1);
        QElapsedTimer clock;
        clock.start();
        chart.refreshNow();
        qInfo("refresh with 100,000 steps: %.2f ms", double(clock.nsecsElapsed()) * 1e-6);
        QCOMPARE(chart.timeAxis()->lastEpoch(), 100);
    }

    void notFiniteLossesLeaveTheChartStanding() {
        LossChart chart;
        auto bad = steps(1, 5);
        bad[3].terms[0] = std::numeric_limits<double>::quiet_NaN();
        bad[4].total = std::numeric_limits<double>::infinity();
        chart.addSteps(bad);
        chart.refreshNow();
        QCOMPARE(chart.curves()[0]->count(), 4);
        QCOMPARE(chart.curves()[4]->count(), 4);
        QVERIFY(!chart.grab().toImage().isNull());
    }

    void recallsOfBothDirectionsAndTheBestEpoch() {
        TimeAxis axis;
        RecallChart chart(&axis);
        chart.resize(420, 230);
        chart.addEpoch(epochMetrics(1, true, 10));
        chart.addEpoch(epochMetrics(2, true, 25));
        chart.addEpoch(epochMetrics(3, false, 24));
        chart.addEpoch(epochMetrics(3, true, 99)); // known already
        chart.refreshNow();
        QCOMPARE(chart.bestEpoch(), 2);
        QCOMPARE(chart.curves()[0]->count(), 3);
        QCOMPARE(chart.curves()[0]->at(2).y(), 24.0);
        QCOMPARE(chart.curves()[3]->at(2).y(), 26.0);
        QCOMPARE(chart.curves()[5]->at(0).y(), 66.0);
        const QImage image = chart.grab().toImage();
        const QRectF below(chart.plotArea().left(), chart.plotArea().bottom(), chart.plotArea().width(), 26);
        QVERIFY(pixelsOf(image, ThemeWatcher::of(qApp)->theme().color(Role::TruePair), below) > 10);
    }

    void hoveringShowsAllValuesAndLinksTheCharts() {
        TimeAxis axis;
        LossChart loss(&axis);
        RecallChart recall(&axis);
        for (ChartPanel* chart : {static_cast<ChartPanel*>(&loss), static_cast<ChartPanel*>(&recall)})
            chart->resize(420, 230);
        loss.addSteps(steps(1, 40));
        for (int epoch = 1; epoch <= 4; ++epoch)
            recall.addEpoch(epochMetrics(epoch, true));
        loss.show();
        recall.show();
        QVERIFY(QTest::qWaitForWindowExposed(&loss));
        loss.refreshNow();
        recall.refreshNow();
        const QImage before = recall.grab().toImage();
        QSignalSpy hover(&axis, &TimeAxis::hoverChanged);
        QTest::mouseMove(loss.viewport(), loss.plotArea().center().toPoint());
        QTRY_VERIFY(hover.count() >= 1);
        QVERIFY(std::abs(axis.hoveredStep() - 20) <= 1);
        QVERIFY(recall.grab().toImage() != before);
        QTest::mouseMove(loss.viewport(), QPoint(3, 3));
        QTRY_COMPARE(axis.hoveredStep(), -1);
    }

    void clickJumpsToTheNearestEpoch() {
        LossChart chart;
        chart.resize(420, 230);
        QSignalSpy requested(&chart, &ChartPanel::epochRequested);
        QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, {200, 100}); // empty: nothing to jump to
        QCOMPARE(requested.count(), 0);
        chart.addSteps(steps(1, 40));
        chart.refreshNow();
        const QRectF area = chart.plotArea();
        QTest::mouseClick(chart.viewport(), Qt::LeftButton, {},
                          QPointF(area.left() + area.width() * 0.74, area.center().y()).toPoint());
        QCOMPARE(requested.count(), 1);
        QCOMPARE(requested.last().first().toInt(), 3);
        QTest::mouseClick(chart.viewport(), Qt::LeftButton, {},
                          {int(area.right()) + 30, 100}); // on the names
        QCOMPARE(requested.count(), 1);
        chart.setEpochMarker(2);
        QTest::keyClick(&chart, Qt::Key_Right);
        QCOMPARE(requested.last().first().toInt(), 3);
    }

    void timelineFollowsTheRunOnlyAtTheEnd() {
        Timeline timeline;
        timeline.resize(600, 36);
        timeline.show();
        QSignalSpy changed(&timeline, &Timeline::epochChanged);
        timeline.setRange(0, 1);
        timeline.setRange(0, 5);
        QCOMPARE(timeline.epoch(), 5);
        QCOMPARE(changed.count(), 2);
        QCOMPARE(timeline.label()->text(), QStringLiteral("epoch 5"));
        timeline.setEpoch(2);
        timeline.setRange(0, 6);
        QCOMPARE(timeline.epoch(), 2);
        timeline.setEpoch(6);
        timeline.setRange(0, 7);
        QCOMPARE(timeline.epoch(), 7);
        timeline.clear();
        QVERIFY(!timeline.isEnabled());
    }

    void timelineIsScrubbedWithMouseAndKeys() {
        Timeline timeline;
        timeline.resize(600, 36);
        timeline.show();
        QVERIFY(QTest::qWaitForWindowExposed(&timeline));
        timeline.setRange(0, 10);
        EpochSlider* slider = timeline.slider();
        QTest::mouseClick(slider, Qt::LeftButton, {}, {slider->width() / 2, slider->height() / 2});
        QCOMPARE(timeline.epoch(), 5);
        QTest::keyClick(slider, Qt::Key_Right);
        QCOMPARE(timeline.epoch(), 6);
        QTest::keyClick(&timeline, Qt::Key_Comma);
        QTest::keyClick(&timeline, Qt::Key_Comma);
        QCOMPARE(timeline.epoch(), 4);
        QTest::keyClick(slider, Qt::Key_Home);
        QCOMPARE(timeline.epoch(), 0);
        QTest::keyClick(&timeline, Qt::Key_Period, Qt::ShiftModifier);
        QCOMPARE(timeline.epoch(), 10);
        const QImage image = slider->grab().toImage();
        const QColor accent = ThemeWatcher::of(qApp)->theme().color(Role::Accent);
        QCOMPARE(QColor(image.pixel(slider->width() / 2 + 5, slider->height() / 2)), accent);
    }

    void timelinePlaysToTheEndAndStops() {
        Timeline timeline;
        timeline.setRange(0, 3);
        QSignalSpy changed(&timeline, &Timeline::epochChanged);
        QTest::mouseClick(timeline.playButton(), Qt::LeftButton);
        QVERIFY(timeline.isPlaying());
        QCOMPARE(timeline.epoch(), 0); // from the beginning
        QTRY_COMPARE_WITH_TIMEOUT(timeline.epoch(), 3, 3000);
        QVERIFY(!timeline.isPlaying());
        QCOMPARE(changed.count(), 4);
        timeline.setPlaying(true);
        timeline.setPlaying(false);
        QVERIFY(!timeline.isPlaying());
    }
};

QTEST_MAIN(TestCharts)
#include "test_charts.moc"
