// Lines of equal density: what they enclose, how they close, what the map does with them.
#include "map/embedding_view.h"
#include "map/points/density_contours.h"
#include "synthetic_map.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace crossview;
using namespace crossview::ui;
using namespace crossview::ui::test;

namespace {

struct Points {
    std::vector<float> x, y;
    std::vector<std::uint8_t> style;

    /// A round heap: `style` 0 is an image, 1 a sentence.
    void addHeap(std::size_t count, double cx, double cy, double sigma, std::uint8_t s) {
        std::mt19937 random(7);
        std::normal_distribution<double> normal(0, sigma);
        for (std::size_t i = 0; i < count; ++i) {
            x.push_back(float(cx + normal(random)));
            y.push_back(float(cy + normal(random)));
            style.push_back(s);
        }
    }
    std::vector<ContourLine> lines(const QRectF& area) const { return contourLines(x, y, style, area); }
    /// Share of the points of a view that lie in an odd number of the lines of a level.
    double shareInside(const std::vector<ContourLine>& lines, View view, std::size_t level) const {
        std::size_t inside = 0, all = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            if ((style[i] % 2 == 0) != (view == View::image))
                continue;
            ++all;
            std::size_t around = 0;
            for (const ContourLine& line : lines)
                around += line.view == view && line.level == level &&
                          line.places.containsPoint({double(x[i]), double(y[i])}, Qt::OddEvenFill);
            inside += around % 2;
        }
        return double(inside) / double(all);
    }
};

} // namespace

class DensityContoursTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesEncloseTheirSharesOfTheirView() {
        Points points;
        points.addHeap(6000, 0, 0, 1, 0);
        points.addHeap(3000, 5, 1, 0.7, 0); // a second heap of the same view
        points.addHeap(2000, 2, -3, 0.5, 1);
        const auto lines = points.lines(QRectF(-4, -6, 12, 10));
        for (std::size_t level = 0; level < kContourShares.size(); ++level)
            for (const View view : {View::image, View::sentence}) {
                const double share = points.shareInside(lines, view, level);
                // Smoothing widens a heap a little.
                QVERIFY2(
                    std::abs(share - kContourShares[level]) < 0.06,
                    qPrintable(QStringLiteral("%1 instead of %2").arg(share).arg(kContourShares[level])));
            }
    }

    void linesCloseAndOuterOnesComeFirst() {
        Points points;
        points.addHeap(4000, 0, 0, 1, 0);
        const auto lines = points.lines(QRectF(-3, -3, 6, 6));
        QVERIFY(lines.size() >= kContourShares.size());
        std::size_t last = 0;
        for (const ContourLine& line : lines) {
            QVERIFY(line.places.size() > 3);
            QCOMPARE(line.places.front(), line.places.back());
            QVERIFY(line.level >= last);
            last = line.level;
            for (const QPointF& place : line.places)
                QVERIFY(std::isfinite(place.x()) && std::isfinite(place.y()));
        }
    }

    void aRingHasAHoleInIt() {
        Points points;
        for (int i = 0; i < 4000; ++i) {
            points.x.push_back(float(10 * std::cos(i)));
            points.y.push_back(float(10 * std::sin(i)));
            points.style.push_back(1);
        }
        const auto lines = points.lines(QRectF(-10, -10, 20, 20));
        std::size_t outer = 0, around = 0;
        for (const ContourLine& line : lines)
            if (line.level == 0) {
                ++outer;
                around += line.places.containsPoint({0, 0}, Qt::OddEvenFill) ? 1 : 0;
            }
        QCOMPARE(outer, std::size_t(2));
        QCOMPARE(around, std::size_t(2)); // an even number: the middle is outside
    }

    void whatIsHiddenOrNowhereTakesNoPart() {
        Points points;
        points.addHeap(1000, 0, 0, 1, 0);
        points.addHeap(1000, 8, 8, 1, 255); // hidden
        points.x.push_back(std::numeric_limits<float>::quiet_NaN());
        points.y.push_back(0);
        points.style.push_back(0);
        for (const ContourLine& line : points.lines(QRectF(-10, -10, 20, 20)))
            QVERIFY(line.places.boundingRect().right() < 5);
    }

    void ofFewPointsOnePlaceOrNoAreaThereAreNone() {
        Points points;
        points.addHeap(kFewestForContours - 1, 0, 0, 1, 0);
        QVERIFY(points.lines(QRectF(-3, -3, 6, 6)).empty());
        QVERIFY(points.lines(QRectF()).empty());
        QVERIFY(points.lines(QRectF(0, 0, std::numeric_limits<double>::infinity(), 1)).empty());
        Points one;
        one.addHeap(100, 0, 0, 0, 0);
        for (const ContourLine& line : one.lines(QRectF(-1, -1, 2, 2))) // a heap as wide as the smoothing
            QVERIFY(line.places.boundingRect().width() < 0.2);
        QVERIFY(points.lines(QRectF(-3, 0, 6, 0)).empty()); // too few, and of no height
    }

    void nearTheyAreDrawnAsFastAsFar() {
        Points points;
        points.addHeap(2000, 0, 0, 1, 1); // dashed
        const auto lines = points.lines(QRectF(-3, -3, 6, 6));
        const QPointF place = lines.front().places.front();
        QImage image(300, 200, QImage::Format_RGB32);
        for (const double scale : {40.0, 1e4, 1e7}) { // at the last a line is 10^8 dashes long
            image.fill(Qt::white);
            MapTransform transform(scale, {});
            transform.pan(QPointF(150, 100) - transform.toScreen(place));
            QPainter painter(&image);
            paintContours(painter, lines, transform, Theme::light());
            painter.end();
            QVERIFY(std::any_of(image.constBits(), image.constBits() + image.sizeInBytes(),
                                [](uchar byte) { return byte != 255; }));
        }
    }

    void theMapDrawsThemOnWish() {
        const SyntheticMap data = makeSyntheticMap(400, 2, 6);
        EmbeddingView view;
        view.resize(600, 400);
        view.setReducedMotion(true);
        view.setItems(400, 800);
        view.setMethods({{QStringLiteral("pca"), QStringLiteral("PCA"), {}}}, QStringLiteral("pca"));
        QVERIFY(view.setProjection(data.projection, 3));
        const QImage without = view.grab().toImage();
        QVERIFY(!view.statusText().contains(QStringLiteral("contours")));
        view.setContours(true);
        QVERIFY(view.statusText().contains(QStringLiteral("contours")));
        const QImage with = view.grab().toImage();
        QVERIFY(without != with);
        const MapPicture picture = view.picture({}, QStringLiteral("A caption"));
        QVERIFY(!picture.lines.empty());
        QVERIFY(svgOf(picture).contains("stroke-dasharray"));
        // They are of what is shown.
        view.setShown(View::sentence, false);
        (void)view.grab();
        for (const MapPicture::Line& line : view.picture({}, {}).lines)
            QVERIFY(line.pen.style() == Qt::SolidLine);
        view.setContours(false);
        QVERIFY(view.picture({}, {}).lines.empty());
    }
};

QTEST_MAIN(DensityContoursTest)
#include "test_density_contours.moc"
