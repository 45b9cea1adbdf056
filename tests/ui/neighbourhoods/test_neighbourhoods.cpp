// How neighbourhoods come to agree with what items mean: the panel and its charts.
#include "neighbourhoods/neighbourhoods_panel.h"

#include <QSignalSpy>
#include <QTest>

#include <limits>

namespace crossview::ui::test {

class NeighbourhoodsTest : public QObject {
    Q_OBJECT
private:
    static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

    static QList<QPointF> pointsOf(EpochChart* chart, int curve) {
        chart->refreshNow();
        return chart->curves().at(std::size_t(curve))->points();
    }

private Q_SLOTS:
    void itDrawsEveryEpochAndTheFeaturesAsALine() {
        NeighbourhoodsPanel panel;
        panel.resize(300, 500);
        panel.show();
        QVERIFY(panel.summary().startsWith(QStringLiteral("Measured beside a training")));
        const std::vector<EpochStructure> structure{{EpochStructure::kFeatures, {0.5, 0.25, kUnknown}},
                                                    {0, {0.25, 0.125, 1.5}},
                                                    {2, {0.5, 0.5, 1.0}},
                                                    {3, {0.75, 0.625, 0.5}}};
        panel.setStructure(structure);
        QCOMPARE(pointsOf(panel.shares(), 0), (QList<QPointF>{{0, 25}, {2, 50}, {3, 75}}));
        QCOMPARE(pointsOf(panel.shares(), 1), (QList<QPointF>{{0, 12.5}, {2, 50}, {3, 62.5}}));
        QCOMPARE(pointsOf(panel.shares(), 2), (QList<QPointF>{{0, 50}, {3, 50}}));
        QCOMPARE(pointsOf(panel.shares(), 3), (QList<QPointF>{{0, 25}, {3, 25}}));
        QCOMPARE(pointsOf(panel.gap(), 0), (QList<QPointF>{{0, 1.5}, {2, 1}, {3, 0.5}}));
        QVERIFY2(panel.summary().startsWith(QStringLiteral(
                     "From epoch 0 to 3. Images: 25.0 % → 75.0 %, on the features alone 50.0 %")),
                 qPrintable(panel.summary()));
        QVERIFY(panel.summary().endsWith(QStringLiteral("0.500 apart.")));
    }

    void whatIsNotKnownIsNotDrawn() {
        NeighbourhoodsPanel panel;
        panel.resize(300, 500);
        panel.show();
        const std::vector<EpochStructure> structure{{0, {kUnknown, 0.5, 1}}, {1, {kUnknown, 0.75, 0.5}}};
        panel.setStructure(structure);
        QVERIFY(pointsOf(panel.shares(), 0).isEmpty());
        QCOMPARE(pointsOf(panel.shares(), 1).size(), 2);
        QVERIFY(pointsOf(panel.shares(), 2).isEmpty());
        QVERIFY2(panel.summary().contains(QStringLiteral("Images: – → –;")), qPrintable(panel.summary()));
        panel.setStructure({});
        QVERIFY(pointsOf(panel.shares(), 1).isEmpty());
    }

    void aClickAsksForTheEpoch() {
        NeighbourhoodsPanel panel;
        panel.resize(400, 600);
        panel.show();
        const std::vector<EpochStructure> structure{
            {0, {0.1, 0.1, 1}}, {5, {0.2, 0.2, 1}}, {10, {0.3, 0.3, 1}}};
        panel.setStructure(structure);
        panel.shares()->refreshNow();
        QSignalSpy asked(&panel, &NeighbourhoodsPanel::epochRequested);
        const QRectF area = panel.shares()->plotArea();
        QTest::mouseClick(panel.shares()->viewport(), Qt::LeftButton, {},
                          QPoint(qRound(area.left() + area.width() * 0.5), qRound(area.center().y())));
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front().front().toInt(), 5);
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::NeighbourhoodsTest)
#include "test_neighbourhoods.moc"
