// Crowds of points: counted by view and toned.
#include "map/embedding_view.h"
#include "map/points/density_field.h"
#include "style/theme.h"
#include "synthetic_map.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace crossview;
using namespace crossview::ui;
using namespace crossview::ui::test;

namespace {
constexpr QSize kSize(200, 160);
constexpr std::uint8_t kImage = 0, kSentence = 1, kSelectedImage = 2;

struct Points {
    std::vector<float> x, y;
    std::vector<std::uint8_t> style;

    void add(double px, double py, std::uint8_t s) {
        x.push_back(float(px));
        y.push_back(float(py));
        style.push_back(s);
    }
    std::array<std::size_t, 2> shown() const {
        const auto sentences =
            std::size_t(std::ranges::count_if(style, [](std::uint8_t s) { return s % 2 == 1 && s != 255; }));
        return {std::size_t(std::ranges::count_if(style, [](std::uint8_t s) { return s % 2 == 0; })),
                sentences};
    }
};

/// y of the map upwards; a map unit is a pixel.
MapTransform pixels(QPointF offset = {0, 160}) {
    return {1, offset};
}

std::vector<PointStyle> styles(double rest = 0.5, double selected = 0.5) {
    const Theme theme = Theme::light();
    const QColor image = theme.color(Role::ImageView), sentence = theme.color(Role::SentenceView);
    return {{Mark::circle, image, rest, 1},
            {Mark::diamond, sentence, rest, 1},
            {Mark::circle, image, selected, 1},
            {Mark::diamond, sentence, selected, 1}};
}

QImage developed(const Points& points, const MapTransform& transform = pixels(), double share = 1,
                 double ratio = 1, const std::vector<PointStyle>& looks = styles()) {
    DensityField field;
    field.resize(kSize, ratio);
    field.begin(Theme::light().color(Role::MapBackground), looks, points.shown(), transform);
    const auto count = std::size_t(share * double(points.x.size()));
    field.add({points.x.data(), count}, {points.y.data(), count}, {points.style.data(), count});
    field.develop(share);
    return field.image().copy();
}

QColor ground() {
    return Theme::light().color(Role::MapBackground);
}

/// How far colours are from the ground, on average over a rectangle.
double strength(const QImage& image, const QRect& area) {
    double sum = 0;
    for (int y = area.top(); y <= area.bottom(); ++y)
        for (int x = area.left(); x <= area.right(); ++x) {
            const QColor c = image.pixelColor(x, y);
            sum += std::abs(c.red() - ground().red()) + std::abs(c.green() - ground().green()) +
                   std::abs(c.blue() - ground().blue());
        }
    return sum / double(area.width() * area.height());
}

/// Share of the coloured pixels that are more blue than orange.
double shareOfImages(const QImage& image) {
    int blue = 0, orange = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (const QColor c = image.pixelColor(x, y); c != ground())
                ++(c.blue() > c.red() ? blue : orange);
    return double(blue) / std::max(1, blue + orange);
}

Points spread(std::size_t images, std::size_t sentences, unsigned seed = 1) {
    std::mt19937 generator(seed); // NOLINT(cert-msc51-cpp): the same points every time
    std::uniform_real_distribution<double> x(0, kSize.width()), y(0, kSize.height());
    std::vector<std::uint8_t> order(images, kImage);
    order.insert(order.end(), sentences, kSentence);
    std::shuffle(order.begin(), order.end(), generator);
    Points points;
    for (const std::uint8_t style : order)
        points.add(x(generator), y(generator), style);
    return points;
}
} // namespace

class TestDensityField : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bothViewsAreSeenHoweverManyMoreOneHas() {
        const double even = shareOfImages(developed(spread(40000, 40000)));
        QVERIFY2(even > 0.42 && even < 0.58, qPrintable(QString::number(even)));
        const double few = shareOfImages(developed(spread(20000, 200000)));
        QVERIFY2(few > 0.35 && few < 0.65, qPrintable(QString::number(few)));
        QCOMPARE(shareOfImages(developed(spread(5000, 0))), 1.0);
        QCOMPARE(shareOfImages(developed(spread(0, 5000))), 0.0);
    }

    void thinAndDensePlacesBothShowTheirStructure() {
        std::mt19937 generator(3); // NOLINT(cert-msc51-cpp)
        std::uniform_real_distribution<double> in(0, 40);
        Points points;
        const auto fill = [&](double left, int count) {
            for (int i = 0; i < count; ++i)
                points.add(left + in(generator), 60 + in(generator), kSentence);
        };
        fill(0, 300);
        fill(50, 6000);
        fill(100, 60000);
        fill(150, 200000);
        const QImage image = developed(points);
        std::vector<double> strengths;
        for (const int left : {0, 50, 100, 150})
            strengths.push_back(strength(image, QRect(left + 4, 64, 32, 32)));
        QVERIFY(strengths[0] > 15); // single points are seen
        for (std::size_t i = 1; i < 4; ++i)
            QVERIFY2(strengths[i] > strengths[i - 1] * 1.04,
                     qPrintable(QStringLiteral("%1 %2").arg(strengths[i - 1]).arg(strengths[i])));
        QCOMPARE(strength(image, QRect(0, 5, 150, 40)), 0.0);
    }

    void aFirstPortionOfAFairOrderLooksTheSame() {
        const Points points = spread(60000, 60000);
        const double all = strength(developed(points), QRect(QPoint(0, 0), kSize));
        const double quarter = strength(developed(points, pixels(), 0.25), QRect(QPoint(0, 0), kSize));
        QVERIFY2(std::abs(quarter / all - 1) < 0.12, qPrintable(QString::number(quarter / all)));
    }

    void grainsMoveAlongWithTheMap() {
        const Points points = spread(30000, 30000);
        const QImage before = developed(points), after = developed(points, pixels({7, 165}));
        int same = 0, all = 0;
        for (int y = 20; y < 140; ++y)
            for (int x = 20; x < 180; ++x) {
                const QColor a = before.pixelColor(x, y), b = after.pixelColor(x + 7, y + 5);
                ++all;
                same += (a.blue() > a.red()) == (b.blue() > b.red()) ? 1 : 0;
            }
        QVERIFY2(same > 0.98 * all, qPrintable(QStringLiteral("%1 of %2").arg(same).arg(all)));
    }

    void countsWhatLiesThereAndNothingElse() {
        Points points;
        points.add(50.5, 80.5, kImage);
        points.add(50.5, 80.5, kSentence);
        points.add(50.5, 80.5, kSentence);
        points.add(50.5, 80.5, Splatter::kHidden);
        points.add(std::numeric_limits<double>::quiet_NaN(), 80, kImage);
        points.add(-5000, 80, kImage);
        points.add(50, 1e9, kImage);
        DensityField field;
        field.resize(kSize, 1);
        field.begin(ground(), styles(), {1, 2}, pixels());
        field.add(points.x, points.y, points.style);
        QCOMPARE(field.countsAt({50, 79}), (std::array{1, 2}));
        QCOMPARE(field.countsAt({60, 79}), (std::array{0, 0}));
        QCOMPARE(field.countsAt({-1, 500}), (std::array{0, 0}));
        field.develop(1);
        QVERIFY(field.image().pixelColor(50, 79) != ground());
        QCOMPARE(field.image().pixelColor(60, 79), ground());
    }

    void aHundredThousandInOnePlaceDoNotOverflow() {
        Points points;
        for (int i = 0; i < 100000; ++i)
            points.add(100.5, 80.5, kSentence);
        DensityField field;
        field.resize(kSize, 1);
        field.begin(ground(), styles(), {0, 100000}, pixels());
        field.add(points.x, points.y, points.style);
        QCOMPARE(field.countsAt({100, 79})[1], 65535);
        field.develop(1);
        QVERIFY(field.image().pixelColor(100, 79).red() > field.image().pixelColor(100, 79).blue());
    }

    void whatIsSelectedStandsOut() {
        Points points; // selected ones first: those that follow must not hide them
        for (int i = 0; i < 400; ++i)
            points.add(80 + i % 20, 70 + i / 20, kSelectedImage);
        const Points others = spread(40000, 40000);
        for (std::size_t i = 0; i < others.x.size(); ++i)
            points.add(double(others.x[i]), double(others.y[i]), others.style[i]);
        const QImage image = developed(points, pixels(), 1, 1, styles(0.1, 0.95));
        QVERIFY(strength(image, QRect(82, 72, 14, 14)) > 2 * strength(image, QRect(140, 20, 40, 40)));
    }

    void isAsSharpAsTheScreenAndAsLarge() {
        const QImage image = developed(spread(2000, 2000), pixels(), 1, 2);
        QCOMPARE(image.size(), kSize * 2);
        QCOMPARE(image.devicePixelRatio(), 2.0);
        for (int y = 0; y < image.height(); y += 2)
            for (int x = 0; x < image.width(); x += 2)
                QCOMPARE(image.pixel(x, y), image.pixel(x + 1, y + 1));
    }

    void theMapTakesItForCrowdsAndMarksWhenNear() {
        const SyntheticMap many = makeSyntheticMap(20000, 4, 12);
        EmbeddingView view;
        view.setReducedMotion(true);
        view.setItems(20000, 80000);
        view.resize(760, 540);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(view.setProjection(many.projection, 1));
        QTRY_VERIFY(view.isFrameComplete());
        QVERIFY(view.isCrowd());
        QTRY_VERIFY(view.statusText().contains(QStringLiteral("density")));
        const double images = [&] {
            const QImage image = view.grab().toImage();
            return shareOfImages(image.copy(100, 120, 500, 300));
        }();
        QVERIFY2(images > 0.25, qPrintable(QString::number(images)));
        const QPointF place = *view.itemPosition({View::image, 0});
        MapTransform near = view.mapTransform();
        near.zoomAt(place, 60);
        view.setMapTransform(near);
        QTRY_VERIFY(view.isFrameComplete() && !view.isCrowd());
        QTRY_VERIFY(!view.statusText().contains(QStringLiteral("density")));
    }
};

QTEST_MAIN(TestDensityField)
#include "test_density_field.moc"
