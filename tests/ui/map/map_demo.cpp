// Saves pictures of map, timeline and charts filled with made-up data: for the eye, and for a look at both
// themes and other scales (QT_SCALE_FACTOR=2). Usage: map_demo <folder> [width height [images [sentences per
// image]]]
#include "charts/loss_chart.h"
#include "charts/recall_chart.h"
#include "charts/timeline.h"
#include "map/embedding_view.h"
#include "style/theme.h"
#include "synthetic_map.h"

#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QVBoxLayout>

#include <cmath>
#include <cstdio>
#include <random>

using namespace crossview;
using namespace crossview::ui;

namespace {

/// A frame as the main window has around every panel.
QWidget* card(QWidget* content) {
    auto* frame = new QFrame;
    frame->setProperty("card", true);
    auto* layout = new QVBoxLayout(frame);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(content);
    return frame;
}

void fillCharts(LossChart& loss, RecallChart& recall, Timeline& timeline, int epochs, int stepsPerEpoch) {
    std::mt19937 generator(3); // NOLINT(cert-msc51-cpp)
    std::normal_distribution<double> noise(0, 1);
    std::vector<StepMetrics> steps;
    for (int step = 1; step <= epochs * stepsPerEpoch; ++step) {
        StepMetrics m;
        m.step = step;
        m.epoch = (step - 1) / stepsPerEpoch + 1;
        const double t = double(step) / (epochs * stepsPerEpoch);
        const double fall = 0.2 / (1 + std::exp(14 * (t - 0.28)));
        m.terms = {fall + 0.027 + 0.002 * noise(generator), fall + 0.025 + 0.002 * noise(generator),
                   0.004 + 0.05 * std::exp(-300 * (t - 0.1) * (t - 0.1)) + 0.001 * noise(generator),
                   0.03 + 0.16 / (1 + std::exp(40 * (t - 0.2))) + 0.002 * noise(generator)};
        m.total = m.terms[0] + 1.5 * m.terms[1] + 0.1 * m.terms[2] + 0.2 * m.terms[3];
        steps.push_back(m);
    }
    loss.addSteps(steps);
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        EpochMetrics m;
        m.epoch = epoch;
        m.step = epoch * stepsPerEpoch;
        const double rise = 1 - std::exp(-0.6 * epoch);
        m.validation.imageToSentence = {24 * rise, 57 * rise, 70 * rise, 0, 0, 0, 500, 0, 0};
        m.validation.sentenceToImage = {26 * rise, 56 * rise, 67.5 * rise, 0, 0, 0, 500, 0, 0};
        m.best = epoch <= epochs - 3;
        loss.addEpoch(m);
        recall.addEpoch(m);
    }
    timeline.setRange(0, epochs);
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "usage: map_demo <folder> [width height [images [sentences]]]\n");
        return 2;
    }
    const int width = arguments.size() > 3 ? arguments[2].toInt() : 776;
    const int height = arguments.size() > 3 ? arguments[3].toInt() : 836;
    const int images = arguments.size() > 4 ? arguments[4].toInt() : 5787;

    const int sentences = arguments.size() > 5 ? arguments[5].toInt() : 1; // per image

    const auto data = test::makeSyntheticMap(images, sentences, 60);
    const test::SyntheticInfo info(data);
    test::SyntheticThumbnails thumbnails(true);

    QWidget window;
    auto* rows = new QVBoxLayout(&window);
    rows->setContentsMargins(8, 8, 8, 8);
    rows->setSpacing(8);
    auto* map = new EmbeddingView;
    map->setReducedMotion(true);
    map->setItems(images, images * sentences, QStringLiteral("documents"));
    map->setItemInfo(&info);
    map->setThumbnailSource(&thumbnails);
    map->setProjection(data.projection, 14);
    map->setClusters(test::clustersOf(data));
    auto* timeline = new Timeline;
    TimeAxis axis;
    auto* loss = new LossChart(&axis);
    auto* recall = new RecallChart(&axis);
    fillCharts(*loss, *recall, *timeline, 14, 27);
    rows->addWidget(card(map), 1);
    rows->addWidget(card(timeline));
    auto* charts = new QHBoxLayout;
    charts->setSpacing(8);
    charts->addWidget(card(loss), 5);
    charts->addWidget(card(recall), 4);
    rows->addLayout(charts);
    for (QWidget* chart : {static_cast<QWidget*>(loss), static_cast<QWidget*>(recall)})
        chart->setFixedHeight(222);
    window.resize(width, height);
    window.show();

    ThemeWatcher* watcher = ThemeWatcher::of(&application);
    watcher->apply();
    bool saved = true;
    for (const bool dark : {false, true}) {
        watcher->setMode(dark ? ThemeWatcher::Mode::Dark : ThemeWatcher::Mode::Light);
        const QString theme = dark ? QStringLiteral("dark") : QStringLiteral("light");
        const auto save = [&](const QString& name) {
            loss->refreshNow();
            recall->refreshNow();
            QTest::qWait(50);
            for (int i = 0; i < 100 && !map->isFrameComplete(); ++i)
                QTest::qWait(20);
            saved = window.grab().save(arguments[1] + QStringLiteral("/%1-%2.png").arg(name, theme)) && saved;
        };
        map->setSelection({});
        map->fitAll();
        save(QStringLiteral("map"));
        const ItemRef item{View::image, 42};
        map->setSelection({item});
        map->setResults({{View::image, 7}, {View::image, 70}, {View::image, 700}}, QPointF(0.4, 0.3));
        const QPoint place = map->itemPosition({View::sentence, 99})->toPoint();
        QTest::mouseMove(map, place);
        QTest::qWait(EmbeddingView::kDwellMs + 60);
        QTest::mouseMove(loss->viewport(), loss->plotArea().center().toPoint());
        save(QStringLiteral("selected"));
        QTest::mouseMove(map, map->itemPosition(item)->toPoint());
        QTest::qWait(EmbeddingView::kDwellMs + 60);
        save(QStringLiteral("hover"));
        map->clearResults();
        MapTransform close = map->mapTransform();
        close.zoomAt(*map->itemPosition(item), 9);
        map->setMapTransform(close);
        save(QStringLiteral("close"));
    }
    return saved ? 0 : 1;
}
