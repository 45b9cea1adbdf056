// Names of clusters: which are written where, at every zoom and from map to map.
#include "map/cluster_labels.h"
#include "map/embedding_view.h"
#include "style/theme.h"
#include "synthetic_map.h"

#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <cmath>
#include <random>
#include <set>

using namespace crossview;
using namespace crossview::ui;
using namespace crossview::ui::test;

namespace {
constexpr int kImages = 2000;
constexpr int kBroad = 10;
constexpr int kFine = 60;

/// Broad clusters anywhere, the fine ones of each around it; `turn` turns the map a little.
SyntheticMap nestedMap(double turn = 0) {
    SyntheticMap map;
    std::mt19937 generator(5); // NOLINT(cert-msc51-cpp)
    std::normal_distribution<double> normal;
    std::vector<QPointF> centres;
    for (int broad = 0; broad < kBroad; ++broad) {
        map.groupNames << QStringLiteral("broad name %1").arg(broad * broad * broad);
        centres.emplace_back(1.5 * normal(generator), normal(generator));
    }
    for (int fine = 0; fine < kFine; ++fine)
        centres.push_back(centres[std::size_t(fine % kBroad)] +
                          QPointF(0.25 * normal(generator), 0.25 * normal(generator)));
    auto projection = std::make_shared<Projection>();
    projection->images = projection->sentences = Matrix(kImages, 2);
    for (Matrix* view : {&projection->images, &projection->sentences})
        for (std::size_t i = 0; i < kImages; ++i) {
            const QPointF at =
                centres[kBroad + i % kFine] + QPointF(0.06 * normal(generator), 0.06 * normal(generator));
            (*view)(i, 0) = float(at.x() * std::cos(turn) - at.y() * std::sin(turn));
            (*view)(i, 1) = float(at.x() * std::sin(turn) + at.y() * std::cos(turn));
        }
    for (int i = 0; i < kImages; ++i) {
        map.clusterOfImage.push_back(i % kFine);
        map.groupOfImage.push_back(i % kFine % kBroad);
    }
    map.projection = projection;
    return map;
}

const QRectF kArea(0, 0, 800, 600);

MapTransform centred(const MapScene& scene, double scale) {
    const QPointF middle = scene.mainBounds().center();
    return {scale, kArea.center() - QPointF(middle.x() * scale, -middle.y() * scale)};
}

std::set<std::uint32_t> idsOf(const std::vector<ClusterLabels::Placed>& placed) {
    std::set<std::uint32_t> ids;
    for (const ClusterLabels::Placed& label : placed)
        ids.insert(label.id);
    return ids;
}
} // namespace

class TestClusterLabels : public QObject {
    Q_OBJECT

    SyntheticMap m_map = nestedMap();
    MapScene m_scene;
    ClusterLabels m_labels;
    double m_fit = 1;

    std::vector<ClusterLabels::Placed> placed(const MapTransform& transform, const QRectF& area = kArea) {
        std::vector<QRectF> taken;
        return m_labels.place(transform, area, QApplication::font(), taken);
    }

private Q_SLOTS:
    void init() {
        m_scene.setItems(kImages, kImages);
        QVERIFY(m_scene.setProjection(m_map.projection));
        m_scene.moveTo(1);
        m_labels = {};
        m_labels.setClusters(clustersOf(m_map), m_scene);
        m_fit = MapTransform::fit(m_scene.mainBounds(), kArea, 1e6).scale();
    }

    void noTwoOverlapAtAnyZoom() {
        for (double scale = m_fit / 4; scale < m_fit * 200; scale *= 1.13) {
            const auto labels = placed(centred(m_scene, scale));
            for (std::size_t i = 0; i < labels.size(); ++i)
                for (std::size_t j = 0; j < i; ++j)
                    QVERIFY2(!labels[i].rect.intersects(labels[j].rect),
                             qPrintable(labels[i].text + QStringLiteral(" over ") + labels[j].text));
        }
    }

    void farOutAreFewBroadOnesAndNearFinerOnes() {
        const auto far = placed(centred(m_scene, m_fit));
        QVERIFY(far.size() >= 4);
        for (const ClusterLabels::Placed& label : far)
            QVERIFY2(label.broad, qPrintable(label.text));
        const auto near = placed(centred(m_scene, m_fit * 6), QRectF(-1e5, -1e5, 2e5, 2e5));
        const auto fine = std::ranges::count(near, false, &ClusterLabels::Placed::broad);
        QVERIFY2(fine > kFine / 2, qPrintable(QString::number(fine)));
    }

    void zoomingInTakesNoNameAwayButABroadOneThatFillsTheView() {
        const QRectF everywhere(-1e7, -1e7, 2e7, 2e7);
        std::set<std::uint32_t> before, gone;
        for (double scale = m_fit / 4; scale < m_fit * 200; scale *= 1.07) {
            const auto labels = placed(centred(m_scene, scale), everywhere);
            const auto now = idsOf(labels);
            for (const std::uint32_t id : before)
                if (!now.contains(id)) {
                    QVERIFY2(id < std::uint32_t(m_map.groupNames.size()), "a fine name went");
                    QVERIFY(gone.insert(id).second);
                }
            for (const std::uint32_t id : now)
                QVERIFY(!gone.contains(id)); // nor does one come back
            before = now;
        }
        QVERIFY(!gone.empty());
    }

    void panningChangesNoName() {
        const double scale = m_fit * 4;
        const QRectF everywhere(-1e7, -1e7, 2e7, 2e7);
        const auto all = placed(centred(m_scene, scale), everywhere);
        for (const QPointF& by : {QPointF(0, 0), QPointF(300, -211), QPointF(-517, 90)}) {
            MapTransform transform = centred(m_scene, scale);
            transform.pan(by);
            std::set<std::uint32_t> expected;
            for (const ClusterLabels::Placed& label : all)
                if (kArea.intersects(label.rect.translated(by)))
                    expected.insert(label.id);
            QCOMPARE(idsOf(placed(transform)), expected);
        }
    }

    void namesStayAndTravelFromMapToMap() {
        const MapTransform transform = centred(m_scene, m_fit * 3);
        const auto before = placed(transform);
        const SyntheticMap next = nestedMap(0.02);
        QVERIFY(m_scene.setProjection(next.projection));
        m_labels.update(m_scene);
        m_labels.moveTo(0);
        const auto begun = placed(transform);
        m_labels.moveTo(1);
        const auto arrived = placed(transform);
        QVERIFY(before.size() > 12);
        std::size_t stayed = 0;
        for (const ClusterLabels::Placed& label : before) {
            const auto start = std::ranges::find(begun, label.id, &ClusterLabels::Placed::id);
            const auto end = std::ranges::find(arrived, label.id, &ClusterLabels::Placed::id);
            if (start == begun.end() || end == arrived.end())
                continue; // it would touch another now
            ++stayed;
            QCOMPARE(start->rect, label.rect); // nothing jumps
            QVERIFY(QLineF(end->rect.center(), label.rect.center()).length() < 20);
        }
        QVERIFY2(stayed + 2 >= before.size(), qPrintable(QString::number(stayed)));
        // The clusters of the new map come a moment later: the same ones stay where they are.
        m_labels.setClusters(clustersOf(next), m_scene);
        m_labels.moveTo(0);
        for (const ClusterLabels::Placed& label : placed(transform)) {
            const auto old = std::ranges::find(arrived, label.id, &ClusterLabels::Placed::id);
            QVERIFY(old != arrived.end());
            QCOMPARE(label.rect, old->rect);
            QCOMPARE(label.opacity, 1.0);
        }
    }

    void whatIsTakenStaysFree() {
        std::vector<QRectF> taken{QRectF(0, 0, 400, 600)};
        const auto labels = m_labels.place(centred(m_scene, m_fit), kArea, QApplication::font(), taken);
        QVERIFY(!labels.empty());
        for (const ClusterLabels::Placed& label : labels)
            QVERIFY(!label.rect.intersects(QRectF(0, 0, 400, 600)));
        QCOMPARE(taken.size(), labels.size() + 1);
    }

    void clustersOfOtherItemsAreNone() {
        m_labels.setClusters(clustersOf(makeSyntheticMap(10, 1, 3)), m_scene);
        QVERIFY(placed(centred(m_scene, m_fit)).empty());
        m_labels.setClusters(nullptr, m_scene);
        QVERIFY(placed(centred(m_scene, m_fit)).empty());
    }

    void theMapWritesThemAndANameIsPlainText() {
        EmbeddingView view;
        view.setReducedMotion(true);
        view.setItems(kImages, kImages);
        view.resize(800, 600);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(view.setProjection(m_map.projection, 3));
        view.grab();
        QVERIFY(view.names().empty());
        auto clusters = clustersOf(m_map);
        clusters->broad[0].name = "<b>bold\n";
        view.setClusters(clusters);
        view.grab();
        QVERIFY(!view.names().empty());
        const auto odd = std::ranges::find(view.names(), clusters->broad[0].id, &ClusterLabels::Placed::id);
        QVERIFY(odd != view.names().end());
        QCOMPARE(odd->text, QStringLiteral("<b>bold\\u000a"));
        view.setItems(4, 4); // another data set
        view.grab();
        QVERIFY(view.names().empty());
    }
};

QTEST_MAIN(TestClusterLabels)
#include "test_cluster_labels.moc"
