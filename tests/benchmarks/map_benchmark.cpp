// One frame of the map against what Qt's own painter needs for the same points, in the same run: what counts
// are the ratios. No window is needed: run with QT_QPA_PLATFORM=offscreen.
#include "map/embedding_view.h"
#include "map/points/density_contours.h"
#include "map/points/density_field.h"
#include "map/points/point_styles.h"
#include "map/splatter.h"

#include <QtGui/QPainter>
#include <QtWidgets/QApplication>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>
#include <vector>

using namespace crossview;
using namespace crossview::ui;

namespace {

/// Processor time of this thread, milliseconds: other work on the machine does not count.
double threadTime() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) * 1e-6;
}

/// Median of several runs, milliseconds of processor time.
double median(int runs, const std::function<void()>& work) {
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        const double start = threadTime();
        work();
        times.push_back(threadTime() - start);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

/// A map of so many points as density, and the events that draw it, against what any renderer needs: to write
/// all pixels once and to hand them over.
void measureCrowd(std::size_t images, std::size_t sentences) {
    constexpr QSize kSize(1920, 1080);
    std::mt19937 generator(2); // NOLINT(cert-msc51-cpp): the same points every time
    std::normal_distribution<float> centre(0, 0.6F), around(0, 0.05F);
    auto projection = std::make_shared<Projection>();
    projection->images = Matrix(images, 2);
    projection->sentences = Matrix(sentences, 2);
    std::vector<std::pair<float, float>> centres(400);
    for (auto& [x, y] : centres)
        x = centre(generator), y = centre(generator);
    for (Matrix* view : {&projection->images, &projection->sentences})
        for (std::size_t i = 0; i < view->rows(); ++i) {
            const auto& [x, y] = centres[(i * 7919) % centres.size()];
            (*view)(i, 0) = x + around(generator);
            (*view)(i, 1) = y + around(generator);
        }
    MapScene scene;
    scene.setItems(int(images), int(sentences));
    scene.setProjection(projection);
    scene.moveTo(1);
    const Theme theme = Theme::light();
    const MapTransform transform = MapTransform::fit(scene.mainBounds(), QRectF(QPointF(0, 0), kSize), 1e6);
    const auto styles = pointStyles(scene, nullptr, theme, kSize, 1);

    std::vector<std::uint32_t> pixels(std::size_t(kSize.width()) * std::size_t(kSize.height()));
    QImage screen(kSize, QImage::Format_RGB32);
    const double floor = median(31, [&] {
        std::fill(pixels.begin(), pixels.end(), 0xff1d1e21U);
        const QImage frame(reinterpret_cast<const uchar*>(pixels.data()), kSize.width(), kSize.height(),
                           QImage::Format_RGB32);
        QPainter(&screen).drawImage(0, 0, frame);
    });
    DensityField field;
    field.resize(kSize, 1);
    const double counting = median(15, [&] {
        field.begin(theme.color(Role::MapBackground), styles, {images, sentences}, transform);
        field.add(scene.x(), scene.y(), scene.styles());
    });
    const double toning = median(15, [&] { field.develop(1); });
    std::printf("\n%zu images, %zu sentences, %d x %d\n", images, sentences, kSize.width(), kSize.height());
    std::printf("floor (write and blit): %.2f; density: counting %.2f, toning %.2f\n", floor, counting,
                toning);
    std::printf("ratio density / floor: %.2f\n", (counting + toning) / floor);

    std::vector<ContourLine> lines;
    const double finding = median(9, [&] {
        lines = contourLines(scene.x(), scene.y(), scene.styles(), scene.mainBounds());
    });
    const double drawing = median(9, [&] {
        QPainter painter(&screen);
        paintContours(painter, lines, transform, theme);
    });
    std::printf("contours, %zu lines: finding %.2f, drawing %.2f; ratio finding / counting: %.2f\n",
                lines.size(), finding, drawing, finding / counting);

    EmbeddingView view;
    view.setReducedMotion(true);
    view.resize(kSize);
    view.setItems(int(images), int(sentences));
    view.setProjection(projection, 1);
    view.show();
    const MapTransform home = view.mapTransform();
    int turn = 0;
    std::vector<double> moving;
    for (int i = 0; i < 61; ++i) {
        view.setMapTransform(MapTransform(home.scale() * (1 + 0.01 * (++turn % 3)), home.offset()));
        const double start = threadTime();
        view.render(&screen);
        moving.push_back(threadTime() - start);
    }
    std::sort(moving.begin(), moving.end());
    std::printf("paint event while zooming: p50 %.2f, p95 %.2f; crowd: %s; ratio to the floor: %.2f\n",
                moving[moving.size() / 2], moving[moving.size() * 95 / 100], view.isCrowd() ? "yes" : "no",
                moving[moving.size() / 2] / floor);
    std::vector<double> still;
    QElapsedTimer waited;
    waited.start();
    while (!view.isFrameComplete() || still.empty()) {
        if (waited.elapsed() < 150) // until it counts as still
            continue;
        const double start = threadTime();
        view.render(&screen);
        still.push_back(threadTime() - start);
    }
    std::sort(still.begin(), still.end());
    std::printf("still picture: %zu paint events, the longest %.2f\n", still.size(), still.back());
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    constexpr int kWidth = 1280, kHeight = 800;
    constexpr std::size_t kCount = 100000;
    std::mt19937 generator(1); // NOLINT(cert-msc51-cpp): the same points every time
    std::normal_distribution<float> normal(0, 0.5F);
    std::vector<float> x(kCount), y(kCount);
    std::vector<std::uint8_t> style(kCount);
    auto projection = std::make_shared<Projection>();
    projection->images = Matrix(kCount / 2, 2);
    projection->sentences = Matrix(kCount / 2, 2);
    for (std::size_t i = 0; i < kCount; ++i) {
        x[i] = normal(generator);
        y[i] = normal(generator);
        style[i] = std::uint8_t(i % 2);
        Matrix& view = i % 2 == 0 ? projection->images : projection->sentences;
        view(i / 2, 0) = x[i];
        view(i / 2, 1) = y[i];
    }
    const MapTransform transform(300, {kWidth / 2.0, kHeight / 2.0});
    const Theme theme = Theme::light();
    const std::array styles{PointStyle{Mark::circle, theme.color(Role::ImageView), 0.5, 1.25},
                            PointStyle{Mark::diamond, theme.color(Role::SentenceView), 0.5, 1.25}};

    std::printf("%zu points, %d x %d pixels, medians in ms of one thread's processor time\n", kCount, kWidth,
                kHeight);
    double own = 0;
    for (const double ratio : {1.0, 2.0}) {
        Splatter splatter;
        splatter.resize({kWidth, kHeight}, ratio);
        const double time = median(31, [&] {
            splatter.begin(theme.color(Role::MapBackground), styles);
            splatter.splat(transform, x, y, style);
        });
        own = ratio == 1 ? time : own;
        std::printf("own splat, device pixel ratio %.0f: %.2f\n", ratio, time);
    }

    std::vector<QPointF> images, sentences;
    for (std::size_t i = 0; i < kCount; ++i)
        (i % 2 == 0 ? images : sentences).push_back(transform.toScreen({double(x[i]), double(y[i])}));
    const auto painted = [&](bool antialiased) {
        QImage image(kWidth, kHeight, QImage::Format_RGB32);
        return median(antialiased ? 3 : 7, [&] {
            image.fill(theme.color(Role::MapBackground));
            QPainter painter(&image);
            painter.setRenderHint(QPainter::Antialiasing, antialiased);
            for (const auto& [points, role] :
                 {std::pair(&images, Role::ImageView), std::pair(&sentences, Role::SentenceView)}) {
                QColor colour = theme.color(role);
                colour.setAlphaF(0.5F);
                painter.setPen(QPen(colour, 2.5, Qt::SolidLine, Qt::RoundCap));
                painter.drawPoints(points->data(), int(points->size()));
            }
        });
    };
    const double plain = painted(false), smooth = painted(true);
    std::printf("QPainter::drawPoints: %.2f; antialiased: %.2f\n", plain, smooth);
    std::printf("ratio own splat / drawPoints: %.3f; / antialiased drawPoints: %.4f\n", own / plain,
                own / smooth);

    EmbeddingView view;
    view.setReducedMotion(true);
    view.resize(kWidth, kHeight);
    view.setItems(kCount / 2, kCount / 2);
    view.setProjection(projection, 1);
    view.show();
    QImage target(kWidth, kHeight, QImage::Format_RGB32);
    const MapTransform home = view.mapTransform();
    int turn = 0;
    const double frame = median(31, [&] {
        view.setMapTransform(MapTransform(home.scale() * (1 + 0.01 * (++turn % 3)), home.offset()));
        view.render(&target);
    });
    std::printf("whole paint event while zooming: %.2f; points complete after it: %s\n", frame,
                view.isFrameComplete() ? "yes" : "no, the rest follows in the next");
    std::printf("ratio paint event / own splat: %.2f\n", frame / own);
    for (const auto& [pictures, texts] : {std::pair<std::size_t, std::size_t>(6010, 12265),
                                          std::pair<std::size_t, std::size_t>(123287, 614970)})
        measureCrowd(pictures, texts);
    return 0;
}
