// Splatter, grid, transform and scene without a widget, each against brute force.
#include "map/map_scene.h"
#include "map/map_transform.h"
#include "map/point_grid.h"
#include "map/splatter.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <random>
#include <set>

using namespace crossview;
using namespace crossview::ui;

namespace {
std::vector<float> randomValues(std::size_t count, unsigned seed) {
    std::mt19937 generator(seed); // NOLINT(cert-msc51-cpp)
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(generator);
    return values;
}

std::shared_ptr<Projection> projectionOf(std::vector<float> images, std::vector<float> sentences) {
    auto projection = std::make_shared<Projection>();
    projection->images = Matrix(images.size() / 2, 2, images);
    projection->sentences = Matrix(sentences.size() / 2, 2, sentences);
    return projection;
}

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
} // namespace

class TestMapParts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsLeftOutHasNoPlace() {
        MapScene scene;
        scene.setItems(4, 2);
        const std::vector<std::int32_t> leftOut{1, 3, 3, 77, -1};
        scene.setLeftOut(leftOut);
        QCOMPARE(scene.placedCount(View::image), 2);
        QCOMPARE(scene.placedCount(View::sentence), 2);
        QVERIFY(scene.setProjection(projectionOf({0, 0, 50, 50, 1, 0, 60, 60}, {0, 1, 1, 1})));
        scene.moveTo(1);
        QCOMPARE(scene.shownCount(), 4);
        QCOMPARE(scene.bounds(), QRectF(0, 0, 1, 1));
        for (const int image : {1, 3}) {
            QVERIFY(!scene.hasPlace({View::image, image}));
            QVERIFY(std::isnan(scene.target({View::image, image}).x()));
        }
        QVERIFY(!scene.nearest({50, 50}, 10).isValid());
        for (const ItemRef& item : scene.itemsIn(QRectF(-100, -100, 200, 200)))
            QVERIFY(scene.hasPlace(item));
        QCOMPARE(scene.itemsIn(QRectF(-100, -100, 200, 200)).size(), std::size_t(4));
        scene.setLeftOut({}); // another project
        QCOMPARE(scene.placedCount(View::image), 4);
        QCOMPARE(scene.shownCount(), 6);
    }

    void nearestPointEqualsBruteForce() {
        std::vector<float> x = randomValues(5000, 1), y = randomValues(5000, 2);
        x[17] = kNan;
        y[18] = std::numeric_limits<float>::infinity();
        const PointGrid grid(x, y);
        const auto accept = [](std::uint32_t i) { return i % 3 != 0; };
        const std::vector<float> qx = randomValues(300, 3), qy = randomValues(300, 4);
        for (std::size_t q = 0; q < qx.size(); ++q) {
            const double radius = 0.02 + 0.1 * double(q % 5);
            int best = -1;
            double bestDistance = radius;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double distance =
                    std::hypot(double(x[i]) - double(qx[q]), double(y[i]) - double(qy[q]));
                if (accept(std::uint32_t(i)) && distance <= bestDistance) {
                    bestDistance = distance;
                    best = int(i);
                }
            }
            QCOMPARE(grid.nearest(double(qx[q]), double(qy[q]), radius, accept), best);
        }
    }

    void rectangleFindsExactlyThePointsInside() {
        const std::vector<float> x = randomValues(3000, 5), y = randomValues(3000, 6);
        const PointGrid grid(x, y);
        for (const QRectF& area :
             {QRectF(-0.3, -1, 0.9, 1.4), QRectF(-9, -9, 18, 18), QRectF(50, 50, 1, 1)}) {
            std::set<std::uint32_t> found, expected;
            grid.visitIn(area, [&](std::uint32_t i) { QVERIFY(found.insert(i).second); });
            for (std::uint32_t i = 0; i < x.size(); ++i)
                if (double(x[i]) >= area.left() && double(x[i]) <= area.right() &&
                    double(y[i]) >= area.top() && double(y[i]) <= area.bottom())
                    expected.insert(i);
            QCOMPARE(found, expected);
        }
    }

    void gridTakesNothingOnePointAndAllPointsAtOnePlace() {
        const std::vector<float> none;
        QCOMPARE(PointGrid(none, none).nearest(0, 0, 1, [](std::uint32_t) { return true; }), -1);
        const std::vector<float> same(1000, 0.5F);
        const PointGrid grid(same, same);
        QVERIFY(grid.nearest(0.5, 0.5, 0.1, [](std::uint32_t) { return true; }) >= 0);
        int count = 0;
        grid.visitIn(QRectF(0, 0, 1, 1), [&](std::uint32_t) { ++count; });
        QCOMPARE(count, 1000);
    }

    void zoomKeepsThePointUnderTheCursor() {
        MapTransform transform(120, {300, 200});
        const QPointF cursor(77, 311);
        const QPointF before = transform.toMap(cursor);
        transform.zoomAt(cursor, 3.7);
        QVERIFY(std::hypot(transform.toMap(cursor).x() - before.x(),
                           transform.toMap(cursor).y() - before.y()) < 1e-9);
        QCOMPARE(transform.scale(), 120 * 3.7);
        for (int i = 0; i < 200; ++i)
            transform.zoomAt(cursor, 10);
        QCOMPARE(transform.scale(), MapTransform::kMaxScale);
    }

    void fitShowsAllAndCentres() {
        const QRectF bounds(-2, -1, 5, 2), screen(10, 20, 400, 300);
        const MapTransform transform = MapTransform::fit(bounds, screen, 1e6);
        QCOMPARE(transform.scale(), 80.0);
        const QPointF middle = transform.toScreen(bounds.center());
        QVERIFY(QLineF(middle, screen.center()).length() < 1e-9);
        QCOMPARE(MapTransform::fit(QRectF(1, 1, 0, 0), screen, 500).scale(), 500.0);
    }

    void zoomPathHoldsOneMapPoint() {
        const MapTransform from(100, {0, 0});
        MapTransform to = from;
        to.zoomAt({40, 60}, 8);
        const QPointF fixed = from.toMap(QPointF(40, 60));
        for (const double t : {0.0, 0.25, 0.5, 0.9, 1.0})
            QVERIFY(QLineF(MapTransform::between(from, to, t).toScreen(fixed), QPointF(40, 60)).length() <
                    1e-6);
    }

    void stampsHaveTheAreaAndPlaceOfTheirMark() {
        for (const double ratio : {1.0, 2.0}) {
            for (const Mark mark : {Mark::circle, Mark::diamond}) {
                Splatter splatter;
                splatter.resize({60, 40}, ratio);
                const std::array style{PointStyle{mark, QColor::fromRgb(0, 0, 0), 1.0, 5.0}};
                splatter.begin(QColor::fromRgb(255, 255, 255), style);
                const std::vector<float> x{31.3F}, y{-17.6F}; // y of the map is upwards
                const std::vector<std::uint8_t> styles{0};
                splatter.splat(MapTransform(1, {0, 0}), x, y, styles);
                const QImage image = splatter.image();
                QCOMPARE(image.size(), QSize(60, 40) * ratio);
                double mass = 0, mx = 0, my = 0;
                for (int py = 0; py < image.height(); ++py)
                    for (int px = 0; px < image.width(); ++px) {
                        const double ink = 1 - qGray(image.pixel(px, py)) / 255.0;
                        mass += ink;
                        mx += ink * (px + 0.5);
                        my += ink * (py + 0.5);
                    }
                const double r = 5 * ratio;
                const double area = mark == Mark::circle ? M_PI * r * r : 2 * (1.3 * r) * (1.3 * r);
                QVERIFY2(std::abs(mass / area - 1) < 0.03, qPrintable(QString::number(mass / area)));
                QVERIFY(std::abs(mx / mass - 31.3 * ratio) < 0.2); // a quarter of a pixel's grid
                QVERIFY(std::abs(my / mass - 17.6 * ratio) < 0.2);
            }
        }
    }

    void overlappingPointsShowDensity() {
        Splatter splatter;
        splatter.resize({20, 20}, 1);
        const std::array style{PointStyle{Mark::circle, QColor::fromRgb(0, 0, 200), 0.5, 3.0}};
        const std::vector<float> x(3, 10.0F), y(3, -10.0F);
        const std::vector<std::uint8_t> styles(3, 0);
        int before = 256;
        for (const std::size_t count : {std::size_t(1), std::size_t(2), std::size_t(3)}) {
            splatter.begin(QColor::fromRgb(255, 255, 255), style);
            splatter.splat(MapTransform(1, {}), std::span(x).first(count), std::span(y).first(count),
                           std::span(styles).first(count));
            const int red = qRed(splatter.image().pixel(10, 10));
            const double expected = 255 * std::pow(0.5, double(count));
            QVERIFY2(std::abs(red - expected) < 4, qPrintable(QString::number(red)));
            QVERIFY(red < before);
            before = red;
        }
    }

    void outsideHiddenAndNanPointsAreNotDrawnAndEdgesAreSafe() {
        Splatter splatter;
        splatter.resize({30, 20}, 1);
        const std::array style{PointStyle{Mark::diamond, QColor::fromRgb(0, 0, 0), 1, 50}};
        splatter.begin(QColor::fromRgb(255, 255, 255), style);
        const std::vector<float> x{kNan, 5, 1e30F, -1e30F, 5, -200};
        const std::vector<float> y{-5, kNan, -5, -5, -5, -5};
        const std::vector<std::uint8_t> styles{0, 0, 0, 0, Splatter::kHidden, 0};
        splatter.splat(MapTransform(1, {}), x, y, styles);
        for (int py = 0; py < 20; ++py)
            for (int px = 0; px < 30; ++px)
                QCOMPARE(splatter.image().pixel(px, py), qRgb(255, 255, 255));
        // All around the frame's edge, also half outside: must stay inside the memory (address sanitizer).
        std::vector<float> ex, ey;
        for (float t = -20; t <= 50; t += 0.7F)
            for (const float edge : {-14.9F, 0.0F, 19.9F, 29.9F, 34.0F, 44.0F}) {
                ex.insert(ex.end(), {t, edge});
                ey.insert(ey.end(), {-edge, -t});
            }
        splatter.splat(MapTransform(1, {}), ex, ey, std::vector<std::uint8_t>(ex.size(), 0));
        QCOMPARE(splatter.image().pixel(0, 10), qRgb(0, 0, 0));
    }

    void sceneMovesPointsAndKeepsThoseWithoutPlaceOut() {
        MapScene scene;
        scene.setItems(2, 1);
        QVERIFY(!scene.setProjection(projectionOf({0, 0}, {1, 1}))); // one image too few
        QVERIFY(!scene.setProjection(nullptr));
        QVERIFY(!scene.hasPositions());
        QVERIFY(scene.setProjection(projectionOf({0, 0, kNan, 3}, {1, 1})));
        scene.moveTo(1);
        QCOMPARE(scene.shownCount(), 2);
        QCOMPARE(scene.bounds(), QRectF(0, 0, 1, 1));
        QVERIFY(scene.setProjection(projectionOf({2, 4, 5, 5}, {1, 1})));
        QCOMPARE(scene.position({View::image, 0}), QPointF(0, 0));
        scene.moveTo(0.5);
        QCOMPARE(scene.position({View::image, 0}), QPointF(1, 2));
        QCOMPARE(scene.position({View::image, 1}), QPointF(5, 5)); // had no place: appears at its place
        scene.moveTo(1);
        QCOMPARE(scene.position({View::image, 0}), QPointF(2, 4));
        QCOMPARE(scene.nearest({1.1, 1}, 0.5), (ItemRef{View::sentence, 0}));
        scene.setShown(View::sentence, false);
        QVERIFY(!scene.nearest({1.1, 1}, 0.5).isValid());
        QCOMPARE(scene.shownCount(), 2);
    }

    void aFewFarPlacesAndAPileDoNotSqueezeTheMap() {
        // 3,000 images in the unit square, 20 strays far out, and 400 sentences on one far point.
        constexpr int kNear = 3000, kFar = 20, kPile = 400;
        std::vector<float> images, sentences;
        for (int i = 0; i < kNear; ++i) {
            images.push_back(float(i % 60) / 59);
            images.push_back(float(i / 60) / 49); // NOLINT(bugprone-integer-division)
        }
        for (int i = 0; i < kFar; ++i) {
            images.push_back(i % 2 == 0 ? 30.0F + float(i) : -30.0F - float(i));
            images.push_back(0.5F);
        }
        for (int i = 0; i < kPile; ++i) {
            sentences.push_back(-50);
            sentences.push_back(40);
        }
        MapScene scene;
        scene.setItems(kNear + kFar, kPile);
        QVERIFY(scene.setProjection(projectionOf(images, sentences)));
        QVERIFY(scene.bounds().width() > 60);
        const QRectF main = scene.mainBounds();
        QVERIFY(main.contains(QRectF(0, 0, 1, 1)));
        QVERIFY2(main.width() < 1.4 && main.height() < 1.4, qPrintable(QString::number(main.width())));
    }

    void slotsAreAPermutationAndAPrefixIsAFairSample() {
        MapScene scene;
        scene.setItems(4000, 12000);
        int imagesFirst = 0;
        std::set<std::pair<int, int>> seen;
        for (std::uint32_t slot = 0; slot < 16000; ++slot) {
            const ItemRef item = scene.item(slot);
            QCOMPARE(scene.slot(item), slot);
            seen.insert({int(item.view), item.index});
            imagesFirst += slot < 4000 && item.view == View::image ? 1 : 0;
        }
        QCOMPARE(int(seen.size()), 16000);
        QVERIFY(std::abs(imagesFirst - 1000) < 120); // a quarter, within 4 standard deviations
    }

    void selectionDropsRepetitionsAndUnknownItems() {
        MapScene scene;
        scene.setItems(3, 3);
        const std::vector<ItemRef> items{
            {View::image, 1}, {View::image, 1}, {View::sentence, 7}, {View::image, -1}, {View::sentence, 2}};
        scene.setSelection(items);
        QCOMPARE(scene.selection(), (std::vector<ItemRef>{{View::image, 1}, {View::sentence, 2}}));
        QVERIFY(scene.isSelected({View::image, 1}));
        QVERIFY(!scene.isSelected({View::image, 0}));
    }
};

QTEST_GUILESS_MAIN(TestMapParts)
#include "test_map_parts.moc"
