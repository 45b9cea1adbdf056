// The real widget, driven with mouse, wheel and keys.
#include "map/embedding_view.h"
#include "map/hover_card.h"
#include "map/map_paint.h"
#include "style/theme.h"
#include "synthetic_map.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMenu>

#include <algorithm>
#include <cmath>

using namespace crossview;
using namespace crossview::ui;
using namespace crossview::ui::test;

namespace {
/// Five images in a cross with one sentence each beside it, far enough from each other to hit.
SyntheticMap crossMap() {
    SyntheticMap map;
    auto projection = std::make_shared<Projection>();
    projection->images = Matrix(5, 2, {0, 0, 1, 0, -1, 0, 0, 1, 0, -1});
    projection->sentences = Matrix(5, 2, {0.2F, 0.2F, 1.2F, 0.2F, -0.8F, 0.2F, 0.2F, 1.2F, 0.2F, -0.8F});
    projection->explained = 0.34;
    map.projection = projection;
    map.groupNames = {QStringLiteral("all")};
    map.groupOfImage.assign(5, 0);
    return map;
}

int differentPixels(const QImage& a, const QImage& b) {
    int count = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x)
            count += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
    return count;
}

bool isNear(QRgb pixel, const QColor& colour, int tolerance = 40) {
    return std::abs(qRed(pixel) - colour.red()) <= tolerance &&
           std::abs(qGreen(pixel) - colour.green()) <= tolerance &&
           std::abs(qBlue(pixel) - colour.blue()) <= tolerance;
}
} // namespace

class TestEmbeddingView : public QObject {
    Q_OBJECT

    SyntheticMap m_map = crossMap();
    std::unique_ptr<SyntheticInfo> m_info;
    std::unique_ptr<EmbeddingView> m_view;

    QPoint place(View view, int index) const { return m_view->itemPosition({view, index})->toPoint(); }
    HoverCard* card() const { return m_view->findChild<HoverCard*>(); }
    QImage grabbed() const { return m_view->grab().toImage(); }
    void drag(const QList<QPoint>& path, Qt::MouseButton button = Qt::LeftButton,
              Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::mousePress(m_view.get(), button, modifiers, path.first());
        for (const QPoint& p : path) {
            QMouseEvent move(QEvent::MouseMove, p, m_view->mapToGlobal(p), Qt::NoButton, button, modifiers);
            QApplication::sendEvent(m_view.get(), &move);
        }
        QTest::mouseRelease(m_view.get(), button, modifiers, path.last());
    }
    void wheel(QPointF at, int delta) {
        QWheelEvent event(at, m_view->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(m_view.get(), &event);
    }
    static QList<QPoint> around(QRect r) {
        return {r.topLeft(), r.topRight(), r.bottomRight(), r.bottomLeft(), r.topLeft() + QPoint(0, 2)};
    }

private Q_SLOTS:
    void init() {
        ThemeWatcher::of(qApp)->setMode(ThemeWatcher::Mode::Light);
        m_info = std::make_unique<SyntheticInfo>(m_map);
        m_view = std::make_unique<EmbeddingView>();
        m_view->setReducedMotion(true);
        m_view->setItems(5, 5);
        m_view->setItemInfo(m_info.get());
        m_view->resize(700, 600);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QVERIFY(m_view->setProjection(m_map.projection, 14));
        m_view->fitAll();
    }
    void cleanup() { m_view.reset(); }

    void everyItemIsDrawnInItsColourAndShapeAtItsPlace() {
        for (const bool dark : {false, true}) {
            ThemeWatcher::of(qApp)->setMode(dark ? ThemeWatcher::Mode::Dark : ThemeWatcher::Mode::Light);
            const Theme& theme = ThemeWatcher::of(qApp)->theme();
            const QImage image = grabbed();
            for (int i = 0; i < 5; ++i) {
                QVERIFY(isNear(image.pixel(place(View::image, i)), theme.color(Role::ImageView), 60));
                QVERIFY(isNear(image.pixel(place(View::sentence, i)), theme.color(Role::SentenceView), 60));
            }
            QVERIFY(isNear(image.pixel(place(View::image, 0) + QPoint(30, 25)),
                           theme.color(Role::MapBackground), 2));
        }
    }

    void dragPansAndKeepsTheScale() {
        const QPoint before = place(View::image, 0);
        const double scale = m_view->mapTransform().scale();
        QSignalSpy selected(m_view.get(), &EmbeddingView::selectionChanged);
        drag({{300, 400}, {320, 410}, {350, 430}});
        QCOMPARE(place(View::image, 0), before + QPoint(50, 30));
        QCOMPARE(m_view->mapTransform().scale(), scale);
        drag({{300, 400}, {290, 400}}, Qt::MiddleButton);
        QCOMPARE(place(View::image, 0), before + QPoint(40, 30));
        QCOMPARE(selected.count(), 0);
    }

    void wheelZoomsAtTheCursor() {
        const QPoint cursor = place(View::image, 3);
        const QPoint other = place(View::image, 0);
        wheel(cursor, 120);
        QVERIFY((place(View::image, 3) - cursor).manhattanLength() <= 1);
        const double grown = QLineF(place(View::image, 0), cursor).length() / QLineF(other, cursor).length();
        QVERIFY(grown > 1.2 && grown < 1.4);
        wheel(cursor, -120);
        QVERIFY((place(View::image, 0) - other).manhattanLength() <= 1);
    }

    void fitBringsAllBackByKeyButtonAndDoubleClick() {
        const MapTransform fitted = m_view->mapTransform();
        const auto lose = [&] { m_view->setMapTransform(MapTransform(fitted.scale() * 7, {-4000, 900})); };
        lose();
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QCOMPARE(m_view->mapTransform(), fitted);
        lose();
        QTest::keyClick(m_view.get(), Qt::Key_0);
        QCOMPARE(m_view->mapTransform(), fitted);
        lose();
        QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, {350, 300});
        QCOMPARE(m_view->mapTransform(), fitted);
        lose();
        QTest::mouseClick(m_view->findChild<MapToolBar*>()->fitEntry(), Qt::LeftButton);
        QCOMPARE(m_view->mapTransform(), fitted);
        QVERIFY(m_view->rect().contains(place(View::image, 3)) &&
                m_view->rect().contains(place(View::image, 4)));
    }

    void keysZoomPanAndFitTheSelection() {
        const double scale = m_view->mapTransform().scale();
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QCOMPARE(m_view->mapTransform().scale(), scale * 1.5);
        QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QCOMPARE(m_view->mapTransform().scale(), scale);
        const QPoint before = place(View::image, 0);
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QCOMPARE(place(View::image, 0), before - QPoint(48, 0));
        m_view->setSelection({{View::image, 1}, {View::sentence, 1}});
        QTest::keyClick(m_view.get(), Qt::Key_Z);
        QVERIFY(m_view->mapTransform().scale() > scale * 1.5);
        const QPoint middle = (place(View::image, 1) + place(View::sentence, 1)) / 2;
        QVERIFY(QRect(250, 200, 200, 200).contains(middle));
    }

    void clickSelectsControlClickToggles() {
        QSignalSpy selection(m_view.get(), &EmbeddingView::selectionChanged);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, place(View::image, 1) + QPoint(4, 3));
        QCOMPARE(m_view->selection(), (std::vector<ItemRef>{{View::image, 1}}));
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::ControlModifier, place(View::sentence, 2));
        QCOMPARE(m_view->selection(), (std::vector<ItemRef>{{View::image, 1}, {View::sentence, 2}}));
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::ControlModifier, place(View::image, 1));
        QCOMPARE(m_view->selection(), (std::vector<ItemRef>{{View::sentence, 2}}));
        QCOMPARE(selection.count(), 3);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, place(View::image, 0) + QPoint(40, 40)); // empty
        QCOMPARE(m_view->selection().size(), std::size_t(1));
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QVERIFY(m_view->selection().empty());
    }

    void pickRadiusIsFourteenPixels() {
        const QPoint centre = place(View::image, 4);
        QCOMPARE(m_view->itemAt(centre + QPoint(-13, 0)), (ItemRef{View::image, 4}));
        QVERIFY(!m_view->itemAt(centre + QPoint(-15, 0)).isValid());
    }

    void shiftDragIsALassoThatAdds() {
        m_view->setSelection({{View::image, 2}});
        const QPoint a = place(View::image, 1), b = place(View::sentence, 1);
        drag(around(QRect(a, b).normalized().adjusted(-20, -20, 20, 20)), Qt::LeftButton, Qt::ShiftModifier);
        const std::set<std::pair<int, int>> expected{{0, 1}, {0, 2}, {1, 1}};
        std::set<std::pair<int, int>> found;
        for (const ItemRef& item : m_view->selection())
            found.insert({int(item.view), item.index});
        QCOMPARE(found, expected);
    }

    void lassoTakesWhatIsInsideItsOutlineOnly() {
        QTest::keyClick(m_view.get(), Qt::Key_L);
        QCOMPARE(m_view->tool(), MapTool::lasso);
        // A triangle over the upper right whose bounding box also holds the middle.
        const QPoint top = place(View::image, 3), middle = place(View::image, 0);
        const QPoint left = top - QPoint(30, 30), low = middle + QPoint(150, 30);
        QVERIFY(QRect(left, low).contains(middle));
        drag({left, left + QPoint(180, 0), low, left + QPoint(0, 60)});
        const auto& selected = m_view->selection();
        QCOMPARE(std::ranges::count(selected, ItemRef{View::image, 3}), 1);
        QCOMPARE(std::ranges::count(selected, ItemRef{View::image, 0}), 0);
    }

    void boxReplacesSubtractsAndIntersects() {
        QTest::mouseClick(m_view->findChild<MapToolBar*>()->entry(MapTool::box), Qt::LeftButton);
        QCOMPARE(m_view->tool(), MapTool::box);
        drag({{1, 1}, {100, 100}, {699, 599}});
        QCOMPARE(m_view->selection().size(), std::size_t(10));
        const QPoint p = place(View::image, 4);
        drag({p - QPoint(8, 8), p, p + QPoint(8, 8)}, Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(m_view->selection().size(), std::size_t(9));
        const QPoint q = place(View::image, 2);
        drag({q - QPoint(8, 8), q, q + QPoint(8, 8)}, Qt::LeftButton,
             Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_view->selection(), (std::vector<ItemRef>{{View::image, 2}}));
    }

    void keyboardSelectsAllNoneAndInverts() {
        QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_view->selection().size(), std::size_t(10));
        m_view->setSelection({{View::image, 0}});
        QTest::keyClick(m_view.get(), Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_view->selection().size(), std::size_t(9));
        QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_view->selection().empty());
    }

    void keyboardReachesAndInspectsItems() {
        QSignalSpy selections(m_view.get(), &EmbeddingView::selectionChanged);
        QSignalSpy hovers(m_view.get(), &EmbeddingView::hovered);
        QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(hovers.count(), 1);
        QVERIFY(card()->isVisible());
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(selections.count(), 1);
        QCOMPARE(m_view->selection().size(), std::size_t(1));
        QVERIFY(m_view->itemPosition(m_view->selection().front())->x() > 350 - 40);
    }

    void cardComesAfterTheDwellAndStaysForTheGrace() {
        QSignalSpy hovers(m_view.get(), &EmbeddingView::hovered);
        m_view->setSelection({{View::image, 0}});
        QTest::mouseMove(m_view.get(), place(View::sentence, 1));
        QTRY_COMPARE(hovers.count(), 1);
        QVERIFY(!card()->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(card()->isVisible(), 1000);
        QCOMPARE(card()->content().text, m_info->text({View::sentence, 1}));
        QVERIFY(card()->content().distance.contains(QStringLiteral("1.22"))); // |(1.2, 0.2)|
        QVERIFY(m_view->rect().contains(card()->geometry()));
        QTest::mouseMove(m_view.get(), place(View::sentence, 1) + QPoint(0, 40));
        QTest::qWait(60);
        QVERIFY(card()->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(!card()->isVisible(), 1500);
    }

    void clickOnTheCardInspectsItsItemAndStartsNoDrag() {
        QSignalSpy selections(m_view.get(), &EmbeddingView::selectionChanged);
        QTest::mouseMove(m_view.get(), place(View::image, 2));
        QTRY_VERIFY_WITH_TIMEOUT(card()->isVisible(), 1000);
        const MapTransform before = m_view->mapTransform();
        QTest::mouseClick(card(), Qt::LeftButton, {}, card()->rect().center());
        QCOMPARE(selections.count(), 1);
        QCOMPARE(m_view->selection(), (std::vector<ItemRef>{{View::image, 2}}));
        QTest::mouseMove(m_view.get(), QPoint(600, 500));
        QTest::mouseMove(m_view.get(), QPoint(500, 400));
        QCOMPARE(m_view->mapTransform(), before);
    }

    void thePointerOnTheLegendIsOffTheMap() {
        QSignalSpy hovers(m_view.get(), &EmbeddingView::hovered);
        QTest::mouseMove(m_view.get(), place(View::image, 2));
        QTRY_COMPARE(hovers.count(), 1);
        auto* legend = m_view->findChild<MapLegend*>();
        QTest::mouseMove(legend, QPoint(3, 3));
        QTRY_COMPARE(hovers.count(), 2);
        QVERIFY(!hovers.last().first().value<ItemRef>().isValid());
    }

    void aCardWithoutPictureShowsThePlaceholderAtOnce() {
        SyntheticThumbnails thumbnails(false);
        thumbnails.makeBare(3);
        m_view->setThumbnailSource(&thumbnails);
        QTest::mouseMove(m_view.get(), place(View::image, 3));
        QTRY_VERIFY_WITH_TIMEOUT(card()->isVisible(), 1000);
        QVERIFY(!card()->content().hasPicture);
        const QImage bare = card()->grab().toImage();
        HoverCard::Content waiting = card()->content();
        waiting.hasPicture = true;
        card()->present(waiting, place(View::image, 3));
        QVERIFY(differentPixels(bare, card()->grab().toImage()) > 100);
        m_view->setThumbnailSource(nullptr);
    }

    void pictureOfTheCardArrivesLater() {
        SyntheticThumbnails thumbnails(false);
        m_view->setThumbnailSource(&thumbnails);
        QTest::mouseMove(m_view.get(), place(View::image, 2));
        QTRY_VERIFY_WITH_TIMEOUT(card()->isVisible(), 1000);
        QVERIFY(card()->content().picture.isNull());
        thumbnails.load(2);
        QVERIFY(!card()->content().picture.isNull());
        m_view->setThumbnailSource(nullptr);
    }

    void legendHidesAViewByItsMarkAndShowsOneAloneByItsName() {
        auto* legend = m_view->findChild<MapLegend*>();
        const Theme& theme = ThemeWatcher::of(qApp)->theme();
        const auto shown = [&] { return m_view->statusText().section(QLatin1Char(' '), 0, 2); };
        LegendEntry* images = legend->entry(View::image);
        LegendEntry* sentences = legend->entry(View::sentence);
        const QPoint mark(6, images->height() / 2);
        QTest::mouseClick(images, Qt::LeftButton, {}, mark);
        QCOMPARE(shown(), QStringLiteral("5 of 10"));
        const QImage image = grabbed();
        QVERIFY(isNear(image.pixel(place(View::image, 1)), theme.color(Role::MapBackground), 2));
        QVERIFY(!m_view->itemAt(place(View::image, 4)).isValid());
        QTest::mouseClick(images, Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(shown(), QStringLiteral("10 of 10"));
        QTest::mouseClick(images, Qt::LeftButton); // alone …
        QVERIFY(images->isChecked() && !sentences->isChecked());
        QCOMPARE(shown(), QStringLiteral("5 of 10"));
        QTest::mouseClick(sentences, Qt::LeftButton); // … the other alone …
        QVERIFY(!images->isChecked() && sentences->isChecked());
        QTest::mouseClick(sentences, Qt::LeftButton); // … and all again
        QCOMPARE(shown(), QStringLiteral("10 of 10"));
        QTest::keyClick(images, Qt::Key_Space);
        QVERIFY(!images->isChecked());
        QTest::keyClick(images, Qt::Key_Return);
        QVERIFY(images->isChecked() && !sentences->isChecked());
    }

    /// Images 0 and 1 in class 0, 2 in the others, all else without a value.
    static std::shared_ptr<ItemColours> coloursOfFive() {
        auto colours = std::make_shared<ItemColours>();
        using Kind = ItemColours::Class::Kind;
        colours->scale = ItemColours::Scale::categories;
        colours->key = colours->name = QStringLiteral("kind");
        colours->classes = {{QStringLiteral("fish"), 1, Kind::coloured},
                            {QStringLiteral("3 others"), 0, Kind::other},
                            {QStringLiteral("none"), 0, Kind::missing}};
        colours->ofImage = {0, 0, 1, 2, 2};
        colours->ofSentence = {2, 2, 2, 2, 0};
        return colours;
    }

    void itemsHaveTheColourOfTheirClassAndTheShapeOfTheirView() {
        const auto colours = coloursOfFive();
        m_view->setColours(colours);
        for (const bool dark : {false, true}) {
            ThemeWatcher::of(qApp)->setMode(dark ? ThemeWatcher::Mode::Dark : ThemeWatcher::Mode::Light);
            const Theme& theme = ThemeWatcher::of(qApp)->theme();
            const QImage image = grabbed();
            for (const int i : {0, 1})
                QVERIFY(isNear(image.pixel(place(View::image, i)), classColour(theme, *colours, 0), 60));
            QVERIFY(isNear(image.pixel(place(View::sentence, 4)), classColour(theme, *colours, 0), 60));
            // Without a value: a ring, nothing in its middle.
            QVERIFY(isNear(image.pixel(place(View::image, 3)), theme.color(Role::MapBackground), 60));
        }
        auto other = std::make_shared<ItemColours>(*colours);
        other->ofImage.pop_back(); // of other items
        m_view->setColours(other);
        QVERIFY(m_view->findChild<MapLegend*>()->classEntries().empty());
        QVERIFY(isNear(grabbed().pixel(place(View::image, 0)),
                       ThemeWatcher::of(qApp)->theme().color(Role::ImageView), 60));
    }

    void legendOfClassesCountsIsolatesHidesAndSelects() {
        auto* legend = m_view->findChild<MapLegend*>();
        m_view->setColours(coloursOfFive());
        const auto lines = legend->classEntries();
        QCOMPARE(lines.size(), std::size_t(3));
        QCOMPARE(lines[0]->accessibleName(), QStringLiteral("fish, 3"));
        QCOMPARE(lines[2]->accessibleName(), QStringLiteral("none, 6"));
        QTest::mouseClick(legend->entry(View::sentence), Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(lines[2]->accessibleName(), QStringLiteral("none, 2")); // counts follow what is shown
        QTest::mouseClick(lines[0], Qt::LeftButton);
        QVERIFY(m_view->statusText().startsWith(QStringLiteral("2 of 10 points")));
        QCOMPARE(legend->entry(View::image)->accessibleName(), QStringLiteral("images, 2"));
        QVERIFY(!m_view->itemAt(place(View::image, 2)).isValid());
        QTest::mouseClick(lines[1], Qt::LeftButton, Qt::ControlModifier); // adds
        QVERIFY(m_view->statusText().startsWith(QStringLiteral("3 of 10 points")));
        m_view->setColours(coloursOfFive()); // the same scale anew: what is hidden stays so
        QVERIFY(m_view->statusText().startsWith(QStringLiteral("3 of 10 points")));
        QSignalSpy selected(m_view.get(), &EmbeddingView::selectionChanged);
        QTest::mouseClick(legend->classEntries()[0], Qt::LeftButton, Qt::ShiftModifier);
        QCOMPARE(selected.size(), 1);
        QCOMPARE(m_view->selection().size(), std::size_t(2)); // what is shown of it
        m_view->setColours(nullptr);
        QTest::mouseClick(legend->entry(View::sentence), Qt::LeftButton, Qt::ControlModifier);
        QVERIFY(m_view->statusText().startsWith(QStringLiteral("10 of 10 points")));
    }

    void whatTheColoursSayIsSaidOnTheCard() {
        m_view->setColours(coloursOfFive());
        QTest::mouseMove(m_view.get(), place(View::image, 1));
        QTRY_VERIFY_WITH_TIMEOUT(card()->isVisible(), 1000);
        QVERIFY2(card()->content().conceptName.contains(QStringLiteral("kind: fish")),
                 qPrintable(card()->content().conceptName));
    }

    void whatTheColoursSayIsChosenOnTheMap() {
        auto* tools = m_view->findChild<MapToolBar*>();
        const QList<MapChoice> choices{
            {QStringLiteral("view"), QStringLiteral("view"), QStringLiteral("as ever")},
            {QStringLiteral("kind"), QStringLiteral("kind"), QStringLiteral("what it is")}};
        m_view->setColourings(choices, QStringLiteral("view"));
        QSignalSpy chosen(m_view.get(), &EmbeddingView::colouringChosen);
        QTest::keyClick(m_view.get(), Qt::Key_C);
        QVERIFY(tools->colourMenu()->isVisible());
        QVERIFY(tools->colourMenu()->actions()[0]->isChecked());
        tools->colourMenu()->actions()[1]->trigger();
        tools->colourMenu()->close();
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toString(), QStringLiteral("kind"));
    }

    void methodsAreChosenOnTheMap() {
        auto* tools = m_view->findChild<MapToolBar*>();
        const QList<MapChoice> methods{
            {QStringLiteral("pca"), QStringLiteral("PCA"), QStringLiteral("flat")},
            {QStringLiteral("tsne"), QStringLiteral("t-SNE"), QStringLiteral("near")}};
        QSignalSpy chosen(m_view.get(), &EmbeddingView::methodChosen);
        m_view->setMethods(methods, QStringLiteral("pca"));
        QVERIFY(tools->methodEntry(QStringLiteral("pca"))->isChecked());
        QVERIFY(m_view->statusText().contains(QStringLiteral("PCA")));
        QTest::mouseClick(tools->methodEntry(QStringLiteral("tsne")), Qt::LeftButton);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.front().front().toString(), QStringLiteral("tsne"));
        m_view->setMethods(methods, QStringLiteral("tsne"));
        QVERIFY(m_view->statusText().contains(QStringLiteral("t-SNE")));
        QCOMPARE(chosen.size(), 1);
        QVERIFY(!tools->methodEntry(QStringLiteral("umap")));
    }

    void howTrueTheMapIsIsSaid() {
        auto measured = std::make_shared<Projection>(*m_map.projection);
        measured->quality = {1000, 0.524, 0.976, 0.951};
        QVERIFY(m_view->setProjection(measured, 14));
        QVERIFY2(m_view->statusText().contains(QStringLiteral("keeps 52 % of neighbours, trust 0.98")),
                 qPrintable(m_view->statusText()));
        const QString tip = m_view->findChild<MapStatus*>()->toolTip();
        for (const char* part : {"52.4 %", "0.976", "0.951", "1,000 items"})
            QVERIFY2(tip.contains(QLatin1String(part)), part);
        QVERIFY(m_view->setProjection(m_map.projection, 14)); // one that moves is not measured
        QVERIFY(!m_view->statusText().contains(QStringLiteral("keeps")));
    }

    void whatIsBeingMadeIsSaid() {
        m_view->setActivity(QStringLiteral("Finding neighbours, 40 %"));
        QVERIFY(m_view->statusText().endsWith(QStringLiteral("Finding neighbours, 40 %")));
        m_view->setActivity({});
        QVERIFY(m_view->statusText().endsWith(QStringLiteral("epoch 14")));
    }

    void statusSaysHowManyWhatAndWhen() {
        m_view->setMethods({{QStringLiteral("pca"), QStringLiteral("PCA"), {}}}, QStringLiteral("pca"));
        QCOMPARE(m_view->statusText(),
                 QString::fromUtf8("10 of 10 points · PCA, 34 % of variance · epoch 14"));
        QCOMPARE(countText(31462, QLocale::c()), QStringLiteral("31,462"));
        m_view->setProjection(m_map.projection, 0);
        QVERIFY(m_view->statusText().endsWith(QStringLiteral("before training")));
        m_view->setItems(3, 4);
        QCOMPARE(m_view->statusText(), QString::fromUtf8("7 points · no projection yet"));
    }

    void aNewProjectionMovesPointsAndKeepsPanAndZoom() {
        m_view->setReducedMotion(false);
        const MapTransform mine(90, {200, 333});
        m_view->setMapTransform(mine);
        auto moved = std::make_shared<Projection>(*m_map.projection);
        moved->images(0, 0) = 1.5F;
        const QPointF from = *m_view->itemPosition({View::image, 0});
        QVERIFY(m_view->setProjection(moved, 15));
        QVERIFY(QLineF(*m_view->itemPosition({View::image, 0}), from).length() < 2); // no jump
        QTRY_COMPARE_WITH_TIMEOUT(m_view->itemPosition({View::image, 0})->toPoint(),
                                  (from + QPointF(135, 0)).toPoint(), 2000);
        QCOMPARE(m_view->mapTransform(), mine);
        m_view->setReducedMotion(true);
        QVERIFY(m_view->setProjection(m_map.projection, 16));
        QVERIFY(QLineF(*m_view->itemPosition({View::image, 0}), from).length() < 1e-6); // at once
    }

    void aProjectionOfOtherCountsIsRefused() {
        QVERIFY(!m_view->setProjection(makeSyntheticMap(7, 1, 2).projection, 3));
        QVERIFY(m_view->statusText().endsWith(QStringLiteral("epoch 14")));
    }

    void selectionDrawsRingAndPairLine() {
        const QImage before = grabbed();
        m_view->setSelection({{View::image, 3}});
        const QImage after = grabbed();
        const Theme& theme = ThemeWatcher::of(qApp)->theme();
        QVERIFY(isNear(after.pixel(place(View::image, 3) + QPoint(-6, 0)), theme.color(Role::Accent), 90));
        const QPoint half = (place(View::image, 3) + place(View::sentence, 3)) / 2;
        int linePixels = 0;
        for (int dx = -2; dx <= 2; ++dx)
            linePixels += after.pixel(half + QPoint(dx, 0)) != before.pixel(half + QPoint(dx, 0)) ? 1 : 0;
        QVERIFY(linePixels > 0);
    }

    void resultsAndQueryStarAreDrawnAndCleared() {
        const QImage before = grabbed();
        m_view->setResults({{View::image, 1}, {View::image, 2}}, QPointF(0.6, -0.5));
        const QImage after = grabbed();
        const QPoint star = m_view->mapTransform().toScreen(QPointF(0.6, -0.5)).toPoint();
        QVERIFY(isNear(after.pixel(star), ThemeWatcher::of(qApp)->theme().color(Role::Accent), 10));
        QVERIFY(differentPixels(before, after) > 100);
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QCOMPARE(differentPixels(before, grabbed()), 0);
    }

    void picturesAppearWhenTheyAreLoadedAndDoNotOverlap() {
        const SyntheticMap data = makeSyntheticMap(3000, 1, 40);
        SyntheticThumbnails thumbnails(false);
        m_view->setItemInfo(nullptr);
        m_view->setItems(3000, 3000);
        m_view->setThumbnailSource(&thumbnails);
        QVERIFY(m_view->setProjection(data.projection, 1));
        const QImage before = grabbed();
        const std::set<int> wanted = thumbnails.wanted();
        QVERIFY(wanted.size() >= 8 && wanted.size() <= 48);
        std::vector<QRectF> rects;
        for (const int image : wanted) {
            const QRectF r(*m_view->itemPosition({View::image, image}) - QPointF(14, 14), QSizeF(28, 28));
            for (const QRectF& other : rects)
                QVERIFY(!other.intersects(r));
            rects.push_back(r);
            thumbnails.load(image);
        }
        QVERIFY(differentPixels(before, grabbed()) > int(wanted.size()) * 300);
        m_view->setThumbnailSource(nullptr);
    }

    void imagesWithoutPictureStayMarks() {
        const SyntheticMap data = makeSyntheticMap(3000, 1, 40);
        SyntheticThumbnails thumbnails(false);
        for (int image = 0; image < 3000; image += 2)
            thumbnails.makeBare(image);
        m_view->setItemInfo(nullptr);
        m_view->setItems(3000, 3000);
        m_view->setThumbnailSource(&thumbnails);
        QVERIFY(m_view->setProjection(data.projection, 1));
        grabbed();
        QVERIFY(thumbnails.wanted().size() >= 8);
        for (const int image : thumbnails.wanted())
            QVERIFY(thumbnails.hasPicture(image));
        m_view->setThumbnailSource(nullptr);
    }

    void aHundredThousandPointsNeverHoldUpThePaintEvent() {
        const SyntheticMap data = makeSyntheticMap(50000, 1, 60);
        m_view->setItemInfo(nullptr);
        m_view->setItems(50000, 50000);
        QVERIFY(m_view->setProjection(data.projection, 1));
        QTRY_VERIFY(m_view->isFrameComplete());
        QElapsedTimer clock;
        std::vector<qint64> frames;
        for (int i = 0; i < 20; ++i) {
            wheel({300, 300}, i % 2 == 0 ? 30 : -30);
            clock.start();
            m_view->repaint();
            frames.push_back(clock.nsecsElapsed() / 1000);
        }
        std::sort(frames.begin(), frames.end());
        qInfo("100,000 points, paint event: median %lld us, largest %lld us", frames[10], frames.back());
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY(frames[10] < 50000);
#endif
        QTRY_VERIFY(m_view->isFrameComplete());
    }

    void emptyMapsPaintAndTakeInput() {
        EmbeddingView empty;
        empty.resize(300, 200);
        empty.show();
        QVERIFY(!empty.grab().isNull());
        QTest::keyClick(&empty, Qt::Key_Z);
        QTest::keyClick(&empty, Qt::Key_A, Qt::ControlModifier);
        QTest::mouseClick(&empty, Qt::LeftButton, {}, {150, 100});
        empty.setItems(0, 0);
        auto nothing = std::make_shared<Projection>();
        empty.setProjection(nothing, 1);
        QVERIFY(!empty.grab().isNull());
        QVERIFY(empty.selection().empty());
    }

    void everythingHasANameForTheScreenReader() {
        QVERIFY(!m_view->accessibleName().isEmpty() && !m_view->accessibleDescription().isEmpty());
        for (const QAbstractButton* button : m_view->findChildren<QAbstractButton*>()) {
            QVERIFY(!button->accessibleName().isEmpty());
            QVERIFY(!button->toolTip().isEmpty());
            QVERIFY(button->focusPolicy() & Qt::TabFocus);
        }
    }
};

QTEST_MAIN(TestEmbeddingView)
#include "test_embedding_view.moc"
