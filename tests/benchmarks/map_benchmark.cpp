// One frame of the map against what Qt's own painter needs for the same points, in the same run: what counts
// are the ratios. No window is needed: run with QT_QPA_PLATFORM=offscreen.
#include "map/embedding_view.h"
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
    return 0;
}
