// Pictures of the map to keep: read back what was written.
#include "map/embedding_view.h"
#include "map/export/export_dialog.h"
#include "map/export/map_caption.h"
#include "map/export/picture_writer.h"
#include "projection/projector.h"
#include "style/theme.h"
#include "synthetic_map.h"

#include <QtCore/QFile>
#include <QtCore/QSettings>
#include <QtCore/QTemporaryDir>
#include <QtCore/QXmlStreamReader>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

using namespace crossview;
using namespace crossview::ui;
using namespace crossview::ui::test;

namespace {
const QString kCaption = QStringLiteral("Synthetic · run one, seed 7 · epoch 14");

/// What an SVG document holds.
struct ReadSvg {
    QStringList texts;
    int circles = 0, diamonds = 0, images = 0; ///< among the points
    QString description, viewBox;
    bool isWhole = false;
};

ReadSvg readSvg(const QByteArray& document) {
    ReadSvg read;
    QXmlStreamReader xml(document);
    int points = 0; // depth inside the group of points
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isEndElement() && points > 0)
            --points;
        if (!xml.isStartElement())
            continue;
        const QString name = xml.name().toString();
        if (points > 0) {
            read.circles += name == QStringLiteral("circle") ? 1 : 0;
            read.diamonds += name == QStringLiteral("path") ? 1 : 0;
            read.images += name == QStringLiteral("image") ? 1 : 0;
        }
        if (points > 0 || xml.attributes().value(QStringLiteral("id")) == QStringLiteral("points"))
            ++points;
        if (name == QStringLiteral("svg"))
            read.viewBox = xml.attributes().value(QStringLiteral("viewBox")).toString();
        const bool isHalo = xml.attributes().hasAttribute(QStringLiteral("aria-hidden"));
        if (name == QStringLiteral("desc"))
            read.description = xml.readElementText();
        else if (name == QStringLiteral("text") && !isHalo)
            read.texts << xml.readElementText();
    }
    read.isWhole = !xml.hasError();
    return read;
}

bool isNear(QRgb pixel, const QColor& colour, int tolerance = 60) {
    return std::abs(qRed(pixel) - colour.red()) <= tolerance &&
           std::abs(qGreen(pixel) - colour.green()) <= tolerance &&
           std::abs(qBlue(pixel) - colour.blue()) <= tolerance;
}
} // namespace

class TestMapPicture : public QObject {
    Q_OBJECT

    static constexpr int kImages = 400;
    SyntheticMap m_map = makeSyntheticMap(kImages, 2, 6);
    std::unique_ptr<SyntheticInfo> m_info;
    std::unique_ptr<EmbeddingView> m_view;

    std::shared_ptr<const ItemColours> halves() const {
        auto colours = std::make_shared<ItemColours>();
        colours->scale = ItemColours::Scale::categories;
        colours->key = QStringLiteral("halves");
        colours->name = QStringLiteral("half & half");
        colours->classes = {{QStringLiteral("low <1>"), 0, ItemColours::Class::Kind::coloured},
                            {QStringLiteral("high"), 1, ItemColours::Class::Kind::coloured}};
        colours->ofImage.assign(kImages, 0);
        std::fill(colours->ofImage.begin(), colours->ofImage.begin() + 100, std::uint8_t(1));
        colours->ofSentence.assign(2 * kImages, 0);
        return colours;
    }
    static MapPictureOptions small() {
        MapPictureOptions options;
        options.size = {800, 600};
        options.scale = 1;
        return options;
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName(QStringLiteral("crossview-test"));
        QCoreApplication::setApplicationName(
            QStringLiteral("map-picture-%1").arg(QCoreApplication::applicationPid()));
    }
    void cleanupTestCase() {
        QSettings settings;
        settings.clear();
        QFile::remove(settings.fileName());
    }
    void init() {
        QSettings().clear();
        ThemeWatcher::of(qApp)->setMode(ThemeWatcher::Mode::Light);
        m_info = std::make_unique<SyntheticInfo>(m_map);
        m_view = std::make_unique<EmbeddingView>();
        m_view->setReducedMotion(true);
        m_view->setItems(kImages, 2 * kImages);
        m_view->setItemInfo(m_info.get());
        m_view->resize(700, 600);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QVERIFY(m_view->setProjection(m_map.projection, 14));
        m_view->setClusters(clustersOf(m_map));
    }
    void cleanup() { m_view.reset(); }

    void hasTheSizeThemeAndCaptionThatWereAskedFor() {
        for (const bool dark : {false, true}) {
            MapPictureOptions options = small();
            options.size = {1000, 900};
            options.scale = 2;
            options.dark = dark; // whatever the window is
            const MapPicture picture = m_view->picture(options, kCaption);
            const QImage image = imageOf(picture);
            QCOMPARE(image.size(), QSize(1000, 900));
            const Theme theme = dark ? Theme::dark() : Theme::light();
            QCOMPARE(image.pixelColor(2, 2), theme.color(Role::Panel));
            QVERIFY(image.text(QStringLiteral("Description")).startsWith(kCaption));
            QVERIFY(
                image.text(QStringLiteral("Description")).endsWith(QStringLiteral("1,200 of 1,200 points")) ||
                picture.pointsInFrame() < 1200);
        }
    }

    void everyPointLiesWhereTheMapHasIt_data() {
        QTest::addColumn<double>("scale");
        for (const double scale : {0.5, 1.0, 1.5, 3.0})
            QTest::addRow("x%g", scale) << scale;
    }
    void everyPointLiesWhereTheMapHasIt() {
        QFETCH(double, scale);
        MapPictureOptions options = small();
        options.scale = scale;
        options.size = (QSizeF(options.size) * scale).toSize();
        options.names = options.pictures = false;
        const MapPicture picture = m_view->picture(options, kCaption);
        const QImage image = imageOf(picture);
        int seen = 0;
        for (int i = 0; i < kImages; ++i) {
            const QPointF at =
                picture.transform.toScreen({double(m_map.projection->images(std::size_t(i), 0)),
                                            double(m_map.projection->images(std::size_t(i), 1))});
            if (!picture.frame.adjusted(4, 4, -4, -4).contains(at))
                continue;
            ++seen;
            const QPoint pixel(int(at.x() * scale), int(at.y() * scale));
            QVERIFY(image.pixelColor(pixel) != picture.mapBackground);
        }
        QVERIFY(seen > kImages * 9 / 10);
    }

    void vectorsHoldEveryPointAndAllTexts() {
        m_view->setColours(halves());
        const MapPicture picture = m_view->picture(small(), kCaption);
        const ReadSvg read = readSvg(svgOf(picture));
        QVERIFY(read.isWhole);
        QCOMPARE(read.viewBox, QStringLiteral("0 0 800 600"));
        QCOMPARE(std::size_t(read.circles + read.diamonds), picture.pointsInFrame());
        QVERIFY(read.circles > kImages * 9 / 10 && read.circles <= kImages);
        QCOMPARE(read.images, 0);
        for (const char* text :
             {"images", "400", "sentences", "800", "half & half", "low <1>", "1,100", "high", "100"})
            QVERIFY2(read.texts.contains(QString::fromUtf8(text)), text);
        QVERIFY(read.description.startsWith(kCaption));
        QVERIFY(read.texts.join(QLatin1Char(' ')).contains(QStringLiteral("seed 7")));
        // Names of clusters, those that the picture places.
        int names = 0;
        const auto clusters = clustersOf(m_map);
        for (const MapCluster& cluster : clusters->broad)
            names += read.texts.contains(QString::fromStdString(cluster.name)) ? 1 : 0;
        QVERIFY(names > 0);
    }

    void leavesOutWhatIsNotWanted() {
        m_view->setColours(halves());
        MapPictureOptions options = small();
        options.names = options.legend = options.caption = options.pictures = false;
        const MapPicture bare = m_view->picture(options, kCaption);
        const ReadSvg read = readSvg(svgOf(bare));
        QVERIFY(read.texts.isEmpty());
        QVERIFY(read.description.isEmpty());
        QVERIFY(bare.frame.height() > m_view->picture(small(), kCaption).frame.height());
    }

    void whatIsHiddenIsNeitherDrawnNorInTheLegend() {
        m_view->setColours(halves());
        auto* legend = m_view->findChild<MapLegend*>();
        legend->classEntries()[1]->setChecked(false);
        const ReadSvg read = readSvg(svgOf(m_view->picture(small(), kCaption)));
        QVERIFY(!read.texts.contains(QStringLiteral("high")));
        QVERIFY(read.texts.contains(QStringLiteral("low <1>")));
        QVERIFY(read.circles <= kImages - 100);
    }

    void manyPointsBecomeOneEmbeddedPicture() {
        constexpr int kMany = int(kMostVectorPoints) + 1000;
        const SyntheticMap many = makeSyntheticMap(kMany / 2, 1, 6);
        m_view->setItemInfo(nullptr);
        m_view->setItems(kMany / 2, kMany / 2);
        QVERIFY(m_view->setProjection(many.projection, 14));
        const MapPicture picture = m_view->picture(small(), kCaption);
        QVERIFY(picture.pointsInFrame() > kMostVectorPoints);
        const ReadSvg read = readSvg(svgOf(picture));
        QVERIFY(read.isWhole);
        QCOMPARE(read.images, 1);
        QCOMPARE(read.circles + read.diamonds, 0);
        QVERIFY(read.texts.contains(QStringLiteral("images")));
    }

    void stopsWhenAskedTo() {
        std::stop_source source;
        source.request_stop();
        const MapPicture picture = m_view->picture(small(), kCaption);
        QVERIFY_EXCEPTION_THROWN(imageOf(picture, source.get_token()), Cancelled);
        QVERIFY_EXCEPTION_THROWN(svgOf(picture, source.get_token()), Cancelled);
    }

    void partInSightIsWhatTheWindowShows() {
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        MapPictureOptions options = small();
        options.wholeMap = false;
        const MapPicture picture = m_view->picture(options, kCaption);
        const QRectF sight = m_view->mapTransform().toMap(QRectF(m_view->rect()));
        QVERIFY(picture.transform.toMap(picture.frame).contains(sight.center()));
        const QPointF middle = picture.transform.toScreen(sight.center()) - picture.frame.center();
        QVERIFY(std::hypot(middle.x(), middle.y()) < 1);
        options.wholeMap = true;
        QVERIFY(m_view->picture(options, kCaption).transform.scale() < picture.transform.scale());
    }

    void dialogShowsAndWritesWhatIsChosen() {
        QTemporaryDir folder;
        PictureWriter writer;
        auto* dialog = new ExportDialog(
            [this](const MapPictureOptions& options) { return m_view->picture(options, kCaption); }, small());
        connect(dialog, &ExportDialog::saveRequested, &writer, &PictureWriter::save);
        QSignalSpy written(&writer, &PictureWriter::written);
        QSignalSpy failed(&writer, &PictureWriter::failed);
        dialog->open();
        QTRY_VERIFY(!dialog->preview().isNull());
        const QImage light = dialog->preview().toImage();
        const auto boxes = dialog->findChildren<QComboBox*>();
        for (QComboBox* box : boxes)
            if (const int dark = box->findText(QStringLiteral("dark")); dark >= 0)
                box->setCurrentIndex(dark);
        QTRY_VERIFY(isNear(dialog->preview().toImage().pixel(1, 1), Theme::dark().color(Role::Panel), 4));
        QVERIFY(isNear(light.pixel(1, 1), Theme::light().color(Role::Panel), 4));
        dialog->findChildren<QSpinBox*>().front()->setValue(640);
        dialog->findChild<QCheckBox*>(QStringLiteral("legend"))->setChecked(false);
        auto* format = dialog->findChild<QComboBox*>(QStringLiteral("pictureFormat"));
        format->setCurrentIndex(format->findData(QStringLiteral("svg")));
        const QString file = folder.filePath(QStringLiteral("kept.svg"));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("saveMap")), Qt::LeftButton);
        auto* chooser = dialog->findChild<QFileDialog*>();
        QVERIFY(chooser != nullptr);
        chooser->setDirectory(folder.path());
        chooser->selectFile(QStringLiteral("kept.svg"));
        static_cast<QDialog*>(chooser)->accept();
        QTRY_COMPARE(written.size() + failed.size(), 1);
        QCOMPARE(written.size(), 1);
        QFile content(file);
        QVERIFY(content.open(QIODevice::ReadOnly));
        const ReadSvg read = readSvg(content.readAll());
        QVERIFY(read.isWhole);
        QCOMPARE(read.viewBox, QStringLiteral("0 0 640 600"));
        QVERIFY(!read.texts.contains(QStringLiteral("images")));
        // As it was left the next time.
        const ExportDialog again(
            [this](const MapPictureOptions& options) { return m_view->picture(options, kCaption); }, small());
        QCOMPARE(again.format(), QStringLiteral("svg"));
        QVERIFY(again.options().dark);
        QVERIFY(!again.options().legend);
        QCOMPARE(again.options().size.width(), 640);
    }

    void aFolderThatIsNotThereIsSaid() {
        PictureWriter writer;
        QSignalSpy failed(&writer, &PictureWriter::failed);
        writer.save(m_view->picture(small(), kCaption), QStringLiteral("/proc/nowhere/map.png"));
        QTRY_COMPARE(failed.size(), 1);
    }

    void captionSaysWhereItComesFrom() {
        MapCaption caption;
        caption.dataset = QStringLiteral("Four\nthings");
        caption.run = QStringLiteral("2026-1");
        caption.seed = 7;
        caption.epoch = 3;
        ProjectionOptions options;
        options.method = "tsne";
        options.tsne.exaggeration = 2;
        options.seed = 5;
        caption.madeBy = makeProjector(options)->key();
        caption.items = 1000;
        const QString text = textOf(caption);
        QVERIFY(!text.contains(QLatin1Char('\n')));
        for (const char* part : {"run 2026-1, seed 7", "epoch 3",
                                 "t-SNE, perplexity 30, exaggeration 2, seed 5", "views' means removed"})
            QVERIFY2(text.contains(QString::fromUtf8(part)), part);
        caption.items = 100000;
        QVERIFY(textOf(caption).contains(QStringLiteral("15 neighbours")));
        caption.epoch = 0;
        caption.madeBy.clear();
        QVERIFY(textOf(caption).endsWith(QStringLiteral("before training")));
    }
};

QTEST_MAIN(TestMapPicture)
#include "test_map_picture.moc"
